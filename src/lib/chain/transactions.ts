// The transactions we ask wallets to sign, over the generated bindings.
import { coinWithBalance, Transaction } from '@mysten/sui/transactions';
import { blobIdToInt } from '../model/blob-id.ts';
import type { Listing } from '../model/listing.ts';
import * as hub from './generated/floe/hub.ts';
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

/** Pays `price` per commitment and counts the calls on the payer's meter. */
export function payTransaction(
  packageId: string,
  request: { listing: Listing; version: number; price: bigint; commitments: Uint8Array[]; payer: string },
): Transaction {
  const { listing, commitments, payer } = request;
  const tx = new Transaction();
  tx.add(
    payment.pay({
      package: packageId,
      typeArguments: [listing.coin],
      arguments: {
        model: listing.id,
        meter: listing.meters[shardOf(payer, listing.meters.length)]!,
        payment: tx.add(
          coinWithBalance({ type: listing.coin, balance: request.price * BigInt(commitments.length) }),
        ),
        version: BigInt(request.version),
        commitments: commitments.map((commitment) => [...commitment]),
      },
    }),
  );
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
