// The interpreter is the second implementation: what the market's history says of a transaction is, to the byte, what
// executing that transaction in the state before it gives.
import { describe, expect, it } from 'vitest';
import { runTransaction } from '../../../devnet/chain/run.ts';
import { parseTransaction } from '../../../devnet/chain/transaction.ts';
import { END_MS, market, openMarket, until } from './world.ts';

// Giving a model away is rare: one more makes sure of it.
const given = market.listings.find(({ author }) => author !== market.authors.at(-1)!.address)!;
const to = market.authors.at(-1)!.address;
given.changes.push({ kind: 'hand-over', atMs: END_MS - 1, from: given.author, to });

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

describe('a transaction of the loaded market', () => {
  it.each(cases)('%s is what executing it gives', async (_, fits) => {
    const index = find(fits);
    expect(index).toBeDefined();
    const seeded = history.transaction(index!);
    const before = await openMarket(until(market, Number(seeded.timestampMs)));
    const { state, vm, epoch, epochStartMs, chainId } = before.devnet.ledger;
    expect(before.loaded.transactions).toBe(index);
    state.setClock((history as unknown as { objects: { clock(i: number): never } }).objects.clock(index!));
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

  it('a listing costs, emits and makes what executing one does', async () => {
    const index = find(calls('hub::list'))!;
    const seeded = history.transaction(index);
    const before = await openMarket(until(market, Number(seeded.timestampMs)));
    const { state, vm, epoch, epochStartMs, chainId } = before.devnet.ledger;
    const env = { vm, state, epoch, epochStartMs, chainId, nowMs: seeded.timestampMs };
    const { executed } = runTransaction(env, parseTransaction(seeded.bytes), {
      checks: true,
      simulated: false,
    });
    expect(executed.status).toEqual({ success: true });
    // Ids are derived from digests there, and the generator's here: all else is the same.
    const kinds = (tx: typeof executed) =>
      tx.changes.map(({ type, idOperation }) => `${idOperation} ${type}`).sort();
    expect(kinds(executed)).toEqual(kinds(seeded));
    expect(executed.gas).toEqual(seeded.gas);
    expect(executed.events.map(({ type }) => type)).toEqual(seeded.events.map(({ type }) => type));
    expect(executed.calls).toEqual(seeded.calls);
    expect(loaded.start).toBeGreaterThan(0);
  });
});
