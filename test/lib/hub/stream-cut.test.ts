// Every way a call that is paid first can be cut off, and what binds its output afterwards: nothing is paid twice or lost.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { createChain } from '../../../src/lib/chain/chain.ts';
import { InferError } from '../../../src/lib/infer/errors.ts';
import { isAbort, provenBy, type Hub, type Receipt, type Wallet } from '../../../src/lib/index.ts';
import { lettersAnswer, type LetterFaults } from '../../streaming-engine.ts';
import { broken, createStreamWorld, declining, PRICE, PROMPT, type StreamWorld } from './stream-world.ts';

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

describe('an answer that is cut off', () => {
  const cut = () => new InferError('infer/device-lost', 'The device went away', { retryable: true });

  it('leaves a valid receipt, and is made again from its beginning for nothing', async () => {
    const before = await funds();
    let unbound: Receipt | undefined;
    let id = '';
    let paidGas = 0n;
    let text = '';
    faults.afterPiece = (letters) => {
      if (letters >= 20) throw cut();
    };
    const attempt = read(hub, {
      onText: (piece) => (text += piece),
      onPaid: (paid) => ({ receipt: unbound, id, gas: paidGas } = paid),
    });
    await expect(attempt).rejects.toMatchObject({
      code: 'hub/stream-interrupted',
      retryable: true,
      details: { reason: 'infer/device-lost' },
    });
    await expect(attempt).rejects.toMatchObject({ details: { call: id } });
    expect(text).toBe(lettersAnswer(PROMPT).slice(0, 20));
    await expect(hub.verifyReceipt(unbound!)).resolves.toBeUndefined();
    expect(provenBy(unbound!)).toBe('input');

    faults.afterPiece = undefined;
    const page = openPage();
    expect(await page.pendingCalls()).toMatchObject([
      { id, model: world.models.model, paidFirst: true, answered: false, price: PRICE },
    ]);
    text = '';
    const answer = await page.resumeStream(id, { onText: (piece) => (text += piece) });
    expect(text).toBe(lettersAnswer(PROMPT));
    expect(answer.receipt).toEqual(unbound);
    const after = await funds();
    expect(after.author - before.author).toBe(PRICE);
    expect(before.caller - after.caller).toBe(PRICE + paidGas);
    await page.verifyReceipt((await answer.bind(wallet)).receipt);
    expect(await page.pendingCalls()).toEqual([]);
  });

  it.each(['before', 'after'] as const)(
    'by a tab closed %s the payment arrived is made good',
    async (when) => {
      const before = await funds();
      let id = '';
      const closing = openPage(broken(when));
      const attempt = read(closing, { onSigned: (signed) => (id = signed) });
      await expect(attempt).rejects.toMatchObject({ code: 'chain/unreachable' });

      const page = openPage();
      expect(await page.pendingCalls()).toMatchObject([{ id, answered: false }]);
      let receipt: Receipt | undefined;
      const answer = await page.resumeStream(id, { onPaid: (paid) => (receipt = paid.receipt) });
      expect(answer.outputs['text']!.data).toEqual([lettersAnswer(PROMPT)]);
      expect(answer.receipt).toEqual(receipt);
      expect((await funds()).author - before.author).toBe(PRICE);
    },
  );

  it('by giving up half-way stays pending', async () => {
    const controller = new AbortController();
    const attempt = read(hub, { signal: controller.signal, onText: () => controller.abort() });
    await expect(attempt).rejects.toSatisfy(isAbort);
    const [pending] = await hub.pendingCalls();
    const answer = await hub.resumeStream(pending!.id);
    expect(answer.outputs['text']!.data).toEqual([lettersAnswer(PROMPT)]);
  });

  it('is no business of calls that are paid afterwards', async () => {
    const controller = new AbortController();
    await read(hub, { signal: controller.signal, onText: () => controller.abort() }).catch(() => undefined);
    const [pending] = await hub.pendingCalls();
    await expect(hub.recover(pending!.id)).rejects.toMatchObject({ code: 'hub/no-pending-call' });
    await expect(hub.bindOutputs([pending!.id], wallet)).rejects.toMatchObject({
      code: 'hub/nothing-to-bind',
    });
  });

  it('whose payment can no longer take effect is forgotten, and nothing was paid', async () => {
    const closing = openPage(broken('before'));
    await read(closing).catch(() => undefined);
    const [pending] = await hub.pendingCalls();
    await world.change({ kind: 'price', price: PRICE + 1n });
    const counted = await calls();
    await expect(hub.resumeStream(pending!.id)).rejects.toMatchObject({ code: 'pay/price-changed' });
    await world.change({ kind: 'price', price: PRICE });
    expect(await calls()).toBe(counted);
    expect(await hub.pendingCalls()).toEqual([]);
  });
});

describe('binding', () => {
  it('may wait for another visit', async () => {
    const { answer } = await read(hub);
    const page = openPage();
    expect(await page.pendingCalls()).toMatchObject([{ id: answer.id, answered: true }]);
    await expect(page.resumeStream(answer.id)).rejects.toMatchObject({ code: 'hub/no-pending-call' });
    const { receipts } = await page.bindOutputs([answer.id], wallet);
    await expect(page.verifyReceipt(receipts[0]!)).resolves.toBeUndefined();
    expect(await page.pendingCalls()).toEqual([]);
  });

  it.each(['before', 'after'] as const)('that was cut off %s it arrived is finished, once', async (when) => {
    // The payment passes, the binding does not.
    const { answer } = await read(openPage(broken(when, 1)));
    await expect(answer.bind(wallet)).rejects.toMatchObject({ code: 'chain/unreachable' });
    const page = openPage();
    let signatures = 0;
    const counting: Wallet = {
      address: wallet.address,
      signTransaction: (bytes, options) => ((signatures += 1), wallet.signTransaction(bytes, options)),
    };
    const { receipts } = await page.bindOutputs([answer.id], counting);
    expect(signatures).toBe(0);
    await expect(page.verifyReceipt(receipts[0]!)).resolves.toBeUndefined();
    expect(await page.pendingCalls()).toEqual([]);
  });

  it('happens once: asked twice at the same time, again afterwards, or from another tab', async () => {
    const { answer } = await read(hub);
    const tab = openPage();
    const [first, second] = await Promise.all([answer.bind(wallet), answer.bind(wallet)]);
    expect(second).toBe(first);
    expect(await answer.bind(wallet)).toBe(first);
    await expect(tab.bindOutputs([answer.id], wallet)).rejects.toMatchObject({ code: 'hub/no-pending-call' });

    const { answer: next } = await read(hub);
    const kept = createMemoryStore();
    for (const key of await drafts.keys()) await kept.set(key, await drafts.get(key));
    await next.bind(wallet);
    drafts = kept;
    const late = openPage();
    await expect(late.bindOutputs([next.id], wallet)).rejects.toMatchObject({ code: 'pay/already-bound' });
    expect(await late.pendingCalls()).toEqual([]);
  });

  it('is for the payer alone: refused here, and by the network itself', async () => {
    const { answer } = await read(hub);
    await expect(answer.bind(world.other.wallet)).rejects.toMatchObject({ code: 'pay/other-wallet' });
    const chain = createChain(world.network.config);
    const [call] = await chain.openCallsOf(wallet.address);
    const request = [{ call: call!, commitment: new Uint8Array(32) }];
    const forced = async () =>
      chain.submitBinding(await chain.signBinding(world.other.wallet, request, {}), {});
    await expect(forced()).rejects.toMatchObject({ code: expect.stringMatching(/^chain\//) });
    expect(await chain.openCallOwner(call!)).toBe(wallet.address);
    await answer.bind(wallet);
  });

  it('can be declined and done later', async () => {
    const { answer } = await read(hub);
    await expect(answer.bind(declining(wallet))).rejects.toMatchObject({ code: 'pay/declined' });
    expect(await hub.pendingCalls()).toMatchObject([{ id: answer.id, answered: true }]);
    await hub.verifyReceipt((await answer.bind(wallet)).receipt);
  });
});

describe('an answer that was not bound', () => {
  it('is bound along with the next payment, at no signature of its own', async () => {
    const { answer: first } = await read(hub, {}, world.models.free);
    const before = await funds();
    let signatures = 0;
    const receipts: Receipt[] = [];
    const page = openPage();
    const { answer: second } = await read(page, {
      wallet: {
        address: wallet.address,
        signTransaction: (bytes, options) => ((signatures += 1), wallet.signTransaction(bytes, options)),
      },
      onBound: (bound) => receipts.push(...bound),
    });
    expect(signatures).toBe(1);
    expect(receipts.map(({ model: of }) => of)).toEqual([world.models.free]);
    for (const receipt of receipts) await page.verifyReceipt(receipt);
    expect(provenBy(receipts[0]!)).toBe('output');
    const after = await funds();
    expect(after.author - before.author).toBe(PRICE);
    expect(before.caller - after.caller).toBe(PRICE + second.gas);
    expect(await page.pendingCalls()).toMatchObject([{ id: second.id, answered: true }]);
    await expect(first.bind(wallet)).rejects.toMatchObject({ code: 'pay/already-bound' });
  });

  it.each(['before', 'after'] as const)(
    'is not lost with a payment that was cut off %s it arrived',
    async (when) => {
      const { answer: first } = await read(hub);
      await read(openPage(broken(when))).catch(() => undefined);
      const page = openPage();
      const [second] = (await page.pendingCalls()).filter(({ answered }) => !answered);
      const { receipts } = await page.bindOutputs([first.id], wallet);
      await page.verifyReceipt(receipts[0]!);
      // The binding was in the payment: to finish the one is to finish the other.
      const paid = (await funds()).author;
      await page.resumeStream(second!.id);
      expect((await funds()).author).toBe(paid);
    },
  );

  it('of another wallet stays where it is', async () => {
    const { answer } = await read(hub);
    const bound: Receipt[] = [];
    await read(hub, { wallet: world.other.wallet, onBound: (receipts) => bound.push(...receipts) });
    expect(bound).toEqual([]);
    await expect(answer.bind(wallet)).resolves.toBeDefined();
  });

  it('never makes a payment fail: two tabs that both would bind it both pay', async () => {
    await read(hub);
    const before = await funds();
    const answers = await Promise.all([read(openPage()), read(openPage())]);
    expect(answers.map(({ text }) => text)).toEqual([lettersAnswer(PROMPT), lettersAnswer(PROMPT)]);
    expect((await funds()).author - before.author).toBe(2n * PRICE);
  });

  it('is bound together with others, by one signature', async () => {
    const stores = [createMemoryStore(), createMemoryStore()];
    const ids: string[] = [];
    for (const store of stores) {
      drafts = store;
      ids.push((await read(openPage())).answer.id);
    }
    const [one, two] = stores as [typeof drafts, typeof drafts];
    for (const key of await two.keys()) await one.set(key, await two.get(key));
    drafts = one;
    const page = openPage();
    const { receipts, gas } = await page.bindOutputs(ids, wallet);
    expect(new Set(receipts.map(({ bound }) => bound!.digest)).size).toBe(1);
    for (const receipt of receipts) await page.verifyReceipt(receipt);
    expect(gas).toBeLessThan(0n);
    expect(await page.pendingCalls()).toEqual([]);
  });
});

describe('giving a call up', () => {
  it('brings its storage back; it stays paid, and its receipt holds', async () => {
    const { answer } = await read(hub);
    const before = await funds();
    const gas = await hub.giveUpCall(answer.id, wallet);
    expect(gas).toBeLessThan(0n);
    const after = await funds();
    expect(before.caller - after.caller).toBe(gas);
    expect(after.author).toBe(before.author);
    expect(await hub.pendingCalls()).toEqual([]);
    await expect(hub.verifyReceipt(answer.receipt)).resolves.toBeUndefined();
    await expect(answer.bind(wallet)).rejects.toMatchObject({ code: 'pay/already-bound' });
  });

  it('does not send a payment that was signed and never sent', async () => {
    const before = await funds();
    await read(openPage(broken('before'))).catch(() => undefined);
    const [pending] = await hub.pendingCalls();
    expect(await hub.giveUpCall(pending!.id, wallet)).toBe(0n);
    expect(await hub.pendingCalls()).toEqual([]);
    expect(await funds()).toEqual(before);
  });

  it('is for the payer alone', async () => {
    const { answer } = await read(hub);
    await expect(hub.giveUpCall(answer.id, world.other.wallet)).rejects.toMatchObject({
      code: 'pay/other-wallet',
    });
    expect(await hub.pendingCalls()).toMatchObject([{ id: answer.id }]);
  });
});
