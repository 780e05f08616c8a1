// A million 32-byte digests, found by number and by content in a few bytes each.
import { fromBase58, toBase58 } from '@mysten/sui/utils';

export class DigestIndex {
  readonly #bytes: Uint8Array;
  /** Open addressing: number + 1, or 0 for an empty place. */
  readonly #slots: Uint32Array;

  constructor(readonly length: number) {
    this.#bytes = new Uint8Array(32 * length);
    this.#slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * length + 2)));
  }

  set(index: number, digest: Uint8Array): void {
    this.#bytes.set(digest, 32 * index);
    let slot = this.#slot(digest);
    while (this.#slots[slot]) slot = (slot + 1) & (this.#slots.length - 1);
    this.#slots[slot] = index + 1;
  }

  bytes(index: number): Uint8Array {
    return this.#bytes.subarray(32 * index, 32 * index + 32);
  }

  /** base58. */
  text(index: number): string {
    return toBase58(this.bytes(index));
  }

  find(digest: Uint8Array): number | undefined {
    for (let slot = this.#slot(digest); this.#slots[slot]; slot = (slot + 1) & (this.#slots.length - 1)) {
      const index = this.#slots[slot]! - 1;
      if (this.bytes(index).every((b, i) => b === digest[i])) return index;
    }
    return undefined;
  }

  #slot(digest: Uint8Array): number {
    const word = digest[0]! | (digest[1]! << 8) | (digest[2]! << 16) | (digest[3]! << 24);
    return (word >>> 0) & (this.#slots.length - 1);
  }
}

/** Undefined for what is no digest. */
export function readDigest(text: string): Uint8Array | undefined {
  try {
    const bytes = fromBase58(text);
    return bytes.length === 32 ? bytes : undefined;
  } catch {
    return undefined;
  }
}
