// Exit codes of the command line: 0 done, 1 refused by rules, 2 bad usage, 3 network.
import { FloeError } from '../lib/index.ts';

export class UsageError extends FloeError<'agent/usage'> {
  override name = 'UsageError';
  constructor(message: string) {
    super('agent/usage', message);
  }
}

/** Codes that mean somebody could not be reached, as opposed to what they said. */
const NETWORK = new Set([
  'chain/unreachable',
  'chain/unconfirmed',
  'chain/faucet-failed',
  'pay/not-confirmed',
  'blobs/unavailable',
  'blobs/not-found',
  'blobs/relay-unavailable',
]);

export function exitCode(error: unknown): 1 | 2 | 3 {
  if (error instanceof UsageError) return 2;
  if (error instanceof FloeError && (NETWORK.has(error.code) || error.retryable)) return 3;
  return 1;
}
