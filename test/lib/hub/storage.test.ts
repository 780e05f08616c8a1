// Storage life on the local network: who may extend, exact WAL, one signature, expiry; and what is unknown stays so.
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalNetwork, type LocalNetwork } from '../../../start/local-network.ts';
import { keypairWallet } from '../../../src/agent/key.ts';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { createLocalEncoder } from '../../../src/lib/blobs/local-encoder.ts';
import { createPublisher } from '../../../src/lib/blobs/publisher.ts';
import { createBlobStorage } from '../../../src/lib/blobs/storage.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { createChain } from '../../../src/lib/chain/chain.ts';
import { createModelStorage } from '../../../src/lib/hub/storage.ts';
import { createHub, type Hub, type StorageLife, type Wallet } from '../../../src/lib/index.ts';
import { tinyDraft } from '../../draft.ts';

const DAY_MS = 86_400_000;
const EPOCH_MS = 14 * DAY_MS;
/** A small blob is 63 MiB encoded, at 11,000 FROST each and epoch. */
const BLOB_EPOCH = 63n * 11_000n;

type Actor = Awaited<ReturnType<LocalNetwork['author']>>;
let network: LocalNetwork;
let author: Actor;
let stranger: Actor;
let signatures = 0;

beforeAll(async () => {
  network = await startLocalNetwork();
  author = await network.author();
  stranger = await network.author();
});
afterAll(() => network?.close());

const wal = ({ hub, wallet }: { hub: Hub; wallet: Wallet }) =>
  hub.balance(wallet.address, network.config.wal);
const counting = (wallet: Wallet): Wallet => ({
  address: wallet.address,
  signTransaction(bytes, options) {
    signatures += 1;
    return wallet.signTransaction(bytes, options);
  },
});

async function publish(overrides: Parameters<typeof tinyDraft>[0], weights: number[]) {
  const { id } = await author.hub.draft(tinyDraft(overrides, weights));
  const { model, version } = await author.hub.publish(id, author.wallet);
  return { model: model!, version: version! };
}
const lifeOf = async (model: string, version?: number): Promise<StorageLife> => {
  const opened = await stranger.hub.look(model, version === undefined ? {} : { version });
  return stranger.hub.storage(opened.version);
};
const post = (path: string, body: object = {}) =>
  fetch(`${network.url}/devnet/${path}`, { method: 'POST', body: JSON.stringify(body) });

/** This network's parts, taken apart. */
function parts() {
  const chain = createChain(network.config);
  const storage = createBlobStorage({ suiClient: chain.rpc, walrus: network.config.walrus });
  return { chain, storage };
}

describe('a published version', () => {
  let model: string;
  beforeAll(async () => {
    ({ model } = await publish({ name: 'Kept', epochs: 2 }, [1, 2, 3]));
  });

  it('is stored in blobs that anybody may extend, until a date that is known', async () => {
    const life = await lifeOf(model);
    expect(life).toMatchObject({ model, version: 1, epoch: 1, endEpoch: 3, maxEndEpoch: 54 });
    expect(life.blobs.map(({ role }) => role)).toEqual(['manifest', 0]);
    for (const { object } of life.blobs) {
      expect(object).toMatchObject({ access: { kind: 'shared', funds: 0n }, endEpoch: 3 });
    }
    expect(life.endsMs).toBe(life.clock!.epochStartMs + 2 * EPOCH_MS);
    expect(await author.hub.storageQuote([1], 2)).toMatchObject({ endsMs: life.endsMs });
  });

  it('is kept for longer by a stranger with one signature, for exactly the WAL quoted', async () => {
    const life = await lifeOf(model);
    const before = await wal(stranger);
    const quote = await stranger.hub.extensionQuote(life, 3);
    expect(quote).toEqual({
      wal: 2n * 3n * BLOB_EPOCH,
      endEpoch: 6,
      endsMs: life.endsMs! + 3 * EPOCH_MS,
      blocked: [],
    });
    signatures = 0;
    const paid = await stranger.hub.extendStorage(life, 3, counting(stranger.wallet), { atMost: quote.wal });
    expect({ signatures, wal: paid.wal }).toEqual({ signatures: 1, wal: quote.wal });
    expect(before - (await wal(stranger))).toBe(quote.wal);
    const after = await lifeOf(model);
    expect(after.endEpoch).toBe(6);
    expect(after.blobs.map(({ object }) => object!.endEpoch)).toEqual([6, 6]);

    const again = stranger.hub.extendStorage(life, 3, stranger.wallet);
    await expect(again).rejects.toMatchObject({ code: 'blobs/already-extended' });
    expect(before - (await wal(stranger))).toBe(quote.wal);
  });

  it('spends what is in the blobs already before it asks for more', async () => {
    const { chain, storage } = parts();
    const life = await lifeOf(model);
    const [manifest, part] = life.blobs;
    const tx = chain.newTransaction();
    const { coinWithBalance } = await import('@mysten/sui/transactions');
    const gift = (amount: bigint) => tx.add(coinWithBalance({ type: network.config.wal!, balance: amount }));
    const target = `${network.config.wal!.split('::')[0]}::shared_blob::fund`;
    tx.moveCall({ target, arguments: [tx.object(manifest!.object!.id), gift(BLOB_EPOCH - 1n)] });
    tx.moveCall({ target, arguments: [tx.object(part!.object!.id), gift(2n * BLOB_EPOCH + 5n)] });
    await chain.executor.run(author.wallet, tx);

    const funded = await lifeOf(model);
    expect(funded.blobs.map(({ object }) => object!.access)).toEqual([
      { kind: 'shared', funds: BLOB_EPOCH - 1n },
      { kind: 'shared', funds: 2n * BLOB_EPOCH + 5n },
    ]);
    const before = await wal(stranger);
    expect((await stranger.hub.extensionQuote(funded, 1)).wal).toBe(1n);
    await stranger.hub.extendStorage(funded, 1, stranger.wallet);
    expect(before - (await wal(stranger))).toBe(1n);
    const rest = await storage.read(funded.blobs.map(({ object }) => object!.id));
    expect(rest.map(({ access }) => (access.kind === 'shared' ? access.funds : -1n)).sort()).toEqual([
      0n,
      BLOB_EPOCH + 5n,
    ]);
  });

  it('is not extended past what Walrus sells, without WAL, or for more than was agreed', async () => {
    const life = await lifeOf(model);
    const longest = life.maxEndEpoch - life.endEpoch!;
    const tooLong = { code: 'blobs/term-too-long', details: { longest } };
    await expect(stranger.hub.extensionQuote(life, longest + 1)).rejects.toMatchObject(tooLong);
    await expect(stranger.hub.extendStorage(life, longest + 1, stranger.wallet)).rejects.toMatchObject(
      tooLong,
    );
    for (const epochs of [0, -1, 1.5]) {
      await expect(stranger.hub.extensionQuote(life, epochs)).rejects.toMatchObject({
        code: 'blobs/bad-term',
      });
    }
    const poor = keypairWallet(new Ed25519Keypair());
    await expect(stranger.hub.extendStorage(life, 1, poor)).rejects.toMatchObject({
      code: 'blobs/insufficient-wal',
    });
    signatures = 0;
    const dear = stranger.hub.extendStorage(life, 1, counting(stranger.wallet), { atMost: 1n });
    await expect(dear).rejects.toMatchObject({ code: 'blobs/price-changed' });
    expect(signatures).toBe(0);
  });
});

describe('a further version with the same weights', () => {
  let model: string;
  let spent: bigint;
  beforeAll(async () => {
    ({ model } = await publish({ name: 'Again', epochs: 4 }, [4, 4, 4]));
    const before = await wal(author);
    await publish({ name: 'Again', epochs: 2, card: 'Better words', addTo: { model } }, [4, 4, 4]);
    spent = before - (await wal(author));
  });

  it('pays for its manifest alone: shared blobs of the author are found and used again', () => {
    expect(spent).toBe(63n * 20_000n + 2n * BLOB_EPOCH);
  });

  it('ends with its first blob, and extending it brings only that one further', async () => {
    const life = await lifeOf(model, 2);
    expect(life.blobs.map(({ object }) => object!.endEpoch)).toEqual([3, 5]);
    expect(life.endEpoch).toBe(3);
    expect((await stranger.hub.extensionQuote(life, 2)).wal).toBe(2n * BLOB_EPOCH);
    expect((await stranger.hub.extensionQuote(life, 3)).wal).toBe(4n * BLOB_EPOCH);
  });

  it('is known even by a node that has pruned its history, through the version before', async () => {
    const { chain, storage } = parts();
    // As a node answers for transactions it no longer has.
    chain.rpc.ledgerService.batchGetTransactions = (({ digests }: { digests: string[] }) => ({
      response: Promise.resolve({
        transactions: digests.map(() => ({ result: { oneofKind: 'error', error: { code: 5 } } })),
      }),
    })) as never;
    const { version } = await stranger.hub.look(model, { version: 2 });
    const life = await createModelStorage(chain, storage).storage(version);
    expect(life.blobs.map(({ object }) => object?.endEpoch)).toEqual([3, 5]);
  });
});

it('two publications of the same files, both begun before either was listed, pay once and both are listed', async () => {
  const drafts = createMemoryStore();
  const page = () =>
    createHub({
      network: network.config,
      engine: createNodeEngine(),
      encoder: createLocalEncoder(),
      cache: createMemoryStore(),
      drafts,
    });
  const before = await wal(author);
  const ids: string[] = [];
  for (const name of ['Twin', 'Twin']) {
    const { id } = await page().draft(tinyDraft({ name, epochs: 1 }, [7, 7, 7]));
    const cut = new AbortController();
    const onProgress = ({ step }: { step: string }) => step === 'list' && cut.abort();
    await page()
      .publish(id, author.wallet, { signal: cut.signal, onProgress })
      .catch(() => undefined);
    ids.push(id);
  }
  const listed = [];
  for (const id of ids) listed.push((await page().publish(id, author.wallet)).model!);
  expect(before - (await wal(author))).toBe(2n * (63n * 20_000n + BLOB_EPOCH));
  const lives = [await lifeOf(listed[0]!), await lifeOf(listed[1]!)];
  const objects = lives.map(({ blobs }) => blobs.map(({ object }) => object!.id));
  expect(objects[0]).toEqual(objects[1]);
});

describe('a version whose blobs were never shared', () => {
  let model: string;
  beforeAll(async () => {
    const { chain } = parts();
    const publisher = createPublisher({
      suiClient: chain.rpc,
      walrus: network.config.walrus,
      relay: network.config.relay,
    });
    const data = new Blob(['as another tool may publish']);
    const encoded = await createLocalEncoder().encode(data, {});
    const owner = author.wallet.address;
    const registering = await publisher.registerTransaction({ blobs: [encoded], epochs: 3, owner });
    const { digest } = await chain.executor.run(author.wallet, registering);
    const registered = (await publisher.registeredBy(digest, [encoded])).get(encoded.blobId)!;
    const tx = chain.newTransaction();
    await publisher.addCertify(tx, [await publisher.upload({ bytes: data, registered })]);
    const version = {
      manifestBlobId: encoded.blobId,
      manifestHash: new Uint8Array(32),
      partBlobIds: [encoded.blobId],
      bytes: 1,
    };
    const { name, summary, task, runtime, price } = tinyDraft({ name: 'Owned' });
    const listing = { name, summary, task, runtime, price, coin: '0x2::sui::SUI', shards: 1 };
    chain.addListing(tx, version, { ...listing, license: '', tags: [] }, owner);
    model = chain.listedModel(await chain.executor.run(author.wallet, tx));
  });

  it('is extended by its owner, once for a blob that has two roles, and by nobody else', async () => {
    const life = await lifeOf(model);
    expect(life.endEpoch).toBe(4);
    expect(life.blobs[0]!.object!.access).toEqual({ kind: 'owned', owner: author.wallet.address });
    const quote = await stranger.hub.extensionQuote(life, 2, { wallet: stranger.wallet.address });
    expect(quote).toMatchObject({ wal: 2n * BLOB_EPOCH, blocked: [{ role: 'manifest' }, { role: 0 }] });
    await expect(stranger.hub.extendStorage(life, 2, stranger.wallet)).rejects.toMatchObject({
      code: 'blobs/not-extendable',
    });
    const mine = await author.hub.extensionQuote(life, 2, { wallet: author.wallet.address });
    expect(mine.blocked).toEqual([]);
    const before = await wal(author);
    await author.hub.extendStorage(life, 2, author.wallet);
    expect(before - (await wal(author))).toBe(2n * BLOB_EPOCH);
    expect((await lifeOf(model)).endEpoch).toBe(6);
  });
});

describe('a version whose blobs nobody can find', () => {
  it('has an unknown end, and is not charged for', async () => {
    const { chain } = parts();
    const tx = chain.newTransaction();
    const id = 'A'.repeat(43);
    const version = { manifestBlobId: id, manifestHash: new Uint8Array(32), partBlobIds: [id], bytes: 1 };
    const { name, summary, task, runtime, price } = tinyDraft({ name: 'Nowhere' });
    const listing = { name, summary, task, runtime, price, coin: '0x2::sui::SUI', shards: 1 };
    chain.addListing(tx, version, { ...listing, license: '', tags: [] }, author.wallet.address);
    const model = chain.listedModel(await chain.executor.run(author.wallet, tx));
    const life = await lifeOf(model);
    expect(life.blobs.map(({ object }) => object)).toEqual([undefined, undefined]);
    expect(life).not.toHaveProperty('endEpoch');
    expect(life).not.toHaveProperty('endsMs');
    expect(await stranger.hub.extensionQuote(life, 1)).toMatchObject({ wal: 0n, blocked: life.blobs });
    await expect(stranger.hub.extendStorage(life, 1, stranger.wallet)).rejects.toMatchObject({
      code: 'blobs/not-extendable',
    });
  });
});

describe('when its term is over', () => {
  it('a model is gone from the aggregators and cannot be extended; one extended in time is kept', async () => {
    const kept = await publish({ name: 'In time', epochs: 1 }, [5, 5, 5]);
    const lost = await publish({ name: 'Too late', epochs: 1 }, [6, 6, 6]);
    await stranger.hub.extendStorage(await lifeOf(kept.model), 1, stranger.wallet);
    const ends = (await lifeOf(lost.model)).endsMs!;

    const { nowMs } = (await (await post('walrus-epoch')).json()) as { nowMs: number };
    expect(nowMs).toBeGreaterThanOrEqual(ends);
    expect(nowMs).toBeLessThan(ends + 60_000);

    const life = await lifeOf(lost.model);
    expect(life).toMatchObject({ epoch: 2, endEpoch: 2, endsMs: ends });
    expect(life.clock).toMatchObject({ epoch: 2, epochStartMs: ends, epochMs: EPOCH_MS });
    await expect(stranger.hub.open(lost.model)).rejects.toMatchObject({ code: 'blobs/not-found' });
    await expect(stranger.hub.extensionQuote(life, 1)).rejects.toMatchObject({ code: 'blobs/expired' });
    const late = stranger.hub.extendStorage(life, 1, stranger.wallet);
    await expect(late).rejects.toMatchObject({ code: 'blobs/expired' });
    expect((await stranger.hub.open(kept.model)).manifest.entry).toBe('tiny.onnx');

    const { chain, storage } = parts();
    const listings = await chain.getMany(
      (await chain.owned(author.wallet.address)).map(({ model }) => model),
    );
    const all = await createModelStorage(chain, storage).storageEnds(listings, { limit: 2 });
    const byName = listings.map(({ id, name }) => [name, all.endEpochs.get(id)]).sort();
    expect(all).toMatchObject({ epoch: 2, clock: { epochStartMs: ends } });
    expect(byName).toEqual(
      [
        ['Again', 3],
        ['In time', 3],
        ['Kept', 7],
        ['Nowhere', undefined],
        ['Owned', 6],
        ['Too late', 2],
        ['Twin', 2],
        ['Twin', 2],
      ].sort(),
    );

    const later = (await (await post('time', { advanceMs: 2 * EPOCH_MS })).json()) as { nowMs: number };
    expect(later.nowMs).toBeGreaterThanOrEqual(ends + 2 * EPOCH_MS);
    expect((await lifeOf(kept.model)).epoch).toBe(4);
  });
});
