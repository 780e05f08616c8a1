// The hashing kernel: BLAKE2b-256 leaves and trees in WebAssembly of fixed memory. Knows no blob and no sidecar.
import { DIGEST_BYTES } from './geometry.ts';
import { ROWS_SCALAR, ROWS_SIMD } from './generated/kernels.ts';
import { decodeModule, fastestLanes, type Lanes } from './lanes.ts';

/**
 * One tree at a time: `hash*` fill its leaves, the others climb from them. Digests returned are copies.
 * Synchronous, so whoever keeps from awaiting between the two has it alone.
 */
export interface Kernel {
  lanes: Lanes;
  /** Leaves from `at` on: one for each symbol of `bytes`, which is padded with zeros to `count` symbols. */
  hashSymbols(bytes: Uint8Array, symbolBytes: number, count: number, at?: number): void;
  /** The first leaves as they were hashed, before a tree was climbed from them: 32 bytes each, as many as fit. */
  copyLeaves(to: Uint8Array): void;
  /** Leaves that were hashed before. */
  setLeaves(digests: Uint8Array): void;
  /** The root over `total` leaves, of which the first `known` were hashed. */
  rootFrom(known: number, total: number, siblings: Uint8Array): Uint8Array;
  /** The root over `total` leaves, all hashed, and what `rootFrom` needs beside the first `known`. */
  frontier(known: number, total: number): { root: Uint8Array; siblings: Uint8Array };
  /** Plain BLAKE2b-256 of at most 128 bytes. */
  hash(bytes: Uint8Array): Uint8Array;
}

/** What the WebAssembly exports; assembly/rows.ts says what each does. */
interface Exports {
  memory: WebAssembly.Memory;
  chunk(): number;
  chunkBytes(): number;
  nodes(): number;
  siblings(): number;
  begin(symbolBytes: number): void;
  leaves(count: number, at: number): void;
  rootFrom(known: number, total: number): void;
  frontier(known: number, total: number): number;
  hash(size: number): void;
}

const kernels = new Map<Lanes, Promise<Kernel>>();

/** The fastest kernel this engine runs, or the one asked for; one of each a thread. */
export function loadKernel(lanes: Lanes = fastestLanes()): Promise<Kernel> {
  const loaded = kernels.get(lanes) ?? instantiate(lanes);
  kernels.set(lanes, loaded);
  return loaded;
}

async function instantiate(lanes: Lanes): Promise<Kernel> {
  const { instance } = await WebAssembly.instantiate(
    decodeModule(lanes === 'simd' ? ROWS_SIMD : ROWS_SCALAR),
  );
  const wasm = instance.exports as unknown as Exports;
  const memory = new Uint8Array(wasm.memory.buffer);
  const [chunk, chunkBytes, nodes, siblings] = [
    wasm.chunk(),
    wasm.chunkBytes(),
    wasm.nodes(),
    wasm.siblings(),
  ];
  const firstNode = () => memory.slice(nodes, nodes + DIGEST_BYTES);

  return {
    lanes,
    hashSymbols(bytes, symbolBytes, count, at = 0) {
      wasm.begin(symbolBytes);
      const most = Math.floor(chunkBytes / symbolBytes);
      for (let done = 0; done < count; done += most) {
        const now = Math.min(most, count - done);
        const from = bytes.subarray(done * symbolBytes, (done + now) * symbolBytes);
        memory.set(from, chunk);
        memory.fill(0, chunk + from.length, chunk + now * symbolBytes);
        wasm.leaves(now, at + done);
      }
    },
    copyLeaves: (to) => to.set(memory.subarray(nodes, nodes + to.length)),
    setLeaves: (digests) => memory.set(digests, nodes),
    rootFrom(known, total, digests) {
      memory.set(digests, siblings);
      wasm.rootFrom(known, total);
      return firstNode();
    },
    frontier(known, total) {
      const count = wasm.frontier(known, total);
      return { root: firstNode(), siblings: memory.slice(siblings, siblings + count * DIGEST_BYTES) };
    },
    hash(bytes) {
      memory.set(bytes, chunk);
      wasm.hash(bytes.length);
      return firstNode();
    },
  };
}
