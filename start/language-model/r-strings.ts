// Reads vectors of strings out of an R package's lazy-loaded data, as far as books in one need it.
import { inflateSync } from 'node:zlib';

const STRINGS = 0x10;

/** Each object in the file: a big-endian length, then what R's `serialize` wrote, deflated. */
export function readStringVectors(rdb: Buffer): string[][] {
  const vectors: string[][] = [];
  for (let at = 0; at < rdb.length;) {
    const { buffer, engine } = inflateSync(rdb.subarray(at + 4), { info: true }) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    vectors.push(readStrings(buffer));
    at += 4 + engine.bytesWritten;
  }
  return vectors;
}

/** "X\n", three versions, the name of an encoding; then a vector: its type, its length, its strings. */
function readStrings(data: Buffer): string[] {
  let at = 14;
  const next = () => data.readInt32BE((at += 4) - 4);
  const encoding = next();
  at += encoding;
  if ((next() & 0xff) !== STRINGS) throw new Error('Not a vector of strings');
  return Array.from({ length: next() }, () => {
    next();
    const length = Math.max(0, next());
    return data.toString('utf8', at, (at += length));
  });
}
