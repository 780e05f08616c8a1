// Which of each kernel's two builds this engine runs.
import { RECOVERY_SIMD } from './generated/kernels.ts';

/** Two hashes or sixteen bytes at a time; or one, where WebAssembly has no SIMD. */
export type Lanes = 'simd' | 'scalar';

export function fastestLanes(): Lanes {
  return WebAssembly.validate(decodeModule(RECOVERY_SIMD)) ? 'simd' : 'scalar';
}

export function decodeModule(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
