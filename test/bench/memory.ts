// Peak memory of opening a model through our engine against a plain onnxruntime-web script given the same Blobs, in
// turns: weights beside the graph and inside it, on the processor and on WebGPU, with JSPI and without.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Provider } from '../../src/lib/infer/types.ts';
import { spreadRows, syntheticModel, writeSyntheticModel, type SyntheticModel } from '../synthetic-model.ts';
import { serveBuiltPage } from '../built-page.ts';
import { measureOpening, type Job, type Measured } from './memory-page/open.ts';
import type { Build } from './memory-page/plain.worker.ts';
import { median, type Bench, type BenchRow } from './report.ts';

const MIB = 1 << 20;
const SIZES = [100, 500];
const ROUNDS = 5;

interface Case {
  name: string;
  bytes: number;
  embedded?: boolean;
  ours: { provider: Provider; noJspi?: boolean };
  /** What a script would take for the same. */
  plain: Build;
}

function casesOf(size: number): Case[] {
  const bytes = size * MIB;
  const wasm: Case = { name: `${size} MiB wasm`, bytes, ours: { provider: 'wasm' }, plain: 'wasm' };
  const gpu: Case = { name: `${size} MiB webgpu`, bytes, ours: { provider: 'webgpu' }, plain: 'jspi' };
  const old = (one: Case, plain: Build): Case => {
    return { ...one, name: `${one.name} no JSPI`, ours: { ...one.ours, noJspi: true }, plain };
  };
  const inOneFile = (one: Case) => ({ ...one, name: `${one.name} one file`, embedded: true });
  return [wasm, gpu, inOneFile(wasm), inOneFile(gpu), old(wasm, 'wasm'), old(gpu, 'webgpu')];
}

export const memory: Bench = async () => {
  const served = await serveBuiltPage(new URL('memory-page/', import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), 'floe-bench-memory-'));
  try {
    const rows: BenchRow[] = [];
    for (const size of SIZES) {
      const models = new Map<boolean, { model: SyntheticModel; paths: string[] }>();
      for (const embedded of [false, true]) {
        const bytes = size * MIB;
        const model = syntheticModel({ bytes, initializerBytes: bytes / 4, dtype: 'float32', embedded });
        models.set(embedded, { model, paths: await writeSyntheticModel(join(folder, `${embedded}`), model) });
      }
      for (const one of casesOf(size)) {
        rows.push(...(await measure(served.url, one, models.get(one.embedded === true)!)));
      }
    }
    return { rows };
  } finally {
    await served.close();
    await rm(folder, { recursive: true, force: true });
  }
};

async function measure(
  url: string,
  { name, ours, plain }: Case,
  { model, paths }: { model: SyntheticModel; paths: string[] },
): Promise<BenchRow[]> {
  const rows = spreadRows(model);
  const expected = model.expected(rows);
  const open = async (job: Job): Promise<Measured> => {
    const measured = await measureOpening(url, { paths, rows, job });
    if (measured.sums.some((sum, index) => sum !== expected[index])) throw new Error(`${name}: wrong sums`);
    return measured;
  };
  const { provider, noJspi } = ours;
  const samples: Record<'ours' | 'plain', Measured[]> = { ours: [], plain: [] };
  for (let round = 0; round < ROUNDS; round++) {
    samples.ours.push(await open({ ours: provider, ...(noJspi ? { noJspi } : {}) }));
    samples.plain.push(
      await open({ plain: { build: plain, provider, entryAs: 'bytes', externalAs: 'blob' } }),
    );
  }
  const row = (metric: string, unit: string, of: (one: Measured) => number): BenchRow => {
    const [value, baseline] = [median(samples.ours.map(of)), median(samples.plain.map(of))];
    return { case: name, metric, value, unit, baseline, ratio: value / baseline };
  };
  console.error(`${name}: done`);
  const all = [
    row('page peak', 'MB', ({ peaks }) => peaks.renderer),
    row('open', 'ms', ({ openMs }) => openMs),
  ];
  return provider === 'wasm' ? all : [...all, row('gpu peak', 'MB', ({ peaks }) => peaks.gpu)];
}
