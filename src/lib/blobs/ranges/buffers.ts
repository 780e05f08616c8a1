// Buffers that were handed back, for the next range of the same length.

export interface Buffers {
  take(bytes: number): ArrayBuffer;
  /** One that was transferred meanwhile is no buffer any more, and is let go. */
  give(buffer: ArrayBuffer): void;
}

export function createBuffers(most: number): Buffers {
  const free: ArrayBuffer[] = [];
  return {
    take(bytes) {
      const index = free.findIndex((buffer) => buffer.byteLength === bytes);
      return index < 0 ? new ArrayBuffer(bytes) : free.splice(index, 1)[0]!;
    },
    give(buffer) {
      if (buffer.byteLength > 0 && free.length < most) free.push(buffer);
    },
  };
}
