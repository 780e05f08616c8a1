// SHA-256 in pieces, in WebAssembly of fixed memory: WebCrypto is faster, and takes only all bytes at once. Knows no
// file.
import { SHA256 } from './generated/kernels.ts';
import { decodeModule } from './lanes.ts';

export interface Sha256 {
  update(bytes: Uint8Array): void;
  /** 32 bytes. It takes no more after that. */
  digest(): Uint8Array<ArrayBuffer>;
}

/** What the WebAssembly exports; assembly/sha256.ts says what each does. */
interface Exports {
  memory: WebAssembly.Memory;
  chunk(): number;
  chunkBytes(): number;
  state(): number;
  begin(): void;
  blocks(count: number): void;
}

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

let compiled: Promise<WebAssembly.Module> | undefined;

/** A message of its own. */
export async function createSha256(): Promise<Sha256> {
  compiled ??= WebAssembly.compile(decodeModule(SHA256));
  const wasm = (await WebAssembly.instantiate(await compiled)).exports as unknown as Exports;
  const memory = new Uint8Array(wasm.memory.buffer);
  const [chunk, chunkBytes] = [wasm.chunk(), wasm.chunkBytes()];
  /** Bytes of the chunk that are filled. */
  let held = 0;
  let length = 0;
  wasm.begin();

  const add = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length;) {
      const piece = bytes.subarray(at, at + chunkBytes - held);
      memory.set(piece, chunk + held);
      held += piece.length;
      at += piece.length;
      if (held < chunkBytes) continue;
      wasm.blocks(chunkBytes / BLOCK_BYTES);
      held = 0;
    }
  };

  return {
    update(bytes) {
      length += bytes.length;
      add(bytes);
    },
    digest() {
      const left = (held + 1 + LENGTH_BYTES) % BLOCK_BYTES;
      const padding = new Uint8Array(1 + (left === 0 ? 0 : BLOCK_BYTES - left) + LENGTH_BYTES);
      padding[0] = 0x80;
      new DataView(padding.buffer).setBigUint64(padding.length - LENGTH_BYTES, BigInt(length) * 8n);
      add(padding);
      wasm.blocks(held / BLOCK_BYTES);
      const state = new DataView(wasm.memory.buffer, wasm.state(), 32);
      const digest = new Uint8Array(32);
      const view = new DataView(digest.buffer);
      for (let at = 0; at < 32; at += 4) view.setUint32(at, state.getUint32(at, true));
      return digest;
    },
  };
}
