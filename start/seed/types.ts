// What a generated market is: plain data in the shapes of src/lib/model/listing.ts and src/lib/model/history.ts.
// Knows no chain; `truth` is what no chain could tell.
import type { Transfer } from '../../src/lib/model/history.ts';
import type { CalledEvent, Listing } from '../../src/lib/model/listing.ts';

export interface MarketOptions {
  /** The same seed and sizes give the same market, to the byte. */
  seed: string | number;
  models: number;
  authors: number;
  payers: number;
  calls: number;
  days: number;
  /** The market's last moment. */
  endMs: number;
}

export interface SeedAuthor {
  address: string;
  /** Where this author's models pay to in the end; another wallet for some. */
  payout: string;
  /** Ed25519, so that a test can sign in as this author. Worth nothing anywhere. */
  secretKey: Uint8Array;
  joinedMs: number;
}

export interface SeedVersion {
  number: number;
  /** Walrus blob ids as numbers. They name no stored blob until a caller puts real ones here before loading. */
  manifest: bigint;
  manifestHash: Uint8Array;
  parts: bigint[];
  bytes: number;
  /** Stands for a Seal-encrypted data key; absent for open weights. Opens nothing. */
  sealedKey?: Uint8Array;
}

/** What happened to a listing, oldest first; the first is always `listed`. */
export type SeedChange = { atMs: number } & (
  | { kind: 'listed'; author: string; price: bigint }
  | { kind: 'version'; number: number }
  | { kind: 'price'; from: bigint; to: bigint }
  | { kind: 'active'; active: boolean }
  | { kind: 'payout'; from: string; to: string }
  | { kind: 'hand-over'; from: string; to: string }
);

/** A listing as it stands in the end, and how it came to that. */
export interface SeedListing extends Listing {
  /** Object id of the AuthorCap. */
  cap: string;
  versions: SeedVersion[];
  changes: SeedChange[];
}

export type PayerKind = 'regular' | 'casual' | LookAlikeKind | 'wash';

export interface SeedPayer {
  address: string;
  kind: PayerKind;
}

/**
 * `self`: the author's own wallet or payout address pays. `puppets`: wallets the author funds directly. `farm`: wallets
 * funded by the very wallet that first funded the author. `circular`: income goes through one to three wallets and comes
 * back as calls. `cohort`: wallets without a money link, funded alike at the same hour, that call one author only.
 */
export type RingKind = 'self' | 'puppets' | 'farm' | 'circular' | 'cohort';

export interface Ring {
  id: number;
  kind: RingKind;
  author: string;
  payout: string;
  /** All models of the author: any call of a member on one of these is wash. */
  models: string[];
  payers: string[];
  /** Wallets that only pass money on: the farm's funder, a circle's hops from the payout on. */
  between: string[];
  calls: number;
}

/**
 * Honest, and looks otherwise. `friend`: author and payer had their first coins from one exchange minutes apart.
 * `employee`: paid a salary by the author, rarely calls the author's models, mostly others. `loyal`: very many calls, all
 * of one author. `hackathon`: funded alike by one sponsor on one day, uses models of many authors.
 */
export type LookAlikeKind = 'friend' | 'employee' | 'loyal' | 'hackathon';

export interface LookAlike {
  kind: LookAlikeKind;
  payers: string[];
  /** The author in question; none for a hackathon. */
  author?: string;
  /** The sponsor of a hackathon. */
  sponsor?: string;
}

export interface MarketTruth {
  rings: Ring[];
  lookAlikes: LookAlike[];
  /** Every paying address, authors that pay themselves included. */
  payers: ReadonlyMap<string, { genuine: boolean; kind: PayerKind; ring?: Ring }>;
  /** The ring a call belongs to; undefined for a genuine call. A member's call elsewhere is genuine. */
  ringOf(call: { payer: string; model: string }): Ring | undefined;
  isGenuine(call: { payer: string; model: string }): boolean;
  genuineCalls: number;
  washCalls: number;
}

export interface Market {
  options: MarketOptions;
  startMs: number;
  endMs: number;
  /** Money comes from outside through these; they are never short. */
  exchanges: string[];
  authors: SeedAuthor[];
  listings: SeedListing[];
  payers: SeedPayer[];
  /** Coins sent outside of calls, oldest first. No two happenings of the market share a millisecond. */
  transfers: Transfer[];
  callCount: number;
  /** Oldest first; [from, to) by number, all when left out. Made one at a time. */
  calls(from?: number, to?: number): Generator<CalledEvent, void>;
  truth: MarketTruth;
}
