// The interpreter is the second implementation: what the market's history says of a transaction is, to the byte, what
// executing that transaction in the state before it gives.
import { toHex } from '@mysten/sui/utils';
import { describe, expect, it } from 'vitest';
import { runTransaction } from '../../../devnet/chain/run.ts';
import { parseTransaction } from '../../../devnet/chain/transaction.ts';
import type { StoredObject } from '../../../devnet/chain/types.ts';
import type { History } from '../../../devnet/seed/history.ts';
import { formatType } from '../../../devnet/vm/move-type.ts';
import { END_MS, market, openMarket, until } from './world.ts';

// Giving a model away is rare: one more makes sure of it.
const given = market.listings.find(({ author }) => author !== market.authors.at(-1)!.address)!;
const to = market.authors.at(-1)!.address;
given.changes.push({ kind: 'hand-over', atMs: END_MS - 1, from: given.author, to });

// And listings at the edges of what the contract takes.
const withMeters = (count: number, nth = 0) =>
  market.listings.filter((listing) => listing.meters.length === count && listing !== given)[nth]!;
const [bare, full, foreign, sealed] = [withMeters(4), withMeters(16), withMeters(1), withMeters(4, 1)];
Object.assign(bare, { license: '', tags: [] });
Object.assign(full, { license: 'x'.repeat(48), tags: [...'12345678'].map((n) => n.repeat(32)) });
Object.assign(foreign, { tags: ['été', '日本語'] });
for (const version of sealed.versions) version.sealedKey = new Uint8Array(200).fill(7);
const PECULIAR: [string, typeof bare][] = [
  ['a model without licence and tags', bare],
  ['a model with as many and as long as there may be', full],
  ['a model with one meter and tags of other letters', foreign],
  ['a sealed model', sealed],
  ['an ordinary model', withMeters(8)],
];

const { devnet, loaded } = await openMarket();
const { ledger } = devnet;
const { history } = ledger.state.store.bulk!;
const all = Array.from({ length: history.length }, (_, i) => i);
const find = (fits: (tx: ReturnType<typeof history.transaction>) => boolean, nth = 3) => {
  const found = all.filter((i) => fits(history.transaction(i)));
  return found[Math.min(nth, found.length - 1)];
};
const calls = (name: string) => (tx: { calls: string[] }) => tx.calls.some((path) => path.endsWith(name));
const paid = (known: boolean, price: boolean) => (tx: ReturnType<typeof history.transaction>) =>
  calls('payment::pay')(tx) &&
  tx.calls[0]!.endsWith('redeem_funds') === price &&
  tx.changes.length === 2 &&
  tx.changes.every((change) => change.idOperation === 'none') === known;

const cases: [string, (tx: ReturnType<typeof history.transaction>) => boolean][] = [
  ['a payer’s first call', paid(false, true)],
  ['a payer’s next call', paid(true, true)],
  ['a free call', paid(false, false)],
  ['a payment to oneself', (tx) => calls('payment::pay')(tx) && tx.changes.length === 1],
  ['coins sent', calls('balance::send_funds')],
  ['a change of price', calls('hub::set_price')],
  ['a model switched off', calls('hub::set_active')],
  ['another payout address', calls('hub::set_payout')],
  ['a model given away', calls('hub::hand_over')],
  ['a new version', calls('hub::add_version')],
];

const structs = (objects: StoredObject[], name: string) =>
  objects.filter(({ content }) => content.kind === 'struct' && formatType(content.type).endsWith(name));
const bytesOf = ({ content }: StoredObject) => {
  if (content.kind !== 'struct') throw new TypeError('a package has no fields');
  return content.bytes;
};
/** After the ids of meter and model. */
const shardOf = (meter: StoredObject) => bytesOf(meter)[64]!;

describe('a transaction of the loaded market', () => {
  it.each(cases)('%s is what executing it gives', async (_, fits) => {
    const index = find(fits);
    expect(index).toBeDefined();
    const seeded = history.transaction(index!);
    const before = await openMarket(until(market, Number(seeded.timestampMs)));
    const { state, vm, epoch, epochStartMs, chainId } = before.devnet.ledger;
    expect(before.loaded.transactions).toBe(index);
    state.setClock((history as History).objects.clock(index!));
    const tx = parseTransaction(seeded.bytes);
    expect(tx.digest).toBe(seeded.digest);
    const env = { vm, state, epoch, epochStartMs, chainId, nowMs: seeded.timestampMs };
    const { executed } = runTransaction(env, tx, { checks: true, simulated: false });
    expect(executed.status).toEqual({ success: true });
    expect(executed.events).toEqual(seeded.events);
    expect(executed.gas).toEqual(seeded.gas);
    expect(executed.changes).toEqual(seeded.changes);
    expect(executed.balanceChanges).toEqual(seeded.balanceChanges);
    expect(executed.unchangedShared).toEqual(seeded.unchangedShared);
    expect(executed.dependencies).toEqual(seeded.dependencies);
    expect(executed.calls).toEqual(seeded.calls);
    expect(executed.effectsDigest).toBe(seeded.effectsDigest);
  });

  /** What the market says of a model's listing, and what executing that gives. */
  async function replayListing(model: number) {
    const { atMs } = market.listings[model]!.changes[0]!;
    const index = all.find((i) => Number(history.transaction(i).timestampMs) === atMs)!;
    const seeded = history.transaction(index);
    const before = await openMarket(until(market, atMs));
    const { state, vm, epoch, epochStartMs, chainId } = before.devnet.ledger;
    state.setClock((history as History).objects.clock(index));
    const env = { vm, state, epoch, epochStartMs, chainId, nowMs: seeded.timestampMs };
    const run = runTransaction(env, parseTransaction(seeded.bytes), { checks: true, simulated: false });
    expect(run.executed.status).toEqual({ success: true });
    return { seeded, ...run };
  }

  it.each(PECULIAR)('the listing of %s costs, emits and makes what executing it does', async (_, listing) => {
    const { seeded, executed, commit } = await replayListing(market.listings.indexOf(listing));
    const kinds = (tx: typeof executed) =>
      tx.changes.map(({ type, idOperation }) => `${idOperation} ${type}`).sort();
    expect(kinds(executed)).toEqual(kinds(seeded));
    expect(executed.gas).toEqual(seeded.gas);
    expect(executed.calls).toEqual(seeded.calls);
    expect(executed.events.map(({ type }) => type)).toEqual(seeded.events.map(({ type }) => type));

    // Ids are derived from digests there, and the generator's here: all else is the same, to the byte.
    const [madeModel] = structs(commit.written, '::hub::Model');
    const madeMeters = structs(commit.written, '::meter::Meter').sort((a, b) => shardOf(a) - shardOf(b));
    const ids = [madeModel!, ...madeMeters].map((object) => object.id);
    const own = [listing.id, ...listing.meters];
    const renamed = (bytes: Uint8Array) =>
      ids.reduce((hex, id, i) => hex.replaceAll(id.slice(2), own[i]!.slice(2)), toHex(bytes));
    const { objects, columns } = history as History;
    const first = columns.models[market.listings.indexOf(listing)]!.changes[0]!;
    const [model, version] = [objects.model(first), objects.version(first)].map(bytesOf);
    expect(renamed(bytesOf(madeModel!))).toBe(toHex(model!));
    // A version's own id is derived from the model's.
    const [madeVersion] = structs(commit.written, '::hub::Version>');
    expect(toHex(bytesOf(madeVersion!).subarray(32))).toBe(toHex(version!.subarray(32)));
    expect(executed.events.map(({ bytes }) => renamed(bytes))).toEqual(
      seeded.events.map(({ bytes }) => toHex(bytes)),
    );
    expect(loaded.start).toBeGreaterThan(0);
  });
});
