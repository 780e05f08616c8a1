// The corpus of hostile models in the page's own engine, in a real Chromium: each in a Worker of its own, which is ended
// when nothing comes of it. The page goes on turning, and a good model runs afterwards.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE, HOSTILE_TFJS, runtimeOf, type HostileCase } from '../../corpus/hostile.ts';
import { openCorpusPage, type CorpusPage } from '../../corpus/open-page.ts';
import { base64, toWire } from '../../corpus/wire.ts';

/** Far longer than any pause for garbage on a busy machine, far shorter than what these models take. */
const FROZEN_MS = 2000;
/**
 * Of those that get as far as the runtime, one of each kind: every one of them begins a Worker and compiles the runtime
 * there. In Node all of them are run.
 */
const IN_RUNTIME = [
  'two-graphs', 'opset-999', 'control', 'cycle', 'twin-inputs', 'nested-10', 'markup-name', 'function-10^3', 'zeros-4g',
  'zeros-2^62', 'expand-fed', 'tile-fed', 'weight-type-77', 'loop-1000', 'loop-forever', 'nan',
  'div-trap', 'gather-outside', 'conv-no-group', 'regex', 'scan-lengths', 'doubling-40', 'scan-grow', 'matmul-huge',
  'tfjs-control', 'tfjs-fill', 'tfjs-wrong-shape', 'tfjs-proto', 'tfjs-endless', 'tfjs-layer', 'tfjs-layer-cycle',
]; // prettier-ignore
/** Only larger than another of its kind, or so large that to hand them to the page is what takes long. */
const LEFT_OUT = ['nodes-300k', 'tfjs-100mb', 'tfjs-million-weights', 'tfjs-many-nodes'];

const CASES = [...HOSTILE, ...HOSTILE_TFJS].filter(
  ({ name, expected }) =>
    (IN_RUNTIME.includes(name) || (typeof expected !== 'string' && 'header' in expected)) &&
    !LEFT_OUT.includes(name),
);

let corpus: CorpusPage;
beforeAll(async () => {
  corpus = await openCorpusPage();
  for (const hostile of CASES) corpus.offer(hostile.name, () => jobOf(hostile));
});
afterAll(() => corpus?.close());

function jobOf(hostile: HostileCase) {
  const { make, beside, inputs } = hostile;
  const runtime = runtimeOf(hostile);
  const entry = { onnx: 'model.onnx', tfjs: 'model.json' }[runtime];
  const others = Object.entries(beside ?? {}).map(([path, bytes]) => [path, base64(new Uint8Array(bytes))]);
  return {
    runtime,
    entry,
    files: [[entry, base64(make())], ...others] as [string, string][],
    ...(inputs ? { inputs: toWire(inputs) } : {}),
  };
}

function codeOf(expected: HostileCase['expected']): string {
  if (typeof expected === 'string') return expected;
  return 'neverEnds' in expected ? 'infer/timed-out' : Object.values(expected)[0]!;
}

describe('in the page', () => {
  it('forty and more are tried', () => expect(CASES.length).toBeGreaterThanOrEqual(40));

  it.each(CASES.map((hostile) => [`${hostile.name}: ${hostile.why}`, hostile] as const))(
    '%s',
    async (_, { name, expected }) => {
      const neverEnds = typeof expected !== 'string' && 'neverEnds' in expected;
      const { code, turns, longest } = await corpus.call('hostile', name, neverEnds);
      expect(code).toBe(codeOf(expected));
      expect(longest).toBeLessThan(FROZEN_MS);
      if (neverEnds) expect(turns).toBeGreaterThan(100);
    },
  );

  it('a good model runs after them all, and the page has nothing to complain of', async () => {
    expect(await corpus.call('hostile', 'control', false)).toMatchObject({ code: 'runs' });
    expect(await corpus.call('hostile', 'tfjs-control', false)).toMatchObject({ code: 'runs' });
    expect(corpus.complaints).toEqual([]);
  });
});
