// How weights reach the runtime in a real Chromium: out of the page's database, in Blobs of many ranges, by each of the
// ways that the engine chooses from. Expected values need no runtime.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveBuiltPage, type BuiltPage } from '../../built-page.ts';
import { measureOpening, type Job } from '../../bench/memory-page/open.ts';
import {
  spreadRows,
  syntheticModel,
  writeSyntheticModel,
  type SyntheticOptions,
} from '../../synthetic-model.ts';

const MIB = 1 << 20;

let served: BuiltPage;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floe-weights-'));
  served = await serveBuiltPage(new URL('../../bench/memory-page/', import.meta.url));
});
afterAll(async () => {
  await served?.close();
  await rm(folder, { recursive: true, force: true });
});

async function sumsOf(options: SyntheticOptions, job: Job) {
  const model = syntheticModel(options);
  const paths = await writeSyntheticModel(folder, model);
  const rows = spreadRows(model, 5);
  const { sums } = await measureOpening(served.url, { paths, rows, job });
  return { sums, expected: model.expected(rows) };
}

describe.each([
  // Weights that begin and end inside ranges, in several files.
  ['on the processor', { bytes: 30 * MIB, initializerBytes: 3 * MIB, fileBytes: 15 * MIB }, { ours: 'wasm' }],
  ['on the processor, heavy', { bytes: 66 * MIB, initializerBytes: 22 * MIB }, { ours: 'wasm' }],
  [
    'on the processor, in one file',
    { bytes: 66 * MIB, initializerBytes: 22 * MIB, embedded: true },
    { ours: 'wasm' },
  ],
  [
    'on the processor, without JSPI',
    { bytes: 66 * MIB, initializerBytes: 22 * MIB, seed: 2 },
    { ours: 'wasm', noJspi: true },
  ],
  ['on WebGPU', { bytes: 20 * MIB, initializerBytes: 4 * MIB, dtype: 'float32' }, { ours: 'webgpu' }],
  [
    'on WebGPU, in one file, without JSPI',
    { bytes: 20 * MIB, initializerBytes: 4 * MIB, dtype: 'float32', embedded: true },
    { ours: 'webgpu', noJspi: true },
  ],
] satisfies [string, SyntheticOptions, Job][])('%s', (_, options, job) => {
  it('every row is the one that was written', async () => {
    const { sums, expected } = await sumsOf(options, job);
    expect(sums).toEqual(expected);
  });
});
