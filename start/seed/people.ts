// Who there is: exchanges, authors and payers, by number. Everybody in the market is an account of this book.
// Knows addresses and who funds whom; knows no time and no call.
import { toHex } from '@mysten/sui/utils';
import { ed25519 } from '@noble/curves/ed25519.js';
import { blake2b } from '@noble/hashes/blake2.js';
import type { Random } from './random.ts';
import type { PayerKind, SeedAuthor } from './types.ts';

export const SUI = 1_000_000_000n;

export interface Account {
  index: number;
  address: string;
  /** Who sends coins when they run short; undefined for an exchange, which never does. */
  funder?: Account;
  /** What the funder sends at least, MIST. */
  lot: bigint;
  /** When the first coins come, if before they are needed. */
  fundedMs?: number;
}

export interface Author extends SeedAuthor {
  account: Account;
  payoutAccount: Account;
  /** Runs a ring; its models stay with it and stay active. */
  dishonest: boolean;
}

export interface Payer {
  account: Account;
  kind: PayerKind;
  /** First and last moment of activity. */
  from: number;
  to: number;
}

export class Book {
  readonly accounts: Account[] = [];
  constructor(readonly random: Random) {}

  open(funder: Account | undefined, lot: bigint, address = this.random.hex(32)): Account {
    const account: Account = {
      index: this.accounts.length,
      address,
      lot,
      ...(funder && { funder }),
    };
    this.accounts.push(account);
    return account;
  }
}

/** Shares of the exchanges in first coins: a few are large. */
export const EXCHANGE_WEIGHTS = [40, 25, 15, 8, 4];

export function openExchanges(book: Book): Account[] {
  return EXCHANGE_WEIGHTS.map(() => book.open(undefined, 0n));
}

export function openAuthor(book: Book, random: Random, options: { joinedMs: number; funder: Account }) {
  const secretKey = random.bytes(32);
  const { address } = keyed(secretKey);
  const account = book.open(options.funder, 5n * SUI, address);
  account.fundedMs = options.joinedMs;
  const author: Author = {
    address,
    payout: address,
    secretKey,
    joinedMs: options.joinedMs,
    account,
    payoutAccount: account,
    dishonest: false,
  };
  return author;
}

/** Sui's address of an Ed25519 key. */
function keyed(secretKey: Uint8Array): { address: string } {
  const flagged = new Uint8Array(33);
  flagged.set(ed25519.getPublicKey(secretKey), 1);
  return { address: `0x${toHex(blake2b(flagged, { dkLen: 32 }))}` };
}
