// The transactions we ask wallets to sign, over the generated bindings.
import { coinWithBalance, Transaction } from '@mysten/sui/transactions';
import { blobIdToInt } from '../model/blob-id.ts';
import type { Listing } from '../model/listing.ts';
import * as hub from './generated/floe/hub.ts';
import * as openCall from './generated/floe/open_call.ts';
import * as payment from './generated/floe/payment.ts';

/** What a version commits to on chain. */
export interface VersionArguments {
  manifestBlobId: string;
  manifestHash: Uint8Array;
  partBlobIds: string[];
  bytes: number;
}

export interface ListingArguments {
  name: string;
  summary: string;
  task: string;
  runtime: string;
  /** SPDX identifier or a short name, at most 48 bytes; may be empty. */
  license: string;
  /** At most 8 of 1 to 32 bytes, none twice. */
  tags: string[];
  price: bigint;
  coin: string;
  shards: number;
}

/** One author operation on one model. */
export type AuthorOperation =
  | { kind: 'price'; price: bigint }
  | { kind: 'active'; active: boolean }
  | { kind: 'payout'; payout: string }
  | { kind: 'texts'; name: string; summary: string; task: string; license: string; tags: string[] }
  | { kind: 'hand-over'; to: string };

/** The shard that counts a payer; must agree with `meter::shard_of`. */
export function shardOf(payer: string, shards: number): number {
  return Number(BigInt(payer) % BigInt(shards));
}

export interface PayArguments {
  listing: Listing;
  version: number;
  price: bigint;
  commitments: Uint8Array[];
  payer: string;
  /** Outputs of the payer's open calls that are bound in the same transaction. */
  bind?: readonly BindArguments[];
}

export interface BindArguments {
  /** Object ID of the open call. */
  call: string;
  commitment: Uint8Array;
}

/** Pays `price` per commitment and counts the calls on the payer's meter. */
export function payTransaction(packageId: string, request: PayArguments): Transaction {
  const tx = new Transaction();
  tx.add(
    payment.pay({
      package: packageId,
      typeArguments: [request.listing.coin],
      arguments: {
        ...payArguments(tx, request),
        commitments: request.commitments.map((commitment) => [...commitment]),
      },
    }),
  );
  return tx;
}

/** As `payTransaction`, before the run: the payer gets an open call for each commitment. */
export function payFirstTransaction(packageId: string, request: PayArguments): Transaction {
  const tx = bindTransaction(packageId, request.bind ?? []);
  for (const commitment of request.commitments) {
    tx.add(
      openCall.payFirst({
        package: packageId,
        typeArguments: [request.listing.coin],
        arguments: {
          ...payArguments(tx, { ...request, commitments: [commitment] }),
          commitment: [...commitment],
        },
      }),
    );
  }
  return tx;
}

function payArguments(tx: Transaction, { listing, version, price, commitments, payer }: PayArguments) {
  return {
    model: listing.id,
    meter: listing.meters[shardOf(payer, listing.meters.length)]!,
    payment: tx.add(coinWithBalance({ type: listing.coin, balance: price * BigInt(commitments.length) })),
    version: BigInt(version),
  };
}

/** Binds outputs to open calls. Their owner signs. */
export function bindTransaction(packageId: string, outputs: readonly BindArguments[]): Transaction {
  const tx = new Transaction();
  for (const { call, commitment } of outputs) {
    tx.add(openCall.bindOutput({ package: packageId, arguments: { call, commitment: [...commitment] } }));
  }
  return tx;
}

/** Deletes open calls whose outputs nobody will bind. */
export function giveUpTransaction(packageId: string, calls: readonly string[]): Transaction {
  const tx = new Transaction();
  for (const call of calls) tx.add(openCall.giveUp({ package: packageId, arguments: { call } }));
  return tx;
}

/** Adds the listing of a new model to `tx`; the cap goes to `owner`. */
export function addListing(
  tx: Transaction,
  ids: { package: string; hub: string },
  version: VersionArguments,
  listing: ListingArguments,
  owner: string,
): void {
  const cap = tx.add(
    hub.list({
      package: ids.package,
      typeArguments: [listing.coin],
      arguments: {
        hub: ids.hub,
        version: tx.add(newVersion(ids.package, version)),
        name: listing.name,
        summary: listing.summary,
        task: listing.task,
        runtime: listing.runtime,
        license: listing.license,
        tags: listing.tags,
        price: listing.price,
        shards: BigInt(listing.shards),
      },
    }),
  );
  tx.transferObjects([cap], owner);
}

/** Adds a further version of a listed model to `tx`. */
export function addVersion(
  tx: Transaction,
  packageId: string,
  target: { model: string; cap: string },
  version: VersionArguments,
): void {
  tx.add(
    hub.addVersion({
      package: packageId,
      arguments: { model: target.model, cap: target.cap, version: tx.add(newVersion(packageId, version)) },
    }),
  );
}

export function authorTransaction(
  packageId: string,
  target: { model: string; cap: string },
  operation: AuthorOperation,
): Transaction {
  const tx = new Transaction();
  const { model, cap } = target;
  const shared = { package: packageId };
  switch (operation.kind) {
    case 'price':
      tx.add(hub.setPrice({ ...shared, arguments: { model, cap, price: operation.price } }));
      break;
    case 'active':
      tx.add(hub.setActive({ ...shared, arguments: { model, cap, active: operation.active } }));
      break;
    case 'payout':
      tx.add(hub.setPayout({ ...shared, arguments: { model, cap, payout: operation.payout } }));
      break;
    case 'texts': {
      const { kind: _, ...texts } = operation;
      tx.add(hub.setTexts({ ...shared, arguments: { model, cap, ...texts } }));
      break;
    }
    case 'hand-over':
      tx.add(hub.handOver({ ...shared, arguments: { model, cap, to: operation.to } }));
  }
  return tx;
}

function newVersion(packageId: string, version: VersionArguments) {
  return hub.newVersion({
    package: packageId,
    arguments: {
      manifest: blobIdToInt(version.manifestBlobId),
      manifestHash: [...version.manifestHash],
      parts: version.partBlobIds.map(blobIdToInt),
      bytes: BigInt(version.bytes),
      sealedKey: null,
    },
  });
}
