// Calls that are paid before they run, end to end on the local network: money to the unit, the order of things, receipts.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import {
  isAbort,
  provenBy,
  type CallProgress,
  type Hub,
  type Receipt,
  type Wallet,
} from '../../../src/lib/index.ts';
import { tinyInputs } from '../../draft.ts';
import { lettersAnswer, lettersInputs, type LetterFaults } from '../../streaming-engine.ts';
import { createStreamWorld, declining, PRICE, PROMPT, type StreamWorld } from './stream-world.ts';

let world: StreamWorld;
let wallet: Wallet;
let faults: LetterFaults;
let drafts: ReturnType<typeof createMemoryStore>;
let hub: Hub;

beforeAll(async () => {
  world = await createStreamWorld();
  ({ wallet } = world);
});
afterAll(() => world?.close());

beforeEach(() => {
  faults = { runs: 0 };
  drafts = createMemoryStore();
  hub = openPage();
});

const openPage = (fetching?: typeof fetch) => world.openPage(faults, drafts, fetching);
const read: StreamWorld['read'] = (...given) => world.read(...given);
const funds = () => world.funds();
const calls = () => world.calls();

describe('a call that is paid first', () => {
  it('streams the answer, moves exactly the price, and binds the output for less than nothing', async () => {
    const before = await funds();
    const counted = await calls();
    const { answer, text } = await read(hub);
    expect(text).toBe(lettersAnswer(PROMPT));
    expect(answer.outputs['text']!.data).toEqual([text]);
    expect(answer.stopped).toBe(false);
    const paid = await funds();
    expect(paid.author - before.author).toBe(PRICE);
    expect(before.caller - paid.caller).toBe(PRICE + answer.gas);
    expect((await calls()) - counted).toBe(1n);

    expect(provenBy(answer.receipt)).toBe('input');
    await expect(hub.verifyReceipt(answer.receipt)).resolves.toBeUndefined();
    const { receipt, gas } = await answer.bind(wallet);
    expect(provenBy(receipt)).toBe('output');
    await expect(hub.verifyReceipt(receipt)).resolves.toBeUndefined();
    const bound = await funds();
    expect(bound.author).toBe(paid.author);
    expect(paid.caller - bound.caller).toBe(gas);
    expect(gas).toBeLessThan(0n);
    expect((await calls()) - counted).toBe(1n);
    expect(await hub.pendingCalls()).toEqual([]);
  });

  it('opens and rehearses before the wallet is asked, pays before the first letter', async () => {
    const told: string[] = [];
    const tell = (word: string) => told.at(-1) !== word && told.push(word);
    await read(hub, {
      onProgress: ({ step }: CallProgress) => tell(step),
      onSigned: () => tell('signed'),
      onPaid: () => tell('paid'),
      onText: () => tell('text'),
    });
    expect(told.filter((word) => !['check', 'download'].includes(word))).toEqual([
      'load',
      'rehearse',
      'build',
      'sign',
      'signed',
      'execute',
      'confirm',
      'paid',
      'run',
      'text',
    ]);
    expect(faults.runs).toBe(2);
  });

  it('holds the seed and the sampler in the receipt, and the same seed gives the same answer', async () => {
    const { answer, text } = await read(hub);
    const { receipt } = await answer.bind(wallet);
    const { answer: again } = await read(hub);
    const { receipt: second } = await again.bind(wallet);
    expect(answer.receipt.opening.profile).toMatchObject({ sampler: 'letters/1', seed: '7' });
    expect(again.outputs['text']!.data).toEqual([text]);
    expect(second.opening.inputHash).toBe(receipt.opening.inputHash);
    expect(second.commitment).not.toBe(receipt.commitment);
    expect(second.bound!.outputHash).toBe(receipt.bound!.outputHash);
  });

  it('of a free model is recorded and bound just so', async () => {
    const before = (await funds()).author;
    const { answer, text } = await read(hub, {}, world.models.free);
    expect(text).toBe(lettersAnswer(PROMPT));
    const { receipt } = await answer.bind(wallet);
    expect(receipt.price).toBe('0');
    await expect(hub.verifyReceipt(receipt)).resolves.toBeUndefined();
    expect((await funds()).author).toBe(before);
  });

  it('that is stopped gives what there is, and binds it as stopped', async () => {
    const stop = new AbortController();
    let text = '';
    const { answer } = await read(hub, {
      stop: stop.signal,
      onText: (piece) => {
        text += piece;
        if (text.length >= 12) stop.abort();
      },
    });
    expect(answer.stopped).toBe(true);
    expect(text).toBe(lettersAnswer(PROMPT).slice(0, 12));
    expect(answer.outputs['text']!.data).toEqual([text]);
    const { receipt } = await answer.bind(wallet);
    expect(receipt.bound!.stopped).toBe(true);
    await expect(hub.verifyReceipt(receipt)).resolves.toBeUndefined();
    const { bound } = receipt;
    await expect(
      hub.verifyReceipt({ ...receipt, bound: { ...bound!, stopped: false } }),
    ).rejects.toMatchObject({
      code: 'receipt/opening',
    });
  });
});

describe('nothing is paid', () => {
  async function costsNothing(attempt: () => Promise<unknown>, code: string) {
    const before = await funds();
    const counted = await calls();
    await expect(attempt()).rejects.toMatchObject({ code });
    expect(await funds()).toEqual(before);
    expect(await calls()).toBe(counted);
    expect(await hub.pendingCalls()).toEqual([]);
  }

  it('when the inputs do not fit, or the model cannot begin to answer them', async () => {
    const stream = (inputs: Parameters<Hub['stream']>[1]) => () =>
      hub.stream(world.models.model, inputs, { wallet });
    await costsNothing(stream({}), 'tensor/missing-input');
    await costsNothing(stream(lettersInputs('x'.repeat(65))), 'infer/run-failed');
  });

  it('when the model answers in one piece: that can be run first', async () => {
    const page = world.openPlainPage(drafts);
    await costsNothing(
      () => page.stream(world.models.whole, tinyInputs(1, 2, 3), { wallet }),
      'hub/not-streaming',
    );
  });

  it('when it is given up before the payment, at whatever step', async () => {
    const before = await funds();
    for (const at of ['load', 'rehearse', 'build', 'sign'] as const) {
      const controller = new AbortController();
      const page = openPage();
      const attempt = read(page, {
        signal: controller.signal,
        onProgress: ({ step }) => step === at && controller.abort(),
      });
      await expect(attempt).rejects.toSatisfy(isAbort);
    }
    expect(await funds()).toEqual(before);
    expect(await hub.pendingCalls()).toEqual([]);
  });

  it('when the signature is declined', async () => {
    await costsNothing(() => read(hub, { wallet: declining(wallet) }), 'pay/declined');
  });

  it('when the price is not the one agreed to, or the model is off', async () => {
    await costsNothing(() => read(hub, { price: PRICE - 1n }), 'pay/price-changed');
    const opened = await hub.open(world.models.model);
    await world.change({ kind: 'active', active: false });
    await costsNothing(() => read(hub), 'pay/inactive');
    // Switched off after it was opened: found out by the wallet's build.
    await costsNothing(() => hub.stream(opened, lettersInputs(PROMPT), { wallet }), 'pay/inactive');
    await world.change({ kind: 'active', active: true });
  });
});

describe('a receipt of a bound call', () => {
  it('that was tampered with is refused, here or on chain', async () => {
    const { answer } = await read(hub);
    const { receipt } = await answer.bind(wallet);
    const { answer: another } = await read(hub);
    const { receipt: foreign } = await another.bind(wallet);
    const bound = receipt.bound!;
    const cases: [string, Receipt][] = [
      ['receipt/opening', { ...receipt, bound: { ...bound, outputHash: '11'.repeat(32) } }],
      ['receipt/opening', { ...receipt, bound: { ...bound, profile: { ...bound.profile, seed: '8' } } }],
      // Of another call: the paid commitment is part of what is bound.
      ['receipt/opening', { ...receipt, bound: foreign.bound! }],
      ['hub/receipt-not-on-chain', { ...receipt, bound: { ...bound, digest: receipt.digest } }],
      ['hub/receipt-not-on-chain', { ...receipt, bound: { ...bound, atMs: bound.atMs + 1 } }],
      ['receipt/format', { ...receipt, bound: { ...bound, outputHash: '11' } }],
    ];
    for (const [code, forged] of cases) {
      await expect(hub.verifyReceipt(forged), code).rejects.toMatchObject({ code });
    }
  });

  it('of an ordinary call cannot be dressed up as one that was paid first', async () => {
    const page = world.openPlainPage(drafts);
    const { receipt } = await (await page.call(world.models.whole, tinyInputs(1, 2, 3))).pay(wallet);
    const { answer } = await read(hub);
    const { receipt: bound } = await answer.bind(wallet);
    await expect(hub.verifyReceipt({ ...receipt, bound: bound.bound! })).rejects.toMatchObject({
      code: 'receipt/opening',
    });
  });
});
