// The ways of computing in a real Chromium, in their order, each of them missing in turn: taken from the model's Worker
// before it looks. And several of them beside each other, and in a page that sleeps. All give what was reckoned by hand.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineSource } from '../../../src/lib/infer/types.ts';
import { f32 } from '../../corpus/hostile-case.ts';
import { loopBody } from '../../corpus/hostile-parts.ts';
import { attribute, goodModel, ints, model, node, X, Y } from '../../corpus/onnx-parts.ts';
import { openCorpusPage, type CorpusPage } from '../../corpus/open-page.ts';
import { base64, toWire } from '../../corpus/wire.ts';
import { DENSE, GRAPH, tfjsSource } from './tfjs/models.ts';
import { onnxSource } from './tiny-onnx.ts';

let corpus: CorpusPage;
beforeAll(async () => {
  corpus = await openCorpusPage();
  // [1, 2] · [[1, 2, 3], [4, 5, 6]] + [10, 20, 30] = [19, 32, 45]
  await offer('graph', tfjsSource(GRAPH), { x: f32([1, 2], [1, 2]) });
  // [1, 2] · [[1, -1], [1, -1]] + [0, 1] = [3, -2], and nothing below nought.
  await offer('layers', tfjsSource(DENSE), { dense: f32([1, 2], [1, 2]) });
  await offer('onnx', onnxSource(new Blob([goodModel()])), { x: f32([1], [7]) });
  await offer('turning', onnxSource(new Blob([turning()])), { x: f32([1], [7]) });
});
afterAll(() => corpus?.close());

async function offer(
  name: string,
  { runtime, entry, files }: EngineSource,
  inputs: Record<string, never | object>,
) {
  const wired: [string, string][] = [];
  for (const [path, file] of files) wired.push([path, base64(new Uint8Array(await file.arrayBuffer()))]);
  corpus.offer(name, () => ({ runtime, entry, files: wired, inputs: toWire(inputs as never) }));
}

/** Turns the sign of x often enough to be still at it a second later. */
function turning(): Uint8Array<ArrayBuffer> {
  return model({
    node: [node('Loop', ['m', '', 'x'], ['y'], [attribute.graph('body', loopBody())])],
    initializer: [ints('m', [], [TURNS])],
    input: [X],
    output: [Y],
  });
}
const TURNS = 100_001;
/** Of silence, in the page. */
const BORNE_MS = 4000;

const NO_GPU = 'WebGPU is not available here.';
const NO_ADAPTER = 'WebGPU is there, but no graphics adapter could be used.';

describe('a TensorFlow.js model', () => {
  it.each([
    ['graph', [], 'webgpu', ['wasm', 'webgl', 'cpu'], undefined],
    ['graph', ['webgpu'], 'wasm', ['webgl', 'cpu'], NO_GPU],
    ['graph', ['adapter'], 'wasm', ['webgl', 'cpu'], NO_ADAPTER],
    ['graph', ['device'], 'wasm', ['webgl', 'cpu'], 'TensorFlow.js cannot use webgpu here.'],
    ['graph', ['webgpu', 'wasm'], 'webgl', ['cpu'], NO_GPU],
    ['graph', ['webgpu', 'wasm', 'webgl'], 'cpu', [], NO_GPU],
    ['graph', ['wasm'], 'webgpu', ['wasm', 'webgl', 'cpu'], undefined],
    ['layers', [], 'webgpu', ['wasm', 'webgl', 'cpu'], undefined],
    ['layers', ['webgpu', 'wasm'], 'webgl', ['cpu'], NO_GPU],
    ['layers', ['webgpu', 'wasm', 'webgl'], 'cpu', [], NO_GPU],
  ] as const)(
    'of %s, without %j, computes on %s',
    async (kind, missing, provider, fallbacks, fallbackReason) => {
      const values = { graph: [19, 32, 45], layers: [3, 0] }[kind];
      expect(await corpus.call('way', kind, missing)).toEqual({
        provider,
        fallbacks,
        fallbackReason,
        values,
      });
    },
  );
});

describe('an ONNX model', () => {
  it.each([
    [[], 'webgpu', undefined],
    [['webgpu'], 'wasm', NO_GPU],
    [['adapter'], 'wasm', NO_ADAPTER],
    // The runtime finds that out only as it opens the model: another Worker goes on without it.
    [['device'], 'wasm', expect.stringMatching(/^The graphics adapter could not take the model: /)],
  ] as const)('without %j computes on %s', async (missing, provider, fallbackReason) => {
    const found = await corpus.call('way', 'onnx', missing);
    expect(found).toMatchObject({ provider, values: [7] });
    expect(found.fallbackReason).toEqual(fallbackReason);
  });
});

it('several models at the same time, on a graphics card and beside it, each give their own', async () => {
  const ways = await Promise.all([
    corpus.call('way', 'onnx', []),
    corpus.call('way', 'graph', []),
    corpus.call('way', 'onnx', ['webgpu']),
    corpus.call('way', 'layers', ['webgpu']),
    corpus.call('way', 'layers', []),
  ]);
  expect(ways.map(({ provider, values }) => [provider, values])).toEqual([
    ['webgpu', [7]],
    ['webgpu', [19, 32, 45]],
    ['wasm', [7]],
    ['wasm', [3, 0]],
    ['webgpu', [3, 0]],
  ]);
});

it('a run in a page that sleeps longer than silence is borne is there when it wakes', async () => {
  const session = await corpus.page.context().newCDPSession(corpus.page);
  const workers = await corpus.call('workers');
  const answer = corpus.call('answer', 'turning');
  await expect.poll(() => corpus.call('workers')).toBe(workers + 1);
  // The page alone is stopped, as a browser stops a tab that nobody looks at; its Worker goes on.
  await session.send('Debugger.enable');
  await session.send('Debugger.pause');
  await new Promise((resolve) => setTimeout(resolve, BORNE_MS + 1000));
  await session.send('Debugger.resume');
  const { values, longest } = await answer;
  expect(longest).toBeGreaterThan(BORNE_MS);
  // An odd number of turns.
  expect(values).toEqual([[-7]]);
});
