// What row verification is measured against, in a Worker of a page or in Node.
import initWasm, { BlobEncoder } from '@mysten/walrus-wasm';

export type Yardstick = 'walrus-wasm' | 'sha256';

export interface Measured {
  ms: number;
  /** What the bytes were found to be, to compare. */
  digest: number[];
}

export const YARDSTICKS: Record<Yardstick, (bytes: Uint8Array<ArrayBuffer>) => Promise<Measured>> = {
  // Walrus's own check: encode again, compare the blob ID.
  'walrus-wasm': async (bytes) => {
    await initWasm();
    const encoder = new BlobEncoder(1000);
    const started = performance.now();
    const [blobId] = encoder.compute_metadata(bytes) as [number[]];
    const ms = performance.now() - started;
    encoder.free();
    return { ms, digest: [...blobId] };
  },
  sha256: async (bytes) => {
    const started = performance.now();
    const digest = await crypto.subtle.digest('SHA-256', bytes);
    return { ms: performance.now() - started, digest: [...new Uint8Array(digest)] };
  },
};
