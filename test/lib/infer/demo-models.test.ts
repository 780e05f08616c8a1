// The demo models against answers known otherwise: their packages' own code, what was drawn, what was spoken.
import lande from 'lande';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { presentOutputs } from '../../../src/lib/infer/present.ts';
import type { Media } from '../../../src/lib/infer/media.ts';
import type { LoadedModel } from '../../../src/lib/infer/types.ts';
import type { PublicationDraft } from '../../../src/lib/hub/types.ts';
import { checkManifest } from '../../../src/lib/model/manifest.ts';
import { demoModels } from '../../../start/models/index.ts';
import { demoModel, inputsOf, sourceOf } from './demo.ts';

const engine = createNodeEngine();

async function answer(draft: PublicationDraft, model: LoadedModel, example: number, media?: Media) {
  const locked = await model.run(await inputsOf(draft, example, media));
  const outputs = await locked.release();
  return { outputs, shown: presentOutputs(draft.outputs, outputs) };
}

describe('every demo model', () => {
  it('declares the signature that the runtime reports, up to names of dimensions', async () => {
    for (const draft of await demoModels()) {
      const model = await engine.load(sourceOf(draft), { provider: 'wasm' });
      const plain = (infos: readonly { name: string; dtype: string; shape: readonly unknown[] }[]) =>
        infos.map(({ name, dtype, shape }) => ({
          name,
          dtype,
          shape: shape.map((n) => (typeof n === 'number' ? n : '?')),
        }));
      expect(plain(draft.inputs), draft.name).toEqual(plain(model.signature.inputs));
      expect(plain(draft.outputs), draft.name).toEqual(plain(model.signature.outputs));
      model.dispose();
    }
  });

  it('makes a valid manifest with small examples', async () => {
    for (const draft of await demoModels()) {
      const { runtime, entry, pipeline, task, license, source, card, inputs, outputs, examples, files } =
        draft;
      let offset = 0;
      const packed = files.map(({ path, data }) => {
        const file = { path, part: 0, offset, bytes: data.size, sha256: '0'.repeat(64) };
        offset += data.size;
        return file;
      });
      checkManifest({
        format: 'floe-manifest/1', runtime, entry, ...(pipeline ? { pipeline } : {}), task, license, source, card, inputs, outputs, examples,
        parts: [{ blobId: 'A'.repeat(43), bytes: offset }],
        files: packed,
      }); // prettier-ignore
      const named = (examples ?? []).flatMap(({ inputs }) =>
        Object.values(inputs).flatMap((given) => (given.kind === 'file' ? [given.path] : [])),
      );
      for (const { path, data } of files) if (named.includes(path)) expect(data.size).toBeLessThan(40_000);
    }
  });
});

describe('language detection', () => {
  let draft: PublicationDraft;
  let model: LoadedModel;
  beforeAll(async () => {
    draft = await demoModel('text-classification');
    model = await engine.load(sourceOf(draft), { provider: 'wasm' });
  });

  it.each([
    ['In che lingua è scritta questa frase?', 'Italian'],
    ['Bu cümle hangi dilde yazılmıştır?', 'Turkish'],
    ['この文は何語で書かれていますか。', 'Japanese'],
    ["C'est-à-dire: qu'est-ce que c'est?", 'French'],
  ])('%s is %s', async (text, language) => {
    const { shown } = await answer(draft, model, 0, { kind: 'text', text });
    expect(shown[0]).toMatchObject({ kind: 'labels', items: [{ label: language }, {}, {}, {}, {}] });
  });

  it("agrees with lande's own output for each of 50 languages", async () => {
    for (const text of [
      'What language is this -- really?! Well-known, e.g. 42.',
      'Якою мовою написано це?',
      'x',
      '',
    ]) {
      const { outputs } = await answer(draft, model, 0, { kind: 'text', text });
      const ours = outputs['probabilities']!.data as Float32Array;
      const theirs = new Map(lande(text));
      [...theirs.keys()]
        .sort()
        .forEach((code, index) => expect(ours[index]).toBeCloseTo(theirs.get(code)!, 4));
    }
  });
});

describe('reading a line', () => {
  it.each([
    [0, 'Pay the author, not a platform'],
    [1, 'Invoice 2026-1187'],
  ])('example %i reads as drawn', async (example, drawn) => {
    const draft = await demoModel('image-to-text');
    const model = await engine.load(sourceOf(draft), { provider: 'wasm' });
    const { shown } = await answer(draft, model, example);
    expect(shown).toEqual([
      {
        name: 'softmax_11.tmp_0',
        label: 'Text',
        secondary: false,
        kind: 'text',
        text: drawn,
        confidence: expect.any(Number),
      },
    ]);
    expect((shown[0] as { confidence: number }).confidence).toBeGreaterThan(0.9);
    model.dispose();
  });
});

describe('finding text', () => {
  it('is bright on the three drawn lines and dark between them', async () => {
    const draft = await demoModel('image-segmentation');
    const model = await engine.load(sourceOf(draft), { provider: 'wasm' });
    const { shown } = await answer(draft, model, 0);
    const map = shown[0]!;
    if (map.kind !== 'heatmap') throw new Error(map.kind);
    expect([map.width, map.height]).toEqual([480, 320]);
    const at = (x: number, y: number) => map.values[y * map.width + x]!;
    const brightest = (x0: number, x1: number, y0: number, y1: number) => {
      let best = 0;
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) best = Math.max(best, at(x, y));
      return best;
    };
    expect(brightest(100, 320, 60, 76)).toBeGreaterThan(0.8);
    expect(brightest(100, 280, 155, 170)).toBeGreaterThan(0.8);
    expect(brightest(270, 350, 245, 260)).toBeGreaterThan(0.8);
    expect(brightest(0, 480, 110, 130)).toBeLessThan(0.3);
    expect(brightest(0, 200, 230, 310)).toBeLessThan(0.3);
    model.dispose();
  });
});

describe('hearing speech', () => {
  it('tells a voice from a tone and from silence', async () => {
    const draft = await demoModel('audio-classification');
    const model = await engine.load(sourceOf(draft), { provider: 'wasm' });
    const score = async (example: number, media?: Media) => {
      const { shown } = await answer(draft, model, example, media);
      if (shown[0]?.kind !== 'labels') throw new Error('no labels');
      expect(shown[1]).toMatchObject({ name: 'stateN', kind: 'tensor', secondary: true });
      return shown[0].items[0]!.score;
    };
    expect(await score(0)).toBeGreaterThan(0.5);
    expect(await score(1)).toBeLessThan(0.1);
    const silence = { samples: new Float32Array(16_000), sampleRate: 16_000 };
    expect(await score(0, { kind: 'audio', recording: silence })).toBeLessThan(0.1);
  });
});
