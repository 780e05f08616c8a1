// AssemblyScript: SHA-256 of a message that comes in pieces of whole blocks. The caller pads it.
import { compress, initialise, STATE } from './compress';

const BLOCK: usize = 64;
/** It stays in a core's own cache. */
const CHUNK: usize = 131_072;
const CHUNK_AREA: usize = memory.data(131_072, 64);

export function chunk(): usize {
  return CHUNK_AREA;
}
export function chunkBytes(): usize {
  return CHUNK;
}
/** Eight words, each to be read with its high byte first. */
export function state(): usize {
  return STATE;
}
export function begin(): void {
  initialise();
}
/** The chunk's first `count` blocks. */
export function blocks(count: usize): void {
  for (let block: usize = 0; block < count; block++) compress(CHUNK_AREA + block * BLOCK);
}
