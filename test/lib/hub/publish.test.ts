// Publishing end to end on the local network: two signatures, exact cost, and a cut at every step taken up again.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalNetwork, type LocalNetwork } from '../../../start/local-network.ts';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { createLocalEncoder } from '../../../src/lib/blobs/local-encoder.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { createHub, type Hub, type PublishStep, type Wallet } from '../../../src/lib/index.ts';
import { tinyDraft, tinyInputs } from '../../draft.ts';
import { tinyModel } from '../../tiny-onnx.ts';

let network: LocalNetwork;
let wallet: Wallet;
let signatures = 0;

beforeAll(async () => {
  network = await startLocalNetwork();
  const author = await network.author();
  wallet = {
    address: author.wallet.address,
    signTransaction(bytes, options) {
      signatures += 1;
      return author.wallet.signTransaction(bytes, options);
    },
  };
});
afterAll(() => network?.close());

/** A page after a reload: nothing survives but the stores. */
function reload(drafts = createMemoryStore(), fetching: typeof fetch = fetch): Hub {
  return createHub({
    network: network.config,
    engine: createNodeEngine(),
    encoder: createLocalEncoder(),
    cache: createMemoryStore(),
    drafts,
    fetch: fetching,
  });
}

const wal = (hub: Hub) => hub.balance(wallet.address, network.config.wal);

describe('a publication', () => {
  it('takes two signatures, costs the WAL it said, and can be called', async () => {
    const hub = reload();
    const before = await wal(hub);
    signatures = 0;
    const { id } = await hub.draft(tinyDraft({}, [5, 6, 7]));
    const { model, version, step } = await hub.publish(id, wallet);
    expect({ version, step, signatures }).toEqual({ version: 1, step: 'done', signatures: 2 });
    const opened = await hub.open(model!);
    const sizes = [opened.version.bytes, (await manifestBytes(opened.version.manifestBlobId)).byteLength];
    const quote = await hub.storageQuote(sizes, 5);
    expect(before - (await wal(hub))).toBe(quote.wal);
    expect(opened.listing).toMatchObject({
      name: 'Scale',
      license: 'mit',
      tags: ['numbers', 'three'],
      sealed: false,
      price: 4_000_000n,
      author: wallet.address,
      head: 1,
    });
    const { outputs } = await (await hub.call(model!, tinyInputs(1, 1, 1))).pay(wallet);
    expect(Array.from(outputs['y']!.data as Float32Array)).toEqual([5, 6, 7]);
  });

  it.each(['register', 'upload', 'list'] as PublishStep[])(
    'cut before "%s" goes on there after a reload, signing and paying nothing twice',
    async (cutAt) => {
      const drafts = createMemoryStore();
      const before = await wal(reload());
      signatures = 0;
      const weights = [10 + cutAt.length, 1, cutAt.charCodeAt(0)];
      const { id } = await reload(drafts).draft(tinyDraft({ name: `Cut at ${cutAt}` }, weights));
      const cut = new AbortController();
      const first = reload(drafts).publish(id, wallet, {
        signal: cut.signal,
        onProgress: ({ step }) => step === cutAt && cut.abort(),
      });
      await expect(first).rejects.toMatchObject({ name: 'AbortError' });
      const [unfinished] = await reload(drafts).publications();
      expect(unfinished!.step).toBe(cutAt);
      const { model, step } = await reload(drafts).publish(id, wallet);
      expect({ step, signatures }).toEqual({ step: 'done', signatures: 2 });
      const opened = await reload().open(model!);
      const sizes = [opened.version.bytes, (await manifestBytes(opened.version.manifestBlobId)).byteLength];
      expect(before - (await wal(reload()))).toBe((await reload().storageQuote(sizes, 5)).wal);
    },
  );

  it('whose transaction went through but whose answer was lost is not listed twice', async () => {
    const drafts = createMemoryStore();
    const listed = async () => (await reload().list({ limit: 100 })).items.length;
    const before = await listed();
    let executions = 0;
    const losing: typeof fetch = async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const response = await fetch(input, init);
      if (!url.includes('ExecuteTransaction')) return response;
      executions += 1;
      if (executions !== 2) return response;
      await response.arrayBuffer();
      throw new TypeError('connection reset');
    };
    signatures = 0;
    const { id } = await reload(drafts).draft(tinyDraft({ name: 'Lost answer' }, [8, 8, 8]));
    await expect(reload(drafts, losing).publish(id, wallet)).rejects.toMatchObject({
      code: 'chain/unreachable',
    });
    await reload(drafts).publish(id, wallet);
    expect({ signatures, more: (await listed()) - before }).toEqual({ signatures: 2, more: 1 });
  });

  it('declined at a signature stays where it was', async () => {
    const drafts = createMemoryStore();
    const { id } = await reload(drafts).draft(tinyDraft({ name: 'Declined' }, [9, 9, 9]));
    const declining: Wallet = {
      address: wallet.address,
      signTransaction: () => Promise.reject(Object.assign(new Error('no'), { code: 'wallet/declined' })),
    };
    await expect(reload(drafts).publish(id, declining)).rejects.toMatchObject({ code: 'wallet/declined' });
    expect((await reload(drafts).publications())[0]).toMatchObject({ id, step: 'register' });
    await reload(drafts).discard(id);
    expect(await reload(drafts).publications()).toEqual([]);
  });

  it('of a wallet without WAL is refused before anything is signed', async () => {
    const { Ed25519Keypair } = await import('@mysten/sui/keypairs/ed25519');
    const { keypairWallet } = await import('../../../src/agent/key.ts');
    const hub = reload();
    const { id } = await hub.draft(tinyDraft({ name: 'Poor' }, [3, 3, 3]));
    const poor = keypairWallet(new Ed25519Keypair());
    await expect(hub.publish(id, poor)).rejects.toMatchObject({ code: 'blobs/insufficient-wal' });
  });

  it('begun by one wallet is not finished by another', async () => {
    const drafts = createMemoryStore();
    const { id } = await reload(drafts).draft(tinyDraft({ name: 'Mine' }, [4, 5, 6]));
    const cut = new AbortController();
    const onProgress = ({ step }: { step: PublishStep }) => step === 'upload' && cut.abort();
    await reload(drafts)
      .publish(id, wallet, { signal: cut.signal, onProgress })
      .catch(() => undefined);
    const other = await network.author();
    await expect(reload(drafts).publish(id, other.wallet)).rejects.toMatchObject({
      code: 'hub/other-wallet',
    });
  });
});

describe('a draft', () => {
  it('that cannot become a listing names the field', async () => {
    const hub = reload();
    const cases: [string, Parameters<Hub['draft']>[0]][] = [
      ['name', tinyDraft({ name: ' ' })],
      ['name', tinyDraft({ name: 'n'.repeat(81) })],
      ['summary', tinyDraft({ summary: 'ä'.repeat(141) })],
      ['task', tinyDraft({ task: '' })],
      ['entry', tinyDraft({ entry: 'other.onnx' })],
      ['files', tinyDraft({ files: [{ path: 'tiny.onnx', data: new Blob([]) }] })],
      ['price', tinyDraft({ price: -1n })],
      ['epochs', tinyDraft({ epochs: 54 })],
      ['shards', tinyDraft({ shards: 17 })],
    ];
    for (const [field, draft] of cases) {
      await expect(hub.draft(draft)).rejects.toMatchObject({ code: 'hub/draft-invalid', details: { field } });
    }
  });

  it('of a model that callers could not open is refused before anything is paid', async () => {
    const hub = reload();
    const model = (bytes: Uint8Array<ArrayBuffer>) => [{ path: 'tiny.onnx', data: new Blob([bytes]) }];
    const kept = tinyModel({ externalFile: 'weights.bin' });
    const weights = { path: 'weights.bin', data: new Blob([Float32Array.of(2, 3, 4)]) };
    const cases: [string, Parameters<Hub['draft']>[0]['files']][] = [
      ['infer/not-a-model', model(new TextEncoder().encode('not a model'))],
      ['infer/truncated', model(tinyModel().slice(0, -3))],
      ['infer/unsupported-operator', model(tinyModel({ operator: 'Frobnicate' }))],
      ['infer/missing-external-data', model(kept)],
    ];
    for (const [code, files] of cases) {
      await expect(hub.draft(tinyDraft({ files }))).rejects.toMatchObject({ code });
    }
    expect(await hub.publications()).toEqual([]);
    const { id } = await hub.draft(tinyDraft({ files: [...model(kept), weights] }));
    await hub.discard(id);
  });
});

describe('an author', () => {
  it('adds a version, changes price, texts and payout, and hands the model over', async () => {
    const hub = reload();
    const { id } = await hub.draft(tinyDraft({ name: 'Life' }, [1, 2, 3]));
    const { model } = await hub.publish(id, wallet);
    const mine = async () => (await hub.owned(wallet.address)).find(({ listing }) => listing.id === model)!;

    const next = await hub.draft(tinyDraft({ name: 'Life', addTo: { model: model! } }, [3, 2, 1]));
    expect(await hub.publish(next.id, wallet)).toMatchObject({ model, version: 2 });
    const [first, second] = [await hub.open(model!, { version: 1 }), await hub.open(model!)];
    expect([first.version.number, second.version.number]).toEqual([1, 2]);
    const run = await hub.call(first, tinyInputs(1, 1, 1));
    const { outputs, receipt } = await run.pay(wallet);
    expect(receipt.version).toBe(1);
    expect(Array.from(outputs['y']!.data as Float32Array)).toEqual([1, 2, 3]);

    const texts = { name: 'New', summary: 'S', task: 'other', license: 'mit', tags: ['three'] };
    await hub.update(await mine(), { kind: 'texts', ...texts }, wallet);
    await hub.update(await mine(), { kind: 'price', price: 7n }, wallet);
    const heir = await network.author();
    await hub.update(await mine(), { kind: 'payout', payout: heir.wallet.address }, wallet);
    expect((await mine()).listing).toMatchObject({ ...texts, price: 7n, payout: heir.wallet.address });
    await hub.update(await mine(), { kind: 'hand-over', to: heir.wallet.address }, wallet);
    expect(await mine()).toBeUndefined();
    expect((await heir.hub.owned(heir.wallet.address))[0]!.listing.author).toBe(heir.wallet.address);
  });

  it('cannot add a version to a model of somebody else', async () => {
    const hub = reload();
    const { id } = await hub.draft(tinyDraft({ name: 'Theirs' }, [2, 2, 2]));
    const { model } = await hub.publish(id, wallet);
    const stranger = await network.author();
    const version = await stranger.hub.draft(tinyDraft({ addTo: { model: model! } }, [6, 6, 6]));
    await expect(stranger.hub.publish(version.id, stranger.wallet)).rejects.toMatchObject({
      code: 'hub/no-cap',
    });
  });
});

async function manifestBytes(blobId: string): Promise<ArrayBuffer> {
  const response = await fetch(`${network.config.aggregators[0]}/v1/blobs/${blobId}`);
  return response.arrayBuffer();
}
