import { bcs } from '@mysten/sui/bcs';
import { fromBase58, fromHex, toBase58 } from '@mysten/sui/utils';
import { blake2b } from '@noble/hashes/blake2.js';
import { describe, expect, it } from 'vitest';
import { eventsDigest } from '../../../devnet/chain/effects.ts';
import { computationCost, gasSummary } from '../../../devnet/chain/gas.ts';
import { accumulatorId, reservationRef } from '../../../devnet/chain/gas-payment.ts';
import { meteredSize, objectBytes } from '../../../devnet/chain/object-bcs.ts';
import { parseType } from '../../../devnet/vm/move-type.ts';
import { deriveFieldId } from '../../../devnet/vm/session.ts';
import { world } from './world.ts';

const u64 = (n: bigint) => bcs.U64.serialize(n).toBytes();
const joined = (...parts: ArrayLike<number>[]) => Uint8Array.from(parts.flatMap((part) => Array.from(part)));
const hashed = (salt: string, bytes: Uint8Array) =>
  toBase58(blake2b(joined(new TextEncoder().encode(salt), bytes), { dkLen: 32 }));

describe('objects', () => {
  it('are encoded as Sui encodes them: a gas coin, byte by byte', async () => {
    const { account, object } = world();
    const alice = await account(1_000n);
    const coin = await object(alice.coins[0]!);
    const expected = joined(
      [0, 1, 1], // Data::Move, MoveObjectType::GasCoin, has_public_transfer
      u64(coin.version),
      [40],
      fromHex(coin.id),
      u64(1_000n),
      [0], // Owner::AddressOwner
      fromHex(alice.address),
      [32],
      fromBase58(coin.previousTransaction),
      u64(988_000n), // storage rebate
    );
    expect(objectBytes(coin)).toEqual(expected);
    expect(coin.digest).toBe(hashed('Object::', expected));
    expect(meteredSize(coin.content)).toBe(130);
  });

  it('of every kind are read by the SDK', async () => {
    const { ledger, account, publish } = world();
    await publish((await account(1_000_000_000n)).keypair);
    for (const object of ledger.state.store.objects.values()) {
      const bytes = objectBytes(object);
      expect(bcs.Object.serialize(bcs.Object.parse(bytes), { maxSize: 1 << 20 }).toBytes()).toEqual(bytes);
      expect(object.digest).toBe(hashed('Object::', bytes));
    }
  });
});

describe('events', () => {
  it('have a digest over package, module, sender, type and contents', () => {
    const address = (n: string) => `0x${n.padStart(64, '0')}`;
    const event = {
      packageId: address('a'),
      module: 'm',
      sender: address('b'),
      type: parseType('0xc::n::T'),
      bytes: Uint8Array.of(7),
    };
    const bytes = joined(
      [1],
      fromHex(address('a')),
      [1, 109], // "m"
      fromHex(address('b')),
      fromHex(address('c')),
      [1, 110, 1, 84, 0], // "n", "T", no type arguments
      [1, 7],
    );
    expect(eventsDigest([event])).toBe(hashed('TransactionEvents::', bytes));
    expect(eventsDigest([])).toBeUndefined();
  });
});

describe('address balances', () => {
  const owner = `0x${'5'.padStart(64, '0')}`;
  it('have the id of the dynamic field Move code derives', () => {
    const tag = bcs.TypeTag.serialize(
      '0x2::accumulator::Key<0x2::balance::Balance<0x2::sui::SUI>>',
    ).toBytes();
    const root = `0x${'acc'.padStart(64, '0')}`;
    expect(accumulatorId(owner, parseType('0x2::sui::SUI'))).toBe(deriveFieldId(root, tag, fromHex(owner)));
  });

  it('are reserved in a reference that carries amount and epoch', () => {
    const { digest, version } = reservationRef(owner, 258n, toBase58(new Uint8Array(32)), 3n);
    expect(version).toBe('0');
    expect(fromBase58(digest)).toEqual(
      Uint8Array.of(2, 1, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, ...new Uint8Array(20).fill(0xac)),
    );
  });
});

describe('gas', () => {
  it.each([
    [0n, 1_000n],
    [1_000n, 1_000n],
    [1_001n, 2_000n],
    [12_345n, 13_000n],
  ])('rounds %s units of work up to %s', (work, units) => {
    expect(computationCost(work, 750n)).toBe(units * 750n);
  });

  it('pays back 99% of released storage, rounded to the nearest MIST', () => {
    expect(gasSummary(0n, 0n, 150n)).toMatchObject({ storageRebate: 149n, nonRefundableStorageFee: 1n });
    expect(gasSummary(0n, 0n, 988_000n)).toMatchObject({
      storageRebate: 978_120n,
      nonRefundableStorageFee: 9_880n,
    });
  });
});
