import { bcs } from '@mysten/sui/bcs';
import type { Transaction } from '@mysten/sui/transactions';
import { fromHex } from '@mysten/sui/utils';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ExecutedTransaction } from '../../../devnet/chain/types.ts';
import { created, failureOf, workshopModules, world, type World } from './world.ts';

let w: World;
let alice: Awaited<ReturnType<World['account']>>;
let shop: Awaited<ReturnType<World['publish']>>;
beforeEach(async () => {
  w = world();
  alice = await w.account(10_000_000_000n);
  shop = await w.publish(alice.keypair);
});

const run = (build: (tx: Transaction) => void) => w.run(alice.keypair, build);
type Args = NonNullable<Parameters<Transaction['moveCall']>[0]['arguments']>;
const call = (tx: Transaction, name: string, ...args: Args) =>
  tx.moveCall({ target: shop.at(name), arguments: args });
const ok = (executed: ExecutedTransaction) => {
  expect(executed.status).toEqual({ success: true });
  bcs.TransactionEffects.parse(executed.effectsBytes);
  return executed;
};
const makeBox = async () =>
  created(
    ok(await run((tx) => tx.transferObjects([call(tx, 'box', tx.pure.string('a'))], alice.address))),
    /::Box$/,
  );
const change = (executed: ExecutedTransaction, id: string) => executed.changes.find((c) => c.id === id);

describe('publishing', () => {
  it('creates the package, runs init with its witness, and returns the upgrade cap', async () => {
    const { executed, id, counter } = shop;
    expect(executed.changes.filter((c) => c.idOperation === 'created')).toHaveLength(5);
    const pkg = (await w.object(id)).content;
    if (pkg.kind !== 'package') throw new Error('not a package');
    expect([...pkg.package.modules.keys()]).toEqual(['workshop']);
    expect(pkg.typeOrigins.map((o) => o.name)).toContain('Counter');
    expect(pkg.typeOrigins.every((o) => o.package === id)).toBe(true);
    expect((await w.object(counter)).owner).toEqual({
      kind: 'shared',
      initialVersion: executed.lamportVersion,
    });
    const cap = await w.object(created(executed, /::package::UpgradeCap$/));
    const UpgradeCap = bcs.struct('UpgradeCap', {
      id: bcs.Address,
      package: bcs.Address,
      version: bcs.U64,
      policy: bcs.U8,
    });
    expect(UpgradeCap.parse(cap.content.kind === 'struct' ? cap.content.bytes : new Uint8Array())).toEqual({
      id: cap.id,
      package: id,
      version: '1',
      policy: 0,
    });
  });

  it('refuses modules that lack a dependency, and upgrades', async () => {
    const { content } = await w.object(shop.id);
    if (content.kind !== 'package') throw new Error('not a package');
    const modules = [...content.package.modules.values()].map((m) => [...m]);
    const published = await run((tx) => {
      const cap = tx.publish({ modules, dependencies: ['0x1'] });
      tx.transferObjects([cap], alice.address);
    });
    expect(failureOf(published).kind).toBe('PublishErrorNonZeroAddress');
    const missing = await run((tx) => {
      const cap = tx.publish({ modules: workshopModules, dependencies: ['0x1'] });
      tx.transferObjects([cap], alice.address);
    });
    expect(failureOf(missing)).toMatchObject({ kind: 'PublishUpgradeMissingDependency', command: 0 });
    expect(missing.changes).toHaveLength(1);
  });
});

describe('owned objects', () => {
  it('are created, changed and deleted, each time at the next lamport version', async () => {
    const made = ok(
      await run((tx) => tx.transferObjects([call(tx, 'box', tx.pure.string('a'))], alice.address)),
    );
    const box = created(made, /::Box$/);
    expect((await w.object(box)).version).toBe(made.lamportVersion);
    const changed = ok(await run((tx) => call(tx, 'relabel', tx.object(box), tx.pure.string('b'))));
    expect(changed.lamportVersion).toBe(made.lamportVersion + 1n);
    expect(change(changed, box)).toMatchObject({
      idOperation: 'none',
      input: { version: made.lamportVersion },
      output: { version: changed.lamportVersion },
    });
    expect(changed.dependencies).toContain(made.digest);
    expect((await w.ledger.getObject(box, made.lamportVersion))?.previousTransaction).toBe(made.digest);
    const deleted = ok(await run((tx) => call(tx, 'open', tx.object(box))));
    expect(change(deleted, box)).toMatchObject({ idOperation: 'deleted' });
    expect(change(deleted, box)?.output).toBeUndefined();
    expect(await w.ledger.getObject(box)).toBeUndefined();
  });

  it('move to a new version even when only read', async () => {
    const [a, b] = [await makeBox(), await makeBox()];
    const read = ok(await run((tx) => call(tx, 'compare', tx.object(a), tx.object(b))));
    expect((await w.object(a)).version).toBe(read.lamportVersion);
    expect((await w.object(b)).version).toBe(read.lamportVersion);
  });

  it('wrapped, leave the store; unwrapped, they come back under the same id', async () => {
    const box = await makeBox();
    const packed = ok(await run((tx) => call(tx, 'pack', tx.object(box))));
    expect(change(packed, box)).toMatchObject({ idOperation: 'none', input: {} });
    expect(change(packed, box)?.output).toBeUndefined();
    expect(await w.ledger.getObject(box)).toBeUndefined();
    const crate = created(packed, /::Crate$/);
    const unpacked = ok(
      await run((tx) => tx.transferObjects([call(tx, 'unpack', tx.object(crate))], alice.address)),
    );
    expect(change(unpacked, box)).toMatchObject({
      idOperation: 'none',
      output: { version: unpacked.lamportVersion },
    });
    expect(change(unpacked, box)?.input).toBeUndefined();
  });

  it('unwrapped and deleted at once are listed as deleted without an input', async () => {
    const box = await makeBox();
    const crate = created(ok(await run((tx) => call(tx, 'pack', tx.object(box)))), /::Crate$/);
    const smashed = ok(await run((tx) => call(tx, 'smash', tx.object(crate))));
    expect(change(smashed, box)).toEqual({ id: box, type: '', idOperation: 'deleted', isPackage: false });
    expect(change(smashed, crate)).toMatchObject({ idOperation: 'deleted', input: {} });
  });

  it('made and deleted in one transaction leave no trace', async () => {
    const executed = ok(await run((tx) => call(tx, 'open', call(tx, 'box', tx.pure.string('x')))));
    expect(executed.changes.map((c) => c.id)).toEqual([alice.coins[0]]);
  });

  it('frozen, can be read by anybody and changed by nobody', async () => {
    const box = await makeBox();
    ok(await run((tx) => call(tx, 'freeze_box', tx.object(box))));
    expect((await w.object(box)).owner).toEqual({ kind: 'immutable' });
    const bob = await w.account(1_000_000_000n);
    const before = (await w.object(box)).version;
    ok(
      await w.run(bob.keypair, (tx) =>
        tx.moveCall({
          target: shop.at('keep'),
          typeArguments: [shop.at('Box')],
          arguments: [call(tx, 'box', tx.pure.string('y'))],
        }),
      ),
    );
    const other = await makeBox();
    ok(await w.run(alice.keypair, (tx) => call(tx, 'compare', tx.object(box), tx.object(other))));
    expect((await w.object(box)).version).toBe(before);
    const changed = await run((tx) => call(tx, 'relabel', tx.object(box), tx.pure.string('z')));
    expect(failureOf(changed)).toMatchObject({
      kind: 'CommandArgumentError',
      detail: { index: 0, error: 'InvalidObjectByMutRef' },
    });
    const opened = await run((tx) => call(tx, 'open', tx.object(box)));
    expect(failureOf(opened)).toMatchObject({ detail: { index: 0, error: 'InvalidObjectByValue' } });
  });

  it('sent to another object are received through it', async () => {
    const box = await makeBox();
    const sent = ok(
      await run((tx) => {
        const [coin] = tx.splitCoins(tx.gas, [77]);
        tx.transferObjects([coin!], box);
      }),
    );
    const coin = created(sent, /::coin::Coin</);
    const received = ok(
      await run((tx) => tx.transferObjects([call(tx, 'accept', tx.object(box), tx.object(coin))], '0x9')),
    );
    expect(change(received, coin)?.output?.owner).toMatchObject({ kind: 'address' });
    const other = await makeBox();
    const again = created(
      ok(
        await run((tx) => {
          const [c] = tx.splitCoins(tx.gas, [78]);
          tx.transferObjects([c!], box);
        }),
      ),
      /::coin::Coin</,
    );
    const stolen = await run((tx) =>
      tx.transferObjects([call(tx, 'accept', tx.object(other), tx.object(again))], '0x9'),
    );
    expect(failureOf(stolen).kind).toBe('MoveAbort');
    expect((await w.object(again)).owner).toEqual({ kind: 'address', address: box });
  });
});

describe('shared objects', () => {
  it('are changed by anyone and keep the version they were shared at', async () => {
    const initial = (await w.object(shop.counter)).owner;
    const bob = await w.account(1_000_000_000n);
    for (const { keypair } of [alice, bob, alice]) {
      ok(await w.run(keypair, (tx) => call(tx, 'increment', tx.object(shop.counter), tx.pure.u64(2))));
    }
    const counter = await w.object(shop.counter);
    expect(counter.owner).toEqual(initial);
    expect(counter.content.kind === 'struct' && bcs.U64.parse(counter.content.bytes.slice(32))).toBe('6');
  });

  it('only read, are reported as unchanged, with the version read', async () => {
    const before = await w.object(shop.counter);
    const executed = ok(await run((tx) => call(tx, 'look', tx.object(shop.counter), tx.object('0x6'))));
    expect(executed.unchangedShared.map((o) => o.id)).toEqual([shop.counter, `0x${'6'.padStart(64, '0')}`]);
    expect(executed.unchangedShared[0]).toEqual({
      id: before.id,
      version: before.version,
      digest: before.digest,
    });
    expect(await w.object(shop.counter)).toEqual(before);
    const { V2 } = bcs.TransactionEffects.parse(executed.effectsBytes);
    expect(V2!.unchangedConsensusObjects.map(([id]) => id)).toEqual(
      executed.unchangedShared.map((o) => o.id),
    );
  });

  it('passed as read-only cannot be written', async () => {
    const { owner } = await w.object(shop.counter);
    const initialSharedVersion = owner.kind === 'shared' ? owner.initialVersion.toString() : '0';
    const executed = await run((tx) => {
      const counter = tx.sharedObjectRef({ objectId: shop.counter, initialSharedVersion, mutable: false });
      call(tx, 'increment', counter, tx.pure.u64(1));
    });
    expect(failureOf(executed)).toMatchObject({ detail: { index: 0, error: 'InvalidObjectByMutRef' } });
  });

  it('taken by value, must be shared again or deleted', async () => {
    const stolen = await run((tx) => call(tx, 'steal', tx.object(shop.counter)));
    expect(failureOf(stolen).kind).toBe('SharedObjectOperationNotAllowed');
    expect((await w.object(shop.counter)).owner.kind).toBe('shared');
    const before = (await w.object(shop.counter)).owner;
    ok(await run((tx) => call(tx, 'share_again', tx.object(shop.counter))));
    expect((await w.object(shop.counter)).owner).toEqual(before);
    ok(await run((tx) => call(tx, 'destroy', tx.object(shop.counter))));
    expect(await w.ledger.getObject(shop.counter)).toBeUndefined();
  });
});

describe('dynamic fields', () => {
  const field = (key: number, value?: number) => (tx: Transaction) =>
    value === undefined
      ? call(tx, 'bump', tx.object(shop.counter), tx.pure.u64(key))
      : call(tx, 'put', tx.object(shop.counter), tx.pure.u64(key), tx.pure.u64(value));
  const children = async () => (await w.ledger.listDynamicFields(shop.counter, { limit: 10 })).objects;

  it('are children owned by their parent: added, changed, removed', async () => {
    const added = ok(await run(field(1, 41)));
    const id = created(added, /::dynamic_field::Field<u64,u64>$/);
    expect((await w.object(id)).owner).toEqual({ kind: 'object', parent: shop.counter });
    const bumped = ok(await run(field(1)));
    expect(change(bumped, id)).toMatchObject({
      idOperation: 'none',
      input: { version: added.lamportVersion },
    });
    const child = await w.object(id);
    const [key, value] = [1, 42].map((n) => bcs.U64.serialize(n).toBytes());
    expect(child.content).toMatchObject({ bytes: Uint8Array.of(...fromHex(id), ...key!, ...value!) });
    ok(await run((tx) => call(tx, 'drop_field', tx.object(shop.counter), tx.pure.u64(1))));
    expect(await children()).toEqual([]);
  });

  it('that are only read are no change', async () => {
    const id = created(ok(await run(field(1, 41))), /::Field</);
    const before = await w.object(id);
    const read = ok(await run((tx) => call(tx, 'peek', tx.object(shop.counter), tx.pure.u64(1))));
    expect(change(read, id)).toBeUndefined();
    expect(await w.object(id)).toEqual(before);
  });

  it('removed and added again in one transaction are one change', async () => {
    const id = created(ok(await run(field(1, 41))), /::Field</);
    const executed = ok(
      await run((tx) => {
        call(tx, 'drop_field', tx.object(shop.counter), tx.pure.u64(1));
        field(1, 7)(tx);
      }),
    );
    expect(change(executed, id)).toMatchObject({ idOperation: 'none', input: {}, output: {} });
  });

  it('hold objects that keep their id', async () => {
    const box = await makeBox();
    const shelved = ok(
      await run((tx) => call(tx, 'shelve', tx.object(shop.counter), tx.pure.u8(3), tx.object(box))),
    );
    const field = created(shelved, /::Field<.*Wrapper<u8>/);
    expect((await w.object(box)).owner).toEqual({ kind: 'object', parent: field });
    const taken = await w
      .prepare(alice.keypair, (tx) => tx.transferObjects([tx.object(box)], '0x9'))
      .catch((e: unknown) => e);
    expect(taken).toMatchObject({ reason: 'InvalidChildObjectArgument' });
    ok(
      await run((tx) =>
        tx.transferObjects([call(tx, 'unshelve', tx.object(shop.counter), tx.pure.u8(3))], '0x9'),
      ),
    );
    expect((await w.object(box)).owner.kind).toBe('address');
    expect(await w.ledger.getObject(field)).toBeUndefined();
  });

  it('are rolled back with everything else when a later command aborts', async () => {
    const before = await w.object(shop.counter);
    const executed = await run((tx) => {
      field(9, 9)(tx);
      call(tx, 'increment', tx.object(shop.counter), tx.pure.u64(1));
      call(tx, 'refuse');
    });
    expect(failureOf(executed)).toMatchObject({ kind: 'MoveAbort', command: 2 });
    expect(await children()).toEqual([]);
    const after = await w.object(shop.counter);
    expect(after.content).toEqual(before.content);
    expect(after.version).toBe(executed.lamportVersion); // it moves on, unchanged
    expect(executed.events).toEqual([]);
  });
});
