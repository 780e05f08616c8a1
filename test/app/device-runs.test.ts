import { describe, expect, test } from 'vitest';
import { estimateFrom, readRuns, type DeviceRun } from '../../src/app/state/device-runs.svelte.ts';

const run = (changes: Partial<DeviceRun> = {}): DeviceRun => ({
  model: '0x1',
  version: 1,
  provider: 'wasm',
  atMs: 0,
  bytes: 1_000_000,
  runMs: 10,
  ...changes,
});

describe('an estimate', () => {
  test('scales this device’s own past, by the median', () => {
    const runs = [
      run({ downloadMs: 500, loadMs: 100 }),
      run({ downloadMs: 1_000, loadMs: 200 }),
      run({ downloadMs: 60_000, loadMs: 300 }),
    ];
    // A megabyte took a second and 200 ms; ten take ten times that.
    expect(estimateFrom(runs, 10_000_000, 'wasm')).toEqual({ downloadMs: 10_000, loadMs: 2_000 });
  });

  test('does not know what was never measured', () => {
    expect(estimateFrom([], 1, 'wasm')).toEqual({ downloadMs: undefined, loadMs: undefined });
    const gpu = [run({ provider: 'webgpu', loadMs: 100 })];
    expect(estimateFrom(gpu, 1_000_000, 'wasm').loadMs).toBeUndefined();
    expect(estimateFrom(gpu, 1_000_000, 'webgpu').loadMs).toBe(100);
  });

  test('learns nothing from downloads and models too small to tell', () => {
    const runs = [run({ bytes: 1_000, downloadMs: 100, loadMs: 100 }), run({ downloadMs: 2 })];
    expect(estimateFrom(runs, 1_000_000, 'wasm')).toEqual({ downloadMs: undefined, loadMs: undefined });
  });
});

test('what was stored is read back without what is no run', () => {
  const good = run({ downloadMs: 1 });
  expect(
    readRuns([
      good,
      null,
      'x',
      { ...good, provider: 'cuda' },
      { ...good, runMs: 'fast' },
      { ...good, bytes: -1 },
    ]),
  ).toEqual([good]);
  expect(readRuns({ length: 3 })).toEqual([]);
  expect(readRuns(undefined)).toEqual([]);
});
