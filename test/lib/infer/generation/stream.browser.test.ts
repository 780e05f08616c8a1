// The pipeline in a real Chromium, in the engine's own Worker: on the processor and on WebGPU, where keys and values stay
// in the graphics card's memory.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../../../bench/stream-page/main.ts';
import { openStreamPage, type StreamPage } from '../../../bench/stream-page/open.ts';
import { answerOf, asked, openAusten } from './austen.ts';

const PROMPT = 'It is a truth universally acknowledged, that';
const greedy = (count: number): Asked => ({ prompt: PROMPT, count, temperature: 0, topK: 0 });

let page: StreamPage;
beforeAll(async () => {
  page = await openStreamPage();
});
afterAll(() => page?.close());

describe.each(['wasm', 'webgpu'] as const)('on %s', (provider) => {
  const count = provider === 'wasm' ? 60 : 16;
  beforeAll(async () => {
    expect(await page.open(provider)).toEqual({ provider, sampler: 'floe-sampler/1', streams: true });
  });

  it('gives the tokens that a plain loop over the runtime gives, and that Node gives', async () => {
    const ours = await page.ours(greedy(count));
    expect(ours.tokens).toEqual((await page.plain(greedy(count))).tokens);
    const node = await openAusten({ stop: [] });
    expect(ours.tokens).toEqual((await answerOf(node, asked(PROMPT, { maxNewTokens: count }))).tokens);
    await node.dispose();
  });

  it('tells the text piece by piece, and the pieces are the text', async () => {
    const { text, pieces, tokens } = await page.ours({ ...greedy(count), temperature: 0.7, topK: 40 });
    expect(pieces.join('')).toBe(text);
    expect(page.decode(tokens)).toBe(text);
  });

  it('ends soon after it is told to, with what there is, and answers again', async () => {
    const whole = await page.ours(greedy(count));
    // A fast machine may have written it all before the word to stop has come.
    let cut = await page.ours(greedy(240), 1);
    while (!cut.stopped) cut = await page.ours(greedy(240), 1);
    expect(cut.tokens.length).toBeLessThan(240);
    expect(cut.text).toBe(cut.pieces.join(''));
    const both = Math.min(cut.tokens.length, count);
    expect(cut.tokens.slice(0, both)).toEqual(whole.tokens.slice(0, both));
    expect((await page.ours(greedy(count))).tokens).toEqual(whole.tokens);
  });
});
