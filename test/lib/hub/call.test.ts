// A call end to end on the local network: money, order of things, and every way it can go wrong without loss.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publishAll, startLocalNetwork, type LocalNetwork } from '../../../start/local-network.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { createLocalEncoder } from '../../../src/lib/blobs/local-encoder.ts';
import {
  createHub,
  type CallProgress,
  type Hub,
  type OwnedModel,
  type Wallet,
} from '../../../src/lib/index.ts';
import { tinyDraft, tinyInputs } from '../../draft.ts';

type Actor = Awaited<ReturnType<LocalNetwork['author']>>;

let network: LocalNetwork;
let author: Actor;
let caller: Actor;
let model: string;

beforeAll(async () => {
  network = await startLocalNetwork();
  author = await network.author();
  caller = await network.author();
  [model] = (await publishAll(author, [tinyDraft()])) as [string];
});
afterAll(() => network?.close());

const balances = async () => ({
  author: await author.hub.balance(author.wallet.address),
  caller: await caller.hub.balance(caller.wallet.address),
});

async function owned(): Promise<OwnedModel> {
  const models = await author.hub.owned(author.wallet.address);
  return models.find(({ listing }) => listing.id === model)!;
}

function hubWith(overrides: { fetch?: typeof fetch }): Hub {
  return createHub({
    network: network.config,
    engine: createNodeEngine(),
    encoder: createLocalEncoder(),
    cache: createMemoryStore(),
    drafts: createMemoryStore(),
    ...overrides,
  });
}

describe('a paid call', () => {
  it('moves exactly the price to the author, gas aside, and reveals what the model answers', async () => {
    const before = await balances();
    const locked = await caller.hub.call(model, tinyInputs(1, -2, 0.5));
    expect(await balances()).toEqual(before);
    const { outputs, receipt, gas } = await locked.pay(caller.wallet);
    expect(Array.from(outputs['y']!.data as Float32Array)).toEqual([2, -6, 2]);
    const after = await balances();
    expect(after.author - before.author).toBe(4_000_000n);
    expect(before.caller - after.caller).toBe(4_000_000n + gas);
    await expect(caller.hub.verifyReceipt(receipt)).resolves.toBeUndefined();
  });

  it('is counted on the meter, once per payer', async () => {
    const before = await caller.hub.totals((await owned()).listing);
    const locked = await caller.hub.call(model, tinyInputs(1, 1, 1));
    await locked.pay(caller.wallet);
    const after = await caller.hub.totals((await owned()).listing);
    expect(after.calls - before.calls).toBe(1n);
    expect(after.revenue - before.revenue).toBe(4_000_000n);
    expect(after.payers).toBe(before.payers);
  });

  it('of the author by the author is counted apart', async () => {
    const before = await author.hub.totals((await owned()).listing);
    const locked = await author.hub.call(model, tinyInputs(1, 1, 1));
    await locked.pay(author.wallet);
    const after = await author.hub.totals((await owned()).listing);
    expect(after.calls).toBe(before.calls);
    expect(after.selfCalls - before.selfCalls).toBe(1n);
  });

  it('takes its weights from the cache the second time', async () => {
    const requested: string[] = [];
    const hub = hubWith({
      fetch: (input, init) => {
        requested.push(input instanceof Request ? input.url : String(input));
        return fetch(input, init);
      },
    });
    const weights = () => requested.filter((url) => url.includes('/v1/blobs/')).length;
    await (await hub.call(model, tinyInputs(1, 1, 1))).pay(caller.wallet);
    const first = weights();
    hub.unload();
    await (await hub.call(model, tinyInputs(2, 2, 2))).pay(caller.wallet);
    expect(first).toBeGreaterThan(0);
    expect(weights()).toBe(first);
  });

  it('goes through its steps in the order run, commit, sign, execute, confirm', async () => {
    const steps: CallProgress['step'][] = [];
    const onProgress = ({ step }: CallProgress) => {
      if (steps.at(-1) !== step) steps.push(step);
    };
    const locked = await caller.hub.call(model, tinyInputs(1, 1, 1), { onProgress });
    await locked.pay(caller.wallet, { onProgress });
    expect(steps.slice(-6)).toEqual(['run', 'commit', 'build', 'sign', 'execute', 'confirm']);
  });

  it('pays once however often it is asked to', async () => {
    const locked = await caller.hub.call(model, tinyInputs(1, 1, 1));
    const before = await balances();
    const [first, second] = await Promise.all([locked.pay(caller.wallet), locked.pay(caller.wallet)]);
    expect(second.receipt).toEqual(first.receipt);
    expect((await balances()).author - before.author).toBe(4_000_000n);
  });
});

describe('nothing is paid for nothing', () => {
  it('when the inputs do not fit: wrong shape, type, NaN, missing and unknown names', async () => {
    const before = await balances();
    const x = (shape: number[], values: number[]) => ({
      x: { dtype: 'float32' as const, shape, data: Float32Array.from(values) },
    });
    const cases: [string, Parameters<Hub['call']>[1]][] = [
      ['tensor/shape', x([1, 4], [1, 2, 3, 4])],
      ['tensor/length', x([1, 3], [1, 2])],
      ['tensor/not-finite', x([1, 3], [1, Number.NaN, 3])],
      ['tensor/dtype', { x: { dtype: 'int32', shape: [1, 3], data: Int32Array.of(1, 2, 3) } }],
      ['tensor/missing-input', {}],
      ['tensor/unknown-input', { ...tinyInputs(1, 2, 3), z: tinyInputs(1, 2, 3)['x']! }],
    ];
    for (const [code, inputs] of cases) {
      await expect(caller.hub.call(model, inputs)).rejects.toMatchObject({ code });
    }
    expect(await balances()).toEqual(before);
  });

  it('when the signature is declined; the output stays and can be paid for later', async () => {
    const locked = await caller.hub.call(model, tinyInputs(1, 2, 3));
    const before = await balances();
    const declining: Wallet = {
      address: caller.wallet.address,
      signTransaction: () => Promise.reject(Object.assign(new Error('no'), { code: 'wallet/declined' })),
    };
    await expect(locked.pay(declining)).rejects.toMatchObject({ code: 'pay/declined' });
    expect(await balances()).toEqual(before);
    const { outputs } = await locked.pay(caller.wallet);
    expect(Array.from(outputs['y']!.data as Float32Array)).toEqual([2, 6, 12]);
  });

  it('when the wallet is on another network', async () => {
    const locked = await caller.hub.call(model, tinyInputs(1, 2, 3));
    const elsewhere: Wallet = {
      address: caller.wallet.address,
      signTransaction: () => Promise.reject(Object.assign(new Error('no'), { code: 'wallet/wrong-network' })),
    };
    await expect(locked.pay(elsewhere)).rejects.toMatchObject({ code: 'pay/wrong-network' });
  });

  it('when the wallet cannot cover the price', async () => {
    const { Ed25519Keypair } = await import('@mysten/sui/keypairs/ed25519');
    const { keypairWallet } = await import('../../../src/agent/key.ts');
    const poor = keypairWallet(new Ed25519Keypair());
    const locked = await caller.hub.call(model, tinyInputs(1, 2, 3));
    await expect(locked.pay(poor)).rejects.toMatchObject({ code: 'pay/insufficient-funds' });
    expect((await locked.pay(caller.wallet)).outputs['y']).toBeDefined();
  });

  it('when the price changed between quote and payment; the new price applies after a requote', async () => {
    const locked = await caller.hub.call(model, tinyInputs(1, 2, 3));
    const before = await balances();
    await author.hub.update(await owned(), { kind: 'price', price: 9_000_000n }, author.wallet);
    const earned = async () => (await author.hub.totals((await owned()).listing)).revenue;
    const revenue = await earned();
    await expect(locked.pay(caller.wallet)).rejects.toMatchObject({ code: 'pay/price-changed' });
    expect((await balances()).caller).toBe(before.caller);
    expect(await earned()).toBe(revenue);
    expect(await locked.requote()).toBe(9_000_000n);
    const { receipt } = await locked.pay(caller.wallet);
    expect(receipt.price).toBe('9000000');
    expect((await earned()) - revenue).toBe(9_000_000n);
    await author.hub.update(await owned(), { kind: 'price', price: 4_000_000n }, author.wallet);
  });

  it('when the author switches the model off, before or after the run', async () => {
    const locked = await caller.hub.call(model, tinyInputs(1, 2, 3));
    await author.hub.update(await owned(), { kind: 'active', active: false }, author.wallet);
    const before = (await balances()).caller;
    await expect(locked.pay(caller.wallet)).rejects.toMatchObject({ code: 'pay/inactive' });
    await expect(caller.hub.call(model, tinyInputs(1, 2, 3))).rejects.toMatchObject({ code: 'pay/inactive' });
    expect((await balances()).caller).toBe(before);
    await author.hub.update(await owned(), { kind: 'active', active: true }, author.wallet);
    expect((await locked.pay(caller.wallet)).outputs['y']).toBeDefined();
  });

  it('when the call was dropped', async () => {
    const locked = await caller.hub.call(model, tinyInputs(1, 2, 3));
    locked.drop();
    await expect(locked.pay(caller.wallet)).rejects.toMatchObject({ code: 'pay/dropped' });
  });
});

describe('a network that fails', () => {
  it('before the payment is sent costs nothing and can be tried again', async () => {
    let down = false;
    const hub = hubWith({
      fetch: (input, init) => (down ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init)),
    });
    const locked = await hub.call(model, tinyInputs(1, 2, 3));
    const before = await balances();
    down = true;
    await expect(locked.pay(caller.wallet)).rejects.toMatchObject({ code: 'chain/unreachable' });
    down = false;
    expect((await balances()).caller).toBe(before.caller);
    await locked.pay(caller.wallet);
    expect((await balances()).author - before.author).toBe(4_000_000n);
  });

  it('after the payment is sent does not make the caller pay twice', async () => {
    let loseAnswer = false;
    const hub = hubWith({
      fetch: async (input, init) => {
        const url = input instanceof Request ? input.url : String(input);
        const response = await fetch(input, init);
        if (loseAnswer && url.includes('ExecuteTransaction')) {
          await response.arrayBuffer();
          throw new TypeError('connection reset');
        }
        return response;
      },
    });
    const locked = await hub.call(model, tinyInputs(1, 2, 3));
    const before = await balances();
    loseAnswer = true;
    await expect(locked.pay(caller.wallet)).rejects.toMatchObject({ code: 'chain/unreachable' });
    expect((await balances()).author - before.author).toBe(4_000_000n);
    loseAnswer = false;
    let signatures = 0;
    const counting: Wallet = {
      address: caller.wallet.address,
      signTransaction: (bytes, options) => ((signatures += 1), caller.wallet.signTransaction(bytes, options)),
    };
    const { outputs } = await locked.pay(counting);
    expect(Array.from(outputs['y']!.data as Float32Array)).toEqual([2, 6, 12]);
    expect(signatures).toBe(0);
    expect((await balances()).author - before.author).toBe(4_000_000n);
  });

  it('that is down altogether is said to be so', async () => {
    const hub = hubWith({ fetch: () => Promise.reject(new TypeError('fetch failed')) });
    await expect(hub.list()).rejects.toMatchObject({ code: 'chain/unreachable', retryable: true });
    await expect(hub.open(model)).rejects.toMatchObject({ code: 'chain/unreachable' });
  });
});

it('two tabs of one wallet calling at once both settle', async () => {
  const [one, two] = [hubWith({}), hubWith({})];
  const calls = await Promise.all([
    one.call(model, tinyInputs(1, 0, 0)),
    two.call(model, tinyInputs(0, 1, 0)),
  ]);
  const before = await balances();
  const unlocked = await Promise.all(calls.map((call) => call.pay(caller.wallet)));
  expect(unlocked.map(({ outputs }) => Array.from(outputs['y']!.data as Float32Array))).toEqual([
    [2, 0, 0],
    [0, 3, 0],
  ]);
  expect((await balances()).author - before.author).toBe(8_000_000n);
});

it('a free model is called and metered', async () => {
  const [free] = (await publishAll(author, [tinyDraft({ name: 'Free', price: 0n }, [1, 1, 1])])) as [string];
  const before = await balances();
  const { receipt } = await (await caller.hub.call(free, tinyInputs(1, 2, 3))).pay(caller.wallet);
  expect(receipt.price).toBe('0');
  expect((await balances()).author).toBe(before.author);
  const { totals } = await caller.hub.open(free);
  expect(totals).toMatchObject({ calls: 1n, revenue: 0n, payers: 1n });
});

describe('a receipt', () => {
  it('that was tampered with is refused, here or on chain', async () => {
    const { receipt } = await (await caller.hub.call(model, tinyInputs(1, 2, 3))).pay(caller.wallet);
    const opening = { ...receipt.opening, outputHash: '00'.repeat(32) };
    await expect(caller.hub.verifyReceipt({ ...receipt, opening })).rejects.toMatchObject({
      code: 'receipt/opening',
    });
    await expect(caller.hub.verifyReceipt({ ...receipt, price: '1' })).rejects.toMatchObject({
      code: 'hub/receipt-not-on-chain',
    });
    await expect(caller.hub.verifyReceipt({ ...receipt, network: 'mainnet' })).rejects.toMatchObject({
      code: 'hub/foreign-receipt',
    });
  });
});
