// Asks one aggregator whether it is there, and speaks as one, without downloading anything.
import { isAbort } from '../errors.ts';

/** `refused`: something answered, but not as an aggregator does for a blob that nobody stored. */
export type AggregatorProbe =
  | { kind: 'answers'; ms: number }
  | { kind: 'busy' | 'refused'; status: number }
  | { kind: 'silent' }
  /** Not found, not reachable, or closed to pages of other sites: a browser does not say which. */
  | { kind: 'unreachable' };

/** The ID of 32 zero bytes: no blob has it, as no preimage is known. */
const NO_BLOB = 'A'.repeat(43);
const PATIENCE_MS = 10_000;

/**
 * Asks for a blob that does not exist: an aggregator says 404. An aggregator that passes may still lie or lack blobs.
 *
 * @throws AbortError if `signal` aborts
 */
export async function probeAggregator(
  address: string,
  options: { fetch?: typeof fetch; signal?: AbortSignal; patienceMs?: number } = {},
): Promise<AggregatorProbe> {
  const { signal, patienceMs = PATIENCE_MS } = options;
  const fetchFn = options.fetch ?? ((input, init) => fetch(input, init));
  const patience = AbortSignal.timeout(patienceMs);
  const url = `${address.replace(/\/+$/, '')}/v1/blobs/${NO_BLOB}`;
  const startedMs = performance.now();
  try {
    const { status, body } = await fetchFn(url, {
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, patience]) : patience,
    });
    void body?.cancel().catch(() => undefined);
    if (status === 404) return { kind: 'answers', ms: performance.now() - startedMs };
    return { kind: status === 429 || status === 503 ? 'busy' : 'refused', status };
  } catch (error) {
    signal?.throwIfAborted();
    return { kind: patience.aborted || isAbort(error) ? 'silent' : 'unreachable' };
  }
}
