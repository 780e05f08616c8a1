import { bcs } from '@mysten/sui/bcs';
import { Transaction } from '@mysten/sui/transactions';
import { sha256 } from '@noble/hashes/sha2.js';
import { describe, expect, it } from 'vitest';
import type { ExecutedTransaction } from '../../../devnet/chain/types.ts';
import { findTipProblem, parseTip, type Tip, tipAmount } from '../../../devnet/walrus/tip.ts';

const address = `0x${'71'.repeat(32)}`;
const tip: Tip = { address, kind: { const: 1_000 } };
const bytes = Uint8Array.of(1, 2, 3);
const nonce = new Uint8Array(32).fill(9);
const proof = [...sha256(bytes), ...sha256(nonce), 3, 0, 0, 0, 0, 0, 0, 0];

async function transactionWith(
  firstInput: number[],
  paid: bigint,
  success = true,
): Promise<ExecutedTransaction> {
  const tx = new Transaction();
  tx.setSender(address);
  tx.setGasBudget(1);
  tx.setGasPrice(1);
  tx.setGasPayment([{ objectId: address, version: 1, digest: '11111111111111111111111111111111' }]);
  tx.pure(Uint8Array.from(firstInput));
  tx.transferObjects([tx.splitCoins(tx.gas, [paid])], address);
  const coinType = `0x${'2'.padStart(64, '0')}::sui::SUI`;
  return {
    bytes: await tx.build(),
    status: { success },
    timestampMs: 5_000n,
    balanceChanges: [{ address, coinType, amount: paid }],
  } as unknown as ExecutedTransaction;
}

async function problemOf(
  transaction: ExecutedTransaction | undefined,
  query = { nonce: base64Url(nonce), tx_id: 'paid' },
  nowMs = 6_000n,
) {
  const ledger = {
    getTransaction: async (digest: string) => (digest === 'paid' ? transaction : undefined),
    nowMs: () => nowMs,
  };
  const blob = { sha256: sha256(bytes), size: bytes.length };
  return findTipProblem(ledger, tip, new URLSearchParams(query), blob);
}
const base64Url = (data: Uint8Array) => Buffer.from(data).toString('base64url');

describe('a tip', () => {
  it('is a fixed amount, or grows with the encoded size in KiB begun', () => {
    expect(tipAmount(tip, 5)).toBe(1_000n);
    // 5 bytes are encoded in 66,034,000: 64,487 KiB begun.
    const kind = { linear: { base: 7, encoded_size_mul_per_kib: 3 } };
    expect(tipAmount({ address, kind }, 5)).toBe(7n + 3n * 64_487n);
  });

  it('is proven by the first input of a transaction that paid it', async () => {
    expect(await problemOf(await transactionWith(proof, 1_000n))).toBeUndefined();
  });

  it('is not proven by a transaction that paid less, failed, or is unknown', async () => {
    expect(await problemOf(await transactionWith(proof, 999n))).toBe('INSUFFICIENT_TIP');
    expect(await problemOf(await transactionWith(proof, 1_000n, false))).toBe('TRANSACTION_UNKNOWN');
    expect(await problemOf(undefined)).toBe('TRANSACTION_UNKNOWN');
  });

  it('is proven for ten hours', async () => {
    const paid = await transactionWith(proof, 1_000n);
    expect(await problemOf(paid, undefined, 5_000n + 36_000_000n)).toBeUndefined();
    expect(await problemOf(paid, undefined, 5_001n + 36_000_000n)).toBe('TRANSACTION_TOO_OLD');
  });

  it('is not proven for other bytes, another nonce or without one', async () => {
    const other = [...sha256(bytes.with(0, 9)), ...proof.slice(32)];
    expect(await problemOf(await transactionWith(other, 1_000n))).toBe('AUTHENTICATION_MISMATCH');
    const paid = await transactionWith(proof, 1_000n);
    const otherNonce = base64Url(nonce.with(0, 1));
    expect(await problemOf(paid, { nonce: otherNonce, tx_id: 'paid' })).toBe('AUTHENTICATION_MISMATCH');
    expect(await problemOf(paid, { nonce: '', tx_id: 'paid' })).toBe('NONCE_MISSING');
  });

  it('is not proven when the first input is an object', async () => {
    const paid = await transactionWith(proof, 1_000n);
    const data = bcs.TransactionData.parse(paid.bytes);
    data.V1.kind.ProgrammableTransaction!.inputs[0] = {
      $kind: 'Object',
      Object: {
        $kind: 'ImmOrOwnedObject',
        ImmOrOwnedObject: { objectId: address, version: '1', digest: '11111111111111111111111111111111' },
      },
    } as never;
    const rewritten = { ...paid, bytes: bcs.TransactionData.serialize(data).toBytes() };
    expect(await problemOf(rewritten)).toBe('AUTHENTICATION_MISMATCH');
  });

  it.each([{ const: 5 }, { linear: { base: 1, encoded_size_mul_per_kib: 2 } }])('may be %j', (kind) => {
    expect(parseTip({ address, kind })).toEqual({ address, kind });
  });

  it.each([
    undefined,
    { address },
    { address: 'me', kind: { const: 5 } },
    { address, kind: { const: -1 } },
    { address, kind: { linear: { base: 1 } } },
  ])('may not be %j', (value) => {
    expect(() => parseTip(value)).toThrow(TypeError);
  });
});
