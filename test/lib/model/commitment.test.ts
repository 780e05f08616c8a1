// Vectors by an independent path: the BCS of an opening is written out by hand and hashed by Node.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  commit,
  commitOutput,
  NO_SESSION,
  UNBOUND,
  type CallOpening,
  type OutputOpening,
} from '../../../src/lib/model/commitment.ts';
import { toHex } from '../../../src/lib/model/hex.ts';
import { checkOpening, openingToJson, provenBy, type Receipt } from '../../../src/lib/model/receipt.ts';
import { hashTensors } from '../../../src/lib/model/tensor.ts';

const fill = (byte: number) => new Uint8Array(32).fill(byte);
const opening: CallOpening = {
  session: NO_SESSION,
  model: `0x${'11'.repeat(32)}`,
  version: 258n,
  manifestHash: fill(2),
  inputHash: fill(3),
  outputHash: fill(4),
  profile: { provider: 'wasm', runtime: 'r 1', graphOptimization: 'all', sampler: '', seed: 0n },
  salt: fill(5),
};
const text = (value: string) => [value.length, ...Buffer.from(value)];
const sha256 = (bytes: number[]) => [...createHash('sha256').update(Uint8Array.from(bytes)).digest()];

describe('commit', () => {
  it('is SHA-256 over tag, ids, little-endian version, hashes, profile hash and salt', () => {
    const profile = sha256([
      ...text('wasm'),
      ...text('r 1'),
      ...text('all'),
      ...text(''),
      0,
      0,
      0,
      0,
      0,
      0,
      0,
      0,
    ]);
    const bytes = [
      ...text('floe/call/1'),
      ...fill(0),
      ...fill(0x11),
      ...[2, 1, 0, 0, 0, 0, 0, 0],
      ...fill(2),
      ...fill(3),
      ...fill(4),
      ...profile,
      ...fill(5),
    ];
    expect([...commit(opening)]).toEqual(sha256(bytes));
  });

  it('changes with every field', () => {
    const changed: CallOpening[] = [
      { ...opening, session: opening.model },
      { ...opening, model: NO_SESSION },
      { ...opening, version: 1n },
      { ...opening, manifestHash: fill(9) },
      { ...opening, inputHash: fill(9) },
      { ...opening, outputHash: fill(9) },
      { ...opening, salt: fill(9) },
      { ...opening, profile: { ...opening.profile, provider: 'webgpu' } },
      { ...opening, profile: { ...opening.profile, seed: 1n } },
    ];
    const all = new Set([opening, ...changed].map((one) => toHex(commit(one))));
    expect(all.size).toBe(10);
  });
});

describe('commitOutput', () => {
  const output: OutputOpening = {
    paid: fill(6),
    outputHash: fill(7),
    profile: { ...opening.profile, sampler: 's/1', seed: 258n },
    stopped: true,
    salt: fill(8),
  };

  it('is SHA-256 over a tag of its own, the paid commitment, the output, the profile, the stop and the salt', () => {
    const profile = sha256([
      ...text('wasm'),
      ...text('r 1'),
      ...text('all'),
      ...text('s/1'),
      ...[2, 1, 0, 0, 0, 0, 0, 0],
    ]);
    const bytes = [...text('floe/output/1'), ...fill(6), ...fill(7), ...profile, 1, ...fill(8)];
    expect([...commitOutput(output)]).toEqual(sha256(bytes));
  });

  it('changes with every field', () => {
    const changed: OutputOpening[] = [
      { ...output, paid: fill(9) },
      { ...output, outputHash: fill(9) },
      { ...output, profile: opening.profile },
      { ...output, stopped: false },
      { ...output, salt: fill(9) },
    ];
    expect(new Set([output, ...changed].map((one) => toHex(commitOutput(one)))).size).toBe(6);
  });
});

describe('a receipt', () => {
  const receipt: Receipt = {
    format: 'floe-receipt/1',
    network: 'localnet',
    package: NO_SESSION,
    digest: 'd',
    model: opening.model,
    version: 258,
    payer: NO_SESSION,
    price: '1',
    coin: 'c',
    commitment: toHex(commit(opening)),
    atMs: 0,
    opening: openingToJson(opening),
  };

  it('opens after a trip through JSON', () => {
    expect(() => checkOpening(JSON.parse(JSON.stringify(receipt)) as Receipt)).not.toThrow();
  });

  it('that was changed does not', () => {
    expect(() => checkOpening({ ...receipt, version: 1 })).toThrowError(
      expect.objectContaining({ code: 'receipt/opening' }),
    );
    expect(() => checkOpening({ ...receipt, format: 'x' as 'floe-receipt/1' })).toThrowError(
      expect.objectContaining({ code: 'receipt/format' }),
    );
  });

  it('of a call that was paid first proves the input, and the output once it is bound', () => {
    const first = { ...opening, outputHash: UNBOUND };
    const commitment = commit(first);
    const unbound: Receipt = { ...receipt, commitment: toHex(commitment), opening: openingToJson(first) };
    expect(provenBy(unbound)).toBe('input');
    expect(() => checkOpening(unbound)).not.toThrow();
    const output = { paid: commitment, outputHash: fill(7), profile: opening.profile, stopped: false };
    const bound: Receipt = {
      ...unbound,
      bound: {
        digest: 'e',
        commitment: toHex(commitOutput({ ...output, salt: first.salt })),
        atMs: 1,
        outputHash: '07'.repeat(32),
        profile: unbound.opening.profile,
        stopped: false,
      },
    };
    expect(provenBy(bound)).toBe('output');
    expect(provenBy(receipt)).toBe('output');
    expect(() => checkOpening(bound)).not.toThrow();
    expect(() => checkOpening({ ...bound, bound: { ...bound.bound!, stopped: true } })).toThrow(
      /bound output/,
    );
    // One that was committed to when it was paid is not bound a second time.
    expect(() => checkOpening({ ...bound, ...receipt, bound: bound.bound! })).toThrow(/bound again/);
  });

  it('that is not one is refused as such, whatever it is', () => {
    for (const nothing of [
      null,
      {},
      { format: 'floe-receipt/1' },
      { ...receipt, opening: { outputHash: 7 } },
    ]) {
      expect(() => checkOpening(nothing as never)).toThrow(
        expect.objectContaining({ code: 'receipt/format' }),
      );
    }
  });
});

describe('hashTensors', () => {
  it('does not depend on key order, and does on name, type, shape and data', () => {
    const a = { dtype: 'float32' as const, shape: [2], data: Float32Array.of(1, 2) };
    const b = { dtype: 'string' as const, shape: [1], data: ['x'] };
    const hash = toHex(hashTensors({ a, b }));
    expect(toHex(hashTensors({ b, a }))).toBe(hash);
    const others = [{ a }, { a: { ...a, shape: [1, 2] }, b }, { a, b: { ...b, data: ['y'] } }, { c: a, b }];
    for (const other of others) expect(toHex(hashTensors(other))).not.toBe(hash);
  });

  it('is SHA-256 over length-prefixed name, dtype, shape and bytes', () => {
    const u64 = (value: number) => [value, 0, 0, 0, 0, 0, 0, 0];
    const bytes = [
      ...u64(1),
      ...Buffer.from('a'),
      ...u64(5),
      ...Buffer.from('uint8'),
      ...u64(1),
      ...u64(2),
      ...u64(2),
      7,
      8,
    ];
    expect([...hashTensors({ a: { dtype: 'uint8', shape: [2], data: Uint8Array.of(7, 8) } })]).toEqual(
      sha256(bytes),
    );
  });
});
