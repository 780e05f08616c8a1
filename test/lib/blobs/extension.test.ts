// The arithmetic of extending: prices by hand.
import { expect, test } from 'vitest';
import { planExtension } from '../../../src/lib/blobs/extension.ts';
import { longestByBlob, type StorageObject } from '../../../src/lib/blobs/storage-objects.ts';

const MIB = 1024 * 1024;
const terms = { epoch: 10, maxEndEpoch: 63, unitPrice: 5n };
const object = (id: string, given: Partial<StorageObject> = {}): StorageObject => ({
  id,
  blobObjectId: `${id}b`,
  blobId: id,
  access: { kind: 'owned', owner: '0xa' },
  endEpoch: 12,
  bytes: 1,
  storageBytes: 2 * MIB,
  ...given,
});

test('begun MiB count whole, each epoch is paid, and all end together', () => {
  const plan = planExtension(
    [
      object('0x1'),
      object('0x2', { endEpoch: 14, storageBytes: 2 * MIB + 1 }),
      object('0x3', { endEpoch: 20 }),
    ],
    15,
    terms,
  );
  // 2 MiB x 3 epochs x 5, and 3 MiB x 1 epoch x 5; the third lasts long enough.
  expect(plan.steps.map(({ object: { id }, epochs, cost }) => [id, epochs, cost])).toEqual([
    ['0x1', 3, 30n],
    ['0x2', 1, 15n],
  ]);
  expect(plan).toMatchObject({ endEpoch: 15, wal: 45n });
});

test('what a shared blob holds is spent first, and never more than it costs', () => {
  const funds = (amount: bigint) => ({ access: { kind: 'shared' as const, funds: amount } });
  const plan = planExtension(
    [object('0x1', funds(4n)), object('0x2', funds(10n)), object('0x3', funds(99n))],
    13,
    terms,
  );
  expect(plan.steps.map(({ cost, due }) => [cost, due])).toEqual([
    [10n, 6n],
    [10n, 0n],
    [10n, 0n],
  ]);
  expect(plan.wal).toBe(6n);
});

test('an object with two roles is extended once', () => {
  expect(planExtension([object('0x1'), object('0x1')], 13, terms)).toMatchObject({ wal: 10n });
});

test('the last epoch sold is allowed, the next is not', () => {
  expect(planExtension([object('0x1')], 63, terms).wal).toBe(510n);
  expect(() => planExtension([object('0x1')], 64, terms)).toThrow(
    expect.objectContaining({
      code: 'blobs/term-too-long',
      details: { endEpoch: 64, maxEndEpoch: 63, longest: 51 },
    }) as Error,
  );
});

test('one expired blob is enough to refuse: the model would not be whole', () => {
  expect(() => planExtension([object('0x1'), object('0x2', { endEpoch: 10 })], 13, terms)).toThrow(
    expect.objectContaining({ code: 'blobs/expired', details: { blobIds: ['0x2'], epoch: 10 } }) as Error,
  );
});

test('of several objects for one blob the longest counts, and of equals the one that anybody may extend', () => {
  const same = { blobId: 'x' };
  const short = object('0x1', same);
  const long = object('0x2', { ...same, endEpoch: 13 });
  const shared = object('0x3', { ...same, endEpoch: 13, access: { kind: 'shared', funds: 0n } });
  for (const order of [
    [short, long, shared],
    [shared, long, short],
  ])
    expect(longestByBlob(order).get('x')!.id).toBe('0x3');
  expect(longestByBlob([long, short]).get('x')!.id).toBe('0x2');
});
