import { bcs } from '@mysten/sui/bcs';
import type { Transaction } from '@mysten/sui/transactions';
import { beforeAll, describe, expect, it } from 'vitest';
import { created, failureOf, START_MS, world, type World } from './world.ts';

let w: World;
let alice: Awaited<ReturnType<World['account']>>;
let shop: Awaited<ReturnType<World['publish']>>;
let box: string;
beforeAll(async () => {
  w = world();
  alice = await w.account(100_000_000_000n);
  shop = await w.publish(alice.keypair);
  const made = await run((tx) => tx.transferObjects([call(tx, 'box', tx.pure.string('a'))], alice.address));
  box = created(made, /::Box$/);
});

type Args = NonNullable<Parameters<Transaction['moveCall']>[0]['arguments']>;
const call = (tx: Transaction, name: string, ...args: Args) =>
  tx.moveCall({ target: shop.at(name), arguments: args });
const run = (build: (tx: Transaction) => void) => w.run(alice.keypair, build);
/** Runs, expects a failure, and reads it back from the effects as well. */
const failure = async (build: (tx: Transaction) => void) => {
  const executed = await run(build);
  const { V2 } = bcs.TransactionEffects.parse(executed.effectsBytes);
  return { ...failureOf(executed), effects: V2!.status.Failure!.error, executed };
};

describe('a failed command', () => {
  it('aborts with the code, the place and the words of an error constant', async () => {
    const { effects, ...status } = await failure((tx) => call(tx, 'refuse'));
    expect(status).toMatchObject({
      kind: 'MoveAbort',
      command: 0,
      abort: {
        packageId: shop.id,
        module: 'workshop',
        functionName: 'refuse',
        cleverError: { errorCode: 7, constantName: 'ENotAllowed', rendered: 'not allowed in the workshop' },
      },
    });
    const [location, code] = effects.MoveAbort!;
    expect(location).toMatchObject({
      module: { address: shop.id, name: 'workshop' },
      functionName: 'refuse',
    });
    expect(BigInt(code) >> 63n).toBe(1n);
  });

  it('reports arithmetic', async () => {
    const { effects, kind } = await failure((tx) => call(tx, 'subtract', tx.pure.u64(1), tx.pure.u64(2)));
    expect(kind).toBe('MovePrimitiveRuntimeError');
    expect(effects.MovePrimitiveRuntimeError).toMatchObject({ functionName: 'subtract' });
  });

  const cases: [string, (tx: Transaction) => void, object][] = [
    [
      'an object borrowed twice',
      (tx) => call(tx, 'both', tx.object(box), tx.object(box)),
      { index: 1, error: 'InvalidValueUsage' },
    ],
    [
      'a value used after it moved',
      (tx) => {
        const made = call(tx, 'box', tx.pure.string('x'));
        call(tx, 'open', made);
        call(tx, 'open', made);
      },
      { index: 0, error: 'InvalidValueUsage' },
    ],
    [
      'the gas coin by value',
      (tx) => call(tx, 'pay_to_address', tx.gas, tx.pure.address('0x9')),
      { index: 0, error: 'InvalidGasCoinUsage' },
    ],
    [
      'an object of another type',
      (tx) => call(tx, 'relabel', tx.object(shop.counter), tx.pure.string('')),
      { index: 0, error: 'TypeMismatch' },
    ],
    [
      'bytes where an object is needed',
      (tx) => call(tx, 'open', tx.pure.u64(1)),
      { index: 0, error: 'TypeMismatch' },
    ],
    [
      'too few bytes',
      (tx) => call(tx, 'spin', tx.pure(new Uint8Array(7))),
      { index: 0, error: 'InvalidBCSBytes' },
    ],
    [
      'too many bytes',
      (tx) => call(tx, 'spin', tx.pure(new Uint8Array(9))),
      { index: 0, error: 'InvalidBCSBytes' },
    ],
    [
      'bytes that are no text',
      (tx) => call(tx, 'box', tx.pure(new Uint8Array([1, 0xff]))),
      { index: 0, error: 'InvalidBCSBytes' },
    ],
    [
      'a result that is not there',
      (tx) => {
        const made = call(tx, 'value', tx.object(shop.counter));
        call(tx, 'spin', made[3]!);
      },
      { index: 0, error: 'SecondaryIndexOutOfBounds', result: 0, subresult: 3 },
    ],
    [
      'a command without results used as one',
      (tx) => {
        const none = tx.mergeCoins(tx.gas, []);
        call(tx, 'open', none);
      },
      { index: 0, error: 'InvalidResultArity', result: 0 },
    ],
    [
      'a private entry function fed by another function',
      (tx) => {
        const number = call(tx, 'value', tx.object(shop.counter));
        call(tx, 'only_entry_number', number);
      },
      { index: 0, error: 'InvalidArgumentToPrivateEntryFunction' },
    ],
  ];
  it.each(cases)('refuses %s', async (_name, build, detail) => {
    const failed = await failure(build);
    expect(failed).toMatchObject({ kind: 'CommandArgumentError', detail });
    const { argIdx, kind } = failed.effects.CommandArgumentError!;
    expect([argIdx, kind.$kind]).toEqual([
      failed.detail!.of === 'argument' && failed.detail!.index,
      (detail as { error: string }).error,
    ]);
  });

  const kinds: [string, (tx: Transaction) => void][] = [
    ['NonEntryFunctionInvoked', (tx) => call(tx, 'hidden')],
    ['InvalidPublicFunctionReturnType', (tx) => call(tx, 'label', tx.object(box))],
    ['UnusedValueWithoutDrop', (tx) => call(tx, 'promise', tx.pure.u64(1))],
    ['ArityMismatch', (tx) => call(tx, 'refuse', tx.pure.u64(1))],
    ['TypeArityMismatch', (tx) => tx.moveCall({ target: '0x2::coin::zero' })],
    [
      'TypeArgumentError',
      (tx) => tx.moveCall({ target: shop.at('keep'), typeArguments: ['u64'], arguments: [tx.pure.u64(1)] }),
    ],
    [
      'FeatureNotYetSupported',
      (tx) => tx.upgrade({ modules: [[1]], dependencies: [], package: shop.id, ticket: tx.pure.u64(1) }),
    ],
  ];
  it.each(kinds)('fails with %s', async (kind, build) => {
    const failed = await failure(build);
    expect(failed.kind).toBe(kind);
    expect(failed.effects.$kind).toBe(kind);
    expect(failed.executed.gas.computationCost).toBe(1_000_000n);
  });

  it('keeps its promises when they are kept', async () => {
    const executed = await run((tx) => call(tx, 'fulfil', call(tx, 'promise', tx.pure.u64(1))));
    expect(executed.status).toEqual({ success: true });
  });

  it('stops at the budget and takes all of it', async () => {
    const { gas, ...executed } = await run((tx) => {
      tx.setGasBudget(6_000_000);
      call(tx, 'spin', tx.pure.u64(1_000_000));
    });
    expect(failureOf({ gas, ...executed }).kind).toBe('InsufficientGas');
    expect(gas.computationCost + gas.storageCost - gas.storageRebate).toBeLessThanOrEqual(6_000_000n);
    expect(gas.computationCost).toBeGreaterThanOrEqual(5_000_000n);
    expect(executed.changes).toHaveLength(1);
  });

  it('fails for storage the budget does not cover, and undoes it', async () => {
    const executed = await run((tx) => {
      tx.setGasBudget(2_500_000);
      const coins = tx.splitCoins(tx.gas, [1, 1, 1]);
      tx.transferObjects([coins[0]!, coins[1]!, coins[2]!], '0x9');
    });
    expect(failureOf(executed).kind).toBe('InsufficientGas');
    expect(executed.changes).toHaveLength(1);
    expect(executed.gas.storageCost).toBe(988_000n);
  });
});

describe('a successful call', () => {
  it('takes strings, options, vectors, ids and wide numbers from pure bytes', async () => {
    const executed = await run((tx) =>
      call(
        tx,
        'describe',
        tx.pure.string('héllo'),
        tx.pure.string('plain'),
        tx.pure.u64(18_446_744_073_709_551_615n),
        tx.pure.option('u8', 5),
        tx.pure(bcs.vector(bcs.byteVector()).serialize([[1], [2, 3]])),
        tx.pure.id('0x77'),
        tx.pure.bool(true),
        tx.pure.u256(1n << 255n),
      ),
    );
    expect(executed.status).toEqual({ success: true });
    const [event] = executed.events;
    expect(event).toMatchObject({ packageId: shop.id, module: 'workshop', sender: alice.address });
    const { vm } = w.ledger;
    expect(vm.toJson(event!.type, vm.deserialize(event!.type, event!.bytes))).toMatchObject({
      text: 'héllo',
      ascii: 'plain',
      number: '18446744073709551615',
      maybe: 5,
      id: `0x${'77'.padStart(64, '0')}`,
      flag: true,
      wide: (1n << 255n).toString(),
    });
    expect(executed.eventsDigest).toMatch(/^[1-9A-HJ-NP-Za-km-z]{43,44}$/);
  });

  it('may enter a private entry function with its own objects', async () => {
    const executed = await run((tx) => call(tx, 'only_entry', tx.object(box)));
    expect(executed.status).toEqual({ success: true });
  });

  it('makes vectors of objects', async () => {
    const executed = await run((tx) => {
      const coins = tx.splitCoins(tx.gas, [1, 2, 3]);
      const list = tx.makeMoveVec({ elements: [coins[0]!, coins[1]!] });
      tx.moveCall({ target: shop.at('tally'), typeArguments: ['0x2::sui::SUI'], arguments: [list] });
      tx.transferObjects([coins[2]!], '0x9');
    });
    // The vector of coins has no drop: the transaction must fail, after the tally has run.
    expect(failureOf(executed)).toMatchObject({
      kind: 'UnusedValueWithoutDrop',
      detail: { result: 1, subresult: 0 },
    });
  });

  it('reads the clock, which moves on with time', async () => {
    w.wait(5_000);
    w.ledger.advanceTime(1_000n);
    const executed = await run((tx) => call(tx, 'look', tx.object(shop.counter), tx.object('0x6')));
    const Seen = bcs.struct('Seen', { value: bcs.U64, at: bcs.U64 });
    expect(Seen.parse(executed.events[0]!.bytes)).toEqual({ value: '0', at: String(START_MS + 6_000) });
    expect(executed.timestampMs).toBe(BigInt(START_MS) + 6_000n);
  });
});
