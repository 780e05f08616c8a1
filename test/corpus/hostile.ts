// The corpus of hostile models. Nothing of it is kept: each is made when it is needed.
import type { HostileCase } from './hostile-case.ts';
import { HOSTILE_FILES } from './hostile-files.ts';
import { HOSTILE_GRAPHS } from './hostile-graphs.ts';
import { HOSTILE_RUNS } from './hostile-runs.ts';
import { HOSTILE_SIZES } from './hostile-sizes.ts';
import { HOSTILE_TFJS } from './hostile-tfjs.ts';

export type { HostileCase } from './hostile-case.ts';

export const HOSTILE: readonly HostileCase[] = [
  ...HOSTILE_FILES,
  ...HOSTILE_GRAPHS,
  ...HOSTILE_SIZES,
  ...HOSTILE_RUNS,
].filter(({ heavy }) => !heavy || process.env['FLOE_HEAVY'] !== undefined);

export { HOSTILE_TFJS };

export function runtimeOf({ name }: HostileCase): 'onnx' | 'tfjs' {
  return name.startsWith('tfjs-') ? 'tfjs' : 'onnx';
}
