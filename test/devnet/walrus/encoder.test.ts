import { bcs } from '@mysten/sui/bcs';
import { blake2b } from '@noble/hashes/blake2.js';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  blobIdBytes,
  blobIdText,
  type Encoder,
  loadEncoder,
  symbolSize,
} from '../../../devnet/walrus/encoder.ts';

// A second implementation of the tree above the slivers' hashes, from the published structure of a blob ID.
const Hash = bcs.struct('Hash', { tag: bcs.u8(), digest: bcs.bytes(32) });
const Metadata = bcs.struct('BlobMetadataWithId', {
  blobId: bcs.bytes(32),
  version: bcs.u8(),
  encodingType: bcs.u8(),
  length: bcs.u64(),
  hashes: bcs.vector(bcs.struct('Pair', { primary: Hash, secondary: Hash })),
});
const hash = (...parts: ArrayLike<number>[]) =>
  blake2b(Uint8Array.from(parts.flatMap((part) => Array.from(part))), { dkLen: 32 });

function merkleRoot(leaves: Uint8Array[]): Uint8Array {
  let level = leaves.map((leaf) => hash([0], leaf));
  while (level.length > 1) {
    if (level.length % 2) level.push(new Uint8Array(32));
    level = level.flatMap((node, i) => (i % 2 ? [] : [hash([1], node, level[i + 1]!)]));
  }
  return level[0]!;
}

const pattern = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + (i >> 8) * 7) & 0xff);

let encoder: Encoder;
beforeAll(async () => {
  encoder = await loadEncoder();
});

describe('a blob of', () => {
  // 334 x 667 symbols: 445,556 bytes fill symbols of 2 bytes, one more needs symbols of 4.
  it.each([
    { length: 1, symbol: 2 },
    { length: 12_345, symbol: 2 },
    { length: 445_556, symbol: 2 },
    { length: 445_557, symbol: 4 },
  ])('$length bytes has metadata that hash to its blob ID and root', async ({ length, symbol }) => {
    const bytes = pattern(length);
    const { blobId, rootHash, size } = await encoder.identify(new Blob([bytes]));
    const metadata = Metadata.parse(await encoder.metadata(new Blob([bytes])));
    const leaves = metadata.hashes.map(({ primary, secondary }) =>
      Uint8Array.from([...primary.digest, ...secondary.digest]),
    );
    const root = merkleRoot(leaves);

    expect(symbolSize(length)).toBe(symbol);
    expect(size).toBe(length);
    expect(metadata).toMatchObject({ version: 0, encodingType: 1, length: String(length) });
    expect(metadata.hashes).toHaveLength(1000);
    expect(rootHash).toEqual(root);
    const id = hash([1], bcs.u64().serialize(length).toBytes(), root);
    expect(blobId).toBe(blobIdText(id));
    expect(Uint8Array.from(metadata.blobId)).toEqual(id);
  });
});

describe('the text form of a blob ID', () => {
  const text = blobIdText(Uint8Array.from({ length: 32 }, (_, i) => 255 - i));

  it('is read back to its 32 bytes', () => {
    expect(blobIdBytes(text)?.slice(0, 3)).toEqual(Uint8Array.of(255, 254, 253));
  });

  it.each([
    ['too short', 'AAAA'],
    ['with padding', `${'A'.repeat(43)}=`],
    ['another spelling', `${'A'.repeat(42)}B`],
  ])('is refused when %s', (_, other) => {
    expect(blobIdBytes(other)).toBeUndefined();
  });
});
