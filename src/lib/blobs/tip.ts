// The tip that an upload relay may ask for: what it answers, and what that comes to for one blob. Asks nobody.
import * as v from 'valibot';
import { rowGeometry } from './rows/geometry.ts';

/** Who receives it, and MIST: a fixed amount, or one that grows with the encoded size. */
export interface RelayTip {
  address: string;
  base: bigint;
  perEncodedKib: bigint;
}

const mist = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const TipAnswer = v.union([
  v.literal('no_tip'),
  v.object({
    send_tip: v.object({
      address: v.pipe(v.string(), v.regex(/^0x[0-9a-f]{1,64}$/i)),
      kind: v.union([
        v.object({ const: mist }),
        v.object({ linear: v.object({ base: mist, encoded_size_mul_per_kib: mist }) }),
      ]),
    }),
  }),
]);

/** What `/v1/tip-config` answers; undefined where no tip is asked. @throws ValiError on anything else */
export function parseTip(answer: unknown): RelayTip | undefined {
  const tip = v.parse(TipAnswer, answer);
  if (tip === 'no_tip') return undefined;
  const { address, kind } = tip.send_tip;
  if ('const' in kind) return { address, base: BigInt(kind.const), perEncodedKib: 0n };
  const { base, encoded_size_mul_per_kib: perKib } = kind.linear;
  return { address, base: BigInt(base), perEncodedKib: BigInt(perKib) };
}

/** MIST for one blob of so many bytes before encoding. */
export function tipFor({ base, perEncodedKib }: RelayTip, bytes: number): bigint {
  const kib = Math.ceil(rowGeometry(bytes).encodedBytes / 1024);
  return base + perEncodedKib * BigInt(kib);
}

/** What tells a relay that its tip was paid for a blob: the transaction, and the nonce that its first input hashes. */
export interface TipProof {
  digest: string;
  nonce: Uint8Array;
}
