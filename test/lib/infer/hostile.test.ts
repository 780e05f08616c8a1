// The corpus of hostile models in the engine of Node, each in a thread of its own: each comes to the end it should.
import { describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { FloeError } from '../../../src/lib/errors.ts';
import { checkOnnx } from '../../../src/lib/infer/check-onnx.ts';
import { readOnnxHeader } from '../../../src/lib/infer/onnx-header.ts';
import { readTfjsModel } from '../../../src/lib/infer/tfjs/model-json.ts';
import type { EngineSource } from '../../../src/lib/infer/types.ts';
import { isAbort } from '../../../src/lib/index.ts';
import { attempt } from '../../corpus/attempt.ts';
import { emptyNodes } from '../../corpus/hostile-graphs.ts';
import { HOSTILE, HOSTILE_TFJS, runtimeOf, type HostileCase } from '../../corpus/hostile.ts';

/** How long what never ends is watched at it; all others may take as long as a test. */
const PATIENCE_MS = 1000;
const ENTRIES = { onnx: 'model.onnx', tfjs: 'model.json' };

interface Finding {
  /** How far it came. */
  phase: 'header' | 'load' | 'run' | 'done';
  /** What was thrown there; `still at work` when patience ended. */
  code: string | undefined;
}

const engine = createNodeEngine();

function sourceOf(hostile: HostileCase): EngineSource {
  const runtime = runtimeOf(hostile);
  const entry = ENTRIES[runtime];
  const files = new Map([[entry, new Blob([hostile.make()])]]);
  for (const [path, bytes] of Object.entries(hostile.beside ?? {}))
    files.set(path, new Blob([new Uint8Array(bytes)]));
  return { runtime, entry, files };
}

async function look(hostile: HostileCase): Promise<Finding> {
  const source = sourceOf(hostile);
  const { runtime, entry, files } = source;
  const { expected } = hostile;
  const lasts = typeof expected !== 'string' && 'neverEnds' in expected ? expected.neverEnds : undefined;
  const patience = new AbortController();
  const watch = () => lasts && setTimeout(() => patience.abort(), PATIENCE_MS);
  let phase: Finding['phase'] = 'header';
  try {
    if (runtime === 'onnx') checkOnnx(await readOnnxHeader(files.get(entry)!), files);
    else await readTfjsModel(source);
    phase = 'load';
    if (lasts === 'load') watch();
    const entered = () => {
      phase = 'run';
      watch();
    };
    await attempt(engine, source, hostile.inputs, entered, { signal: patience.signal });
    return { phase: 'done', code: undefined };
  } catch (error) {
    if (lasts && isAbort(error)) return { phase, code: 'still at work' };
    return { phase, code: error instanceof FloeError ? error.code : `untyped: ${String(error)}` };
  }
}

function findingOf({ expected }: HostileCase): Finding {
  if (expected === 'runs') return { phase: 'done', code: undefined };
  if ('neverEnds' in expected) return { phase: expected.neverEnds, code: 'still at work' };
  const [phase, code] = Object.entries(expected)[0]!;
  return { phase: phase as Finding['phase'], code };
}

const titled = [...HOSTILE, ...HOSTILE_TFJS].map(
  (hostile) => [`${hostile.name}: ${hostile.why}`, hostile] as const,
);

describe('a hostile model', () => {
  it('has company: the corpus is of forty and more', () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(40);
    expect(new Set(HOSTILE.map(({ name }) => name)).size).toBe(HOSTILE.length);
  });

  it.each(titled)('%s', async (_, hostile) => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    try {
      const finding = await look(hostile);
      expect(finding).toEqual(findingOf(hostile));
      // Whoever asked is not kept from anything else by what a model does.
      if (finding.code === 'still at work') expect(turns).toBeGreaterThan(50);
    } finally {
      clearInterval(timer);
    }
  });

  it('of four million nodes in eight megabytes leaves others their turn while it is read', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await expect(readOnnxHeader(emptyNodes(4e6))).rejects.toMatchObject({ code: 'infer/too-complex' });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });
});
