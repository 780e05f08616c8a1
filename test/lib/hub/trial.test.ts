// A model runs before it is published, and its fees are known before anything is signed.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startLocalNetwork, type LocalNetwork } from '../../../start/local-network.ts';
import { tinyDraft, tinyInputs } from '../../draft.ts';

type Author = Awaited<ReturnType<LocalNetwork['author']>>;
let network: LocalNetwork;
let author: Author;

beforeAll(async () => {
  network = await startLocalNetwork();
  author = await network.author();
}, 120_000);
afterAll(() => network.close());

describe('a trial', () => {
  test('answers what the model computes; nothing is spent, stored or listed', async () => {
    const { hub, wallet } = author;
    const before = await hub.balance(wallet.address);
    const steps: string[] = [];
    const trial = await hub.tryDraft(tinyDraft(), tinyInputs(1, 10, 100), {
      onProgress: (step) => steps.push(step),
    });
    expect(trial.outputs['y']!.data).toEqual(Float32Array.of(2, 30, 400));
    expect(steps).toEqual(['load', 'run']);
    expect(trial.timings.load).toBeGreaterThan(0);
    expect(await hub.balance(wallet.address)).toBe(before);
    expect(await hub.publications()).toEqual([]);
    expect((await hub.list()).items).toEqual([]);
  });

  test('of the same files needs no second load; of other files it is the other model that runs', async () => {
    const { hub } = author;
    const draft = tinyDraft();
    await hub.tryDraft(draft, tinyInputs(1, 1, 1));
    const again = await hub.tryDraft({ ...draft, entry: 'tiny.onnx' }, tinyInputs(2, 2, 2));
    expect(again.timings.load).toBeUndefined();
    expect(again.outputs['y']!.data).toEqual(Float32Array.of(4, 6, 8));
    const other = await hub.tryDraft(tinyDraft({}, [5, 5, 5]), tinyInputs(1, 1, 1));
    expect(other.timings.load).toBeGreaterThan(0);
    expect(other.outputs['y']!.data).toEqual(Float32Array.of(5, 5, 5));
    hub.endTrial();
    expect((await hub.tryDraft(draft, tinyInputs(1, 1, 1))).timings.load).toBeGreaterThan(0);
  });

  test('refuses inputs that do not fit, and files that are no model', async () => {
    const { hub } = author;
    await expect(hub.tryDraft(tinyDraft(), {})).rejects.toMatchObject({ code: 'tensor/missing-input' });
    const broken = tinyDraft({ files: [{ path: 'tiny.onnx', data: new Blob(['no']) }] });
    await expect(hub.tryDraft(broken, tinyInputs(1, 2, 3))).rejects.toMatchObject({ name: 'InferError' });
  });
});

describe('fees', () => {
  test('of publishing and calling come near what is then charged', async () => {
    const { hub, wallet } = author;
    const first = await hub.fees(wallet.address);
    expect(first.call).toBeUndefined();
    const before = await hub.balance(wallet.address);
    const { id } = await hub.draft(tinyDraft({ price: 0n, shards: 4 }));
    const { model } = await hub.publish(id, wallet);
    const paid = before - (await hub.balance(wallet.address));
    // Certifying cannot be simulated; what the texts take is a sample's.
    expect(Number(first.publish) / Number(paid)).toBeGreaterThan(0.92);
    expect(Number(first.publish) / Number(paid)).toBeLessThan(1.1);

    const { call } = await hub.fees(wallet.address);
    const { gas } = await (await hub.call(model!, tinyInputs(1, 2, 3))).pay(wallet);
    expect(Number(call) / Number(gas)).toBeCloseTo(1, 1);
  });

  test('are unknown to a wallet that holds nothing', async () => {
    const nobody = `0x${'7'.repeat(64)}`;
    expect(await author.hub.fees(nobody)).toEqual({ publish: undefined, call: undefined });
  });
});
