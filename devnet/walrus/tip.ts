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

type TipProblem =
  | 'NONCE_MISSING'
  | 'TRANSACTION_UNKNOWN'
  | 'TRANSACTION_TOO_OLD'
  | 'AUTHENTICATION_MISMATCH'
  | 'INSUFFICIENT_TIP';

/** How long after it was made a payment is taken, as the public relays do by default. */
const FRESH_MS = 36_000_000n;
const MAX_TIP = 2 ** 48;

/** Reads a tip from JSON, as the tip-config route gives it. Throws TypeError on anything else. */
export function parseTip(value: unknown): Tip {
  const { address, kind } = (value ?? {}) as {
    address?: unknown;
    kind?: { const?: unknown; linear?: unknown };
  };
  const { base, encoded_size_mul_per_kib: perKib } = (kind?.linear ?? {}) as Record<string, unknown>;
  const isAmount = (amount: unknown): amount is number =>
    Number.isInteger(amount) && Number(amount) >= 0 && Number(amount) <= MAX_TIP;
  if (typeof address === 'string' && /^0x[0-9a-f]{64}$/.test(address)) {
    if (isAmount(kind?.const)) return { address, kind: { const: kind.const } };
    if (isAmount(base) && isAmount(perKib))
      return { address, kind: { linear: { base, encoded_size_mul_per_kib: perKib } } };
  }
  throw new TypeError(`not a tip: ${JSON.stringify(value)}`);
}

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
  ledger: Pick<Ledger, 'getTransaction' | 'nowMs'>,
  tip: Tip,
  query: URLSearchParams,
  blob: { sha256: Uint8Array; size: number },
): Promise<TipProblem | undefined> {
  const nonce = readNonce(query.get('nonce'));
  if (!nonce) return 'NONCE_MISSING';
  const transaction = await ledger.getTransaction(query.get('tx_id') ?? '');
  if (!transaction?.status.success) return 'TRANSACTION_UNKNOWN';
  if (ledger.nowMs() - transaction.timestampMs > FRESH_MS) return 'TRANSACTION_TOO_OLD';
  if (!equal(firstInput(transaction), authentication(blob, nonce))) return 'AUTHENTICATION_MISMATCH';
  const paid = transaction.balanceChanges
    .filter((change) => change.address === tip.address && change.coinType.endsWith('::sui::SUI'))
    .reduce((sum, change) => sum + change.amount, 0n);
  return paid < tipAmount(tip, blob.size) ? 'INSUFFICIENT_TIP' : undefined;
}

function authentication(blob: { sha256: Uint8Array; size: number }, nonce: Uint8Array): Uint8Array {
  return Uint8Array.from([...blob.sha256, ...sha256(nonce), ...bcs.u64().serialize(blob.size).toBytes()]);
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
