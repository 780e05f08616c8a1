// What can go wrong between us and the chain. Every abort of our contract has a code of its own (see aborts.ts).
import { FloeError } from '../errors.ts';

export type ChainErrorCode =
  | 'chain/unreachable'
  | 'chain/not-found'
  | 'chain/not-deployed'
  | 'chain/rejected'
  | 'chain/failed'
  | 'chain/insufficient-gas'
  | 'chain/unconfirmed'
  | 'chain/unexpected-shape'
  | 'chain/no-faucet'
  | 'chain/faucet-failed'
  | 'chain/unknown-abort'
  | AbortErrorCode;

export type AbortErrorCode =
  | 'chain/foreign-cap'
  | 'chain/inactive'
  | 'chain/wrong-coin'
  | 'chain/unknown-version'
  | 'chain/text-length'
  | 'chain/hash-length'
  | 'chain/part-count'
  | 'chain/sealed-key-length'
  | 'chain/tags'
  | 'chain/shard-count'
  | 'chain/foreign-meter'
  | 'chain/wrong-shard'
  | 'chain/wrong-amount'
  | 'chain/no-commitment'
  | 'chain/commitment-length';

export class ChainError extends FloeError<ChainErrorCode> {
  override name = 'ChainError';
}
