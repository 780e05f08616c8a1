// The tip a relay may ask for: its price, and the proof in the registering transaction that it was paid for this blob.
// The proof is that transaction's first input: SHA-256 of the blob, SHA-256 of a nonce, length (u64 LE).
import { bcs } from '@mysten/sui/bcs';
import { fromBase64 } from '@mysten/sui/utils';
import { sha256 } from '@noble/hashes/sha2.js';
import type { ExecutedTransaction, Ledger } from '../chain/types.ts';
import { encodedLength } from './encoder.ts';

export interface Tip {
  /** Who receives it. */
  address: string;
  /** MIST: a fixed amount, or one that grows with the encoded size. */
  kind: { const: number } | { linear: { base: number; encoded_size_mul_per_kib: number } };
}

type TipProblem = 'NONCE_MISSING' | 'TRANSACTION_UNKNOWN' | 'AUTHENTICATION_MISMATCH' | 'INSUFFICIENT_TIP';

/** The answer of the tip-config route. */
export function tipConfig(tip: Tip | undefined): unknown {
  return tip ? { send_tip: tip } : 'no_tip';
}

export function tipAmount({ kind }: Tip, size: number): bigint {
  if ('const' in kind) return BigInt(kind.const);
  const kib = (BigInt(encodedLength(size)) + 1023n) / 1024n;
  return BigInt(kind.linear.base) + BigInt(kind.linear.encoded_size_mul_per_kib) * kib;
}

/** Checks that the transaction `tx_id` paid the tip for these bytes; `nonce` is what its input has the hash of. */
export async function findTipProblem(
  ledger: Pick<Ledger, 'getTransaction'>,
  tip: Tip,
  query: URLSearchParams,
  bytes: Uint8Array,
): Promise<TipProblem | undefined> {
  const nonce = readNonce(query.get('nonce'));
  if (!nonce) return 'NONCE_MISSING';
  const transaction = await ledger.getTransaction(query.get('tx_id') ?? '');
  if (!transaction?.status.success) return 'TRANSACTION_UNKNOWN';
  if (!equal(firstInput(transaction), authentication(bytes, nonce))) return 'AUTHENTICATION_MISMATCH';
  const paid = transaction.balanceChanges
    .filter((change) => change.address === tip.address && change.coinType.endsWith('::sui::SUI'))
    .reduce((sum, change) => sum + change.amount, 0n);
  return paid < tipAmount(tip, bytes.length) ? 'INSUFFICIENT_TIP' : undefined;
}

function authentication(bytes: Uint8Array, nonce: Uint8Array): Uint8Array {
  return Uint8Array.from([
    ...sha256(bytes),
    ...sha256(nonce),
    ...bcs.u64().serialize(bytes.length).toBytes(),
  ]);
}

function firstInput({ bytes }: ExecutedTransaction): Uint8Array | undefined {
  const input = bcs.TransactionData.parse(bytes).V1.kind.ProgrammableTransaction?.inputs[0];
  return input?.Pure ? fromBase64(input.Pure.bytes) : undefined;
}

function readNonce(text: string | null): Uint8Array | undefined {
  if (!text || !/^[A-Za-z0-9_-]+$/.test(text)) return undefined;
  return fromBase64(text.replaceAll('-', '+').replaceAll('_', '/'));
}

function equal(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a?.length === b.length && a.every((byte, i) => byte === b[i]);
}
