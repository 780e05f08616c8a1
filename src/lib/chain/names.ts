// SuiNS names through the node's name service. A name is only told if it leads back to the address; whatever fails is
// silent, because the address can always stand in. Remembers answers for a while.
import { isValidSuiNSName, normalizeSuiAddress, normalizeSuiNSName } from '@mysten/sui/utils';
import type { createRpc } from './rpc.ts';

interface Cancellable {
  signal?: AbortSignal;
}

export interface Names {
  /** `ada.sui`, if that is what the address calls itself and the name points to it. */
  nameOf(address: string, options?: Cancellable): Promise<string | undefined>;
  addressOf(name: string, options?: Cancellable): Promise<string | undefined>;
}

/** Names change hands rarely; a page that stays open for a day should still notice. */
const KNOWN_MS = 600_000;
/** A node that could not be asked may answer soon. */
const FAILED_MS = 30_000;
const MOST = 10_000;

type Rpc = Pick<ReturnType<typeof createRpc>, 'nameService'>;

export function createNames(rpc: Rpc, now: () => number = Date.now): Names {
  const answers = new Map<string, { untilMs: number; answer: Promise<string | undefined> }>();

  /** One question per key at a time; a caller who leaves does not take the answer from the others. */
  function remembered(key: string, ask: () => Promise<string | undefined>): Promise<string | undefined> {
    const known = answers.get(key);
    if (known && known.untilMs > now()) return known.answer;
    const entry = { untilMs: Infinity, answer: Promise.resolve<string | undefined>(undefined) };
    entry.answer = ask().then(
      (value) => {
        entry.untilMs = now() + KNOWN_MS;
        return value;
      },
      (error: unknown) => {
        entry.untilMs = now() + (isMiss(error) ? KNOWN_MS : FAILED_MS);
        return undefined;
      },
    );
    answers.delete(key);
    answers.set(key, entry);
    if (answers.size > MOST) answers.delete(answers.keys().next().value!);
    return entry.answer;
  }

  async function forward(name: string): Promise<string | undefined> {
    const { response } = await rpc.nameService.lookupName({ name });
    const { targetAddress, expirationTimestamp } = response.record ?? {};
    // Some nodes keep expired records until somebody takes the name.
    const ended = expirationTimestamp && Number(expirationTimestamp.seconds) * 1000 <= now();
    return targetAddress && !ended ? normalizeSuiAddress(targetAddress) : undefined;
  }

  const addressOf: Names['addressOf'] = (name, { signal } = {}) => {
    if (!isValidSuiNSName(name)) return Promise.resolve(undefined);
    const dotted = normalizeSuiNSName(name, 'dot');
    return cancellable(
      remembered(dotted, () => forward(dotted)),
      signal,
    );
  };

  async function reverse(address: string): Promise<string | undefined> {
    const { response } = await rpc.nameService.reverseLookupName({ address });
    const name = response.record?.name;
    if (!name || !isValidSuiNSName(name)) return undefined;
    const dotted = normalizeSuiNSName(name, 'dot');
    return (await forward(dotted)) === address ? dotted : undefined;
  }

  return {
    addressOf,
    nameOf(address, { signal } = {}) {
      const full = normalizeSuiAddress(address);
      return cancellable(
        remembered(full, () => reverse(full)),
        signal,
      );
    },
  };
}

function isMiss(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  // What full nodes say of a name whose registration has run out.
  const expired =
    error.code === 'RESOURCE_EXHAUSTED' && /^name(?: |%20)has(?: |%20)expired$/.test(error.message);
  return error.code === 'NOT_FOUND' || expired;
}

function cancellable<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return answer;
  if (signal.aborted) return Promise.reject(signal.reason as Error);
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    signal.addEventListener('abort', leave, { once: true });
    void answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}
