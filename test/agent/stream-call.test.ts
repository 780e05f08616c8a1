// An answer seen through without anybody to ask: gone on with where it was cut off, told once, paid once, bound.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { streamCall } from '../../src/agent/stream-call.ts';
import { createMemoryStore } from '../../src/lib/blobs/stores.ts';
import { InferError } from '../../src/lib/infer/errors.ts';
import { provenBy, type Hub } from '../../src/lib/index.ts';
import {
  broken,
  createStreamWorld,
  declining,
  PRICE,
  PROMPT,
  type StreamWorld,
} from '../lib/hub/stream-world.ts';
import { lettersAnswer, lettersInputs, type LetterFaults } from '../streaming-engine.ts';

let world: StreamWorld;
let faults: LetterFaults;
let drafts: ReturnType<typeof createMemoryStore>;

beforeAll(async () => {
  world = await createStreamWorld();
});
afterAll(() => world?.close());
beforeEach(() => {
  faults = { runs: 0 };
  drafts = createMemoryStore();
});

async function seeThrough(page: Hub, options: Partial<Parameters<typeof streamCall>[3]> = {}) {
  let text = '';
  let paid = 0n;
  const model = await page.open(world.models.model);
  const through = await streamCall(page, model, lettersInputs(PROMPT), {
    wallet: world.wallet,
    onText: (piece) => (text += piece),
    onProgress: () => {},
    onPaid: (amount) => (paid = amount),
    ...options,
  });
  return { ...through, text, paid };
}

describe('a streamed call without a person', () => {
  it('is paid, told, bound, and costs what it says', async () => {
    const before = await world.funds();
    const page = world.openPage(faults, drafts);
    const { text, receipt, gas, unbound, paid, answer } = await seeThrough(page);
    expect(text).toBe(lettersAnswer(PROMPT));
    expect(unbound).toBeUndefined();
    expect(provenBy(receipt)).toBe('output');
    await page.verifyReceipt(receipt);
    const after = await world.funds();
    expect(after.author - before.author).toBe(PRICE);
    expect(before.caller - after.caller).toBe(PRICE + gas);
    expect(paid).toBe(PRICE + answer.gas);
    expect(await page.pendingCalls()).toEqual([]);
  });

  it('goes on where the engine failed, and tells nothing twice', async () => {
    const before = (await world.funds()).author;
    let failures = 2;
    faults.afterPiece = (letters) => {
      if (letters >= 16 && failures-- > 0)
        throw new InferError('infer/worker-died', 'It died', { retryable: true });
    };
    const { text, receipt } = await seeThrough(world.openPage(faults, drafts));
    expect(text).toBe(lettersAnswer(PROMPT));
    expect(provenBy(receipt)).toBe('output');
    expect((await world.funds()).author - before).toBe(PRICE);
  });

  it('gives up when it goes on failing: the call stays, and is not paid again', async () => {
    const before = (await world.funds()).author;
    faults.afterPiece = () => {
      throw new InferError('infer/worker-died', 'It died', { retryable: true });
    };
    const page = world.openPage(faults, drafts);
    await expect(seeThrough(page)).rejects.toMatchObject({ code: 'hub/stream-interrupted' });
    expect((await world.funds()).author - before).toBe(PRICE);
    expect(await page.pendingCalls()).toMatchObject([{ answered: false }]);
  });

  it('keeps an answer whose binding did not come about', async () => {
    // The payment passes; whatever is executed after it does not.
    const page = world.openPage(faults, drafts, broken('before', 1));
    const { text, receipt, unbound } = await seeThrough(page);
    expect(text).toBe(lettersAnswer(PROMPT));
    expect(unbound).toBeDefined();
    expect(provenBy(receipt)).toBe('input');
    expect(await page.pendingCalls()).toMatchObject([{ answered: true }]);
  });

  it('ends early where it is told to', async () => {
    const stop = new AbortController();
    const { text, answer } = await seeThrough(world.openPage(faults, drafts), {
      stop: stop.signal,
      onProgress: ({ step }) => step === 'run' && stop.abort(),
    });
    expect(answer.stopped).toBe(true);
    expect(text).toBe(lettersAnswer(PROMPT).slice(0, 4));
    expect(answer.outputs['text']!.data).toEqual([text]);
  });

  it('pays nothing where the key does not sign', async () => {
    const before = await world.funds();
    const page = world.openPage(faults, drafts);
    await expect(seeThrough(page, { wallet: declining(world.wallet) })).rejects.toMatchObject({
      code: 'pay/declined',
    });
    expect(await world.funds()).toEqual(before);
  });
});
