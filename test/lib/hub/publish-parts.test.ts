// Publications of several parts on the local network: what they sign, pay and send, to the byte and the base unit; cut
// anywhere, of content that Walrus holds already, and through a relay that asks for a tip.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startLocalNetwork, type LocalNetwork } from '../../../start/local-network.ts';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { createLocalEncoder } from '../../../src/lib/blobs/local-encoder.ts';
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import {
  createHub,
  type Hub,
  type NetworkConfig,
  type PublicationCost,
  type PublicationDraft,
  type PublishProgress,
  type Wallet,
} from '../../../src/lib/index.ts';
import { tinyDraft } from '../../draft.ts';
import { noise } from '../blobs/noise.ts';

const PART_BYTES = 300_000;
let network: LocalNetwork;

beforeAll(async () => {
  network = await startLocalNetwork();
});
afterAll(() => network?.close());

interface Author {
  wallet: Wallet;
  signatures: number;
  /** Blob IDs sent to a relay, in order. */
  sent: string[];
  /** Blobs encoded. */
  encoded: number;
  /** A page after a reload: nothing survives but the stores. */
  page(changes?: Partial<NetworkConfig>): Hub;
  wal(): Promise<bigint>;
}

async function newAuthor(): Promise<Author> {
  const { wallet } = await network.author();
  const drafts = createMemoryStore();
  const encoder = createLocalEncoder();
  const author: Author = {
    signatures: 0,
    sent: [],
    encoded: 0,
    wallet: {
      address: wallet.address,
      signTransaction(bytes, options) {
        author.signatures += 1;
        return wallet.signTransaction(bytes, options);
      },
    },
    page: (changes = {}) =>
      createHub({
        network: { ...network.config, partBytes: PART_BYTES, ...changes },
        engine: createNodeEngine(),
        encoder: {
          ...encoder,
          encode(data, options) {
            author.encoded += 1;
            return encoder.encode(data, options);
          },
        },
        cache: createMemoryStore(),
        drafts,
        fetch: (input, init) => {
          const url = input instanceof Request ? input.url : String(input);
          const sent = /blob-upload-relay\?.*blob_id=([\w-]{43})/.exec(url)?.[1];
          if (sent) author.sent.push(sent);
          return fetch(input, init);
        },
      }),
    wal: () => author.page().balance(wallet.address, network.config.wal),
  };
  return author;
}

let seed = 1_000;
/** A model and 700,000 bytes beside it, none stored before: with the manifest five blobs. */
function newFiles(): PublicationDraft['files'] {
  const number = seed++;
  const [model] = tinyDraft({}, [number, 2, 3]).files;
  return [model!, { path: 'weights.bin', data: new Blob([noise(700_000, number)]) }];
}
const draftOf = (files: PublicationDraft['files'], overrides: Partial<PublicationDraft> = {}) =>
  tinyDraft({ name: 'In parts', ...overrides, files });

/** Runs to the end and tells what was announced. */
async function publish(author: Author, draft: PublicationDraft, changes: Partial<NetworkConfig> = {}) {
  const hub = author.page(changes);
  const { id } = await hub.draft(draft);
  const told: PublishProgress[] = [];
  const before = await author.wal();
  const done = await hub.publish(id, author.wallet, { onProgress: (progress) => told.push(progress) });
  const cost = told.find((progress) => progress.cost)!.cost!;
  return { model: done.model!, told, cost, paid: before - (await author.wal()) };
}

/** SHA-256 of the large file, as it comes out of Walrus. */
async function weightsOf(hub: Hub, model: string): Promise<string> {
  const files = await hub.files(await hub.open(model));
  return sha256(files.get('weights.bin')!);
}

const weightsIn = (files: PublicationDraft['files']) => sha256(files[1]!.data);
const sha256 = async (data: Blob) =>
  createHash('sha256')
    .update(new Uint8Array(await data.arrayBuffer()))
    .digest('hex');

/** Where the parts of `newFiles` end in the pack. */
const ENDS = [133, 300_133, 600_133, 700_133];
const signaturesAsked = (told: PublishProgress[]) =>
  told.flatMap(({ step, signing }) => (signing ? [[step, signing.number, signing.of]] : []));

describe('several parts', () => {
  it('take two signatures and what was said, and come back as the files they were', async () => {
    const author = await newAuthor();
    const files = newFiles();
    const draft = draftOf(files);
    const sizes = await Promise.all(
      draft.files.map(async ({ path, data: { size } }) => ({ path, bytes: size })),
    );
    const quote = await author.page().publicationQuote(sizes, { epochs: 5, manifestBytes: 4_096 });
    const { model, told, cost, paid } = await publish(author, draft);
    expect(signaturesAsked(told)).toEqual([
      ['register', 1, 2],
      ['list', 2, 2],
    ]);
    expect(author.signatures).toBe(2);
    expect(cost).toEqual({ wal: paid, savedWal: 0n, storedBytes: 0, tip: 0n });
    expect(quote).toMatchObject({ wal: paid, parts: 4, tip: 0n, signatures: 2 });
    const opened = await author.page().open(model);
    expect(opened.manifest.parts.map(({ bytes }) => bytes)).toEqual([133, 300_000, 300_000, 100_000]);
    expect(opened.version.partBlobIds).toHaveLength(4);
    expect(author.sent).toEqual([opened.version.manifestBlobId, ...opened.version.partBlobIds]);
    expect(await weightsOf(author.page(), model)).toEqual(await weightsIn(files));
    const storage = await author.page().storage(opened.version);
    expect(storage.blobs.map(({ object }) => object?.access.kind)).toEqual(Array(5).fill('shared'));
  });

  it('tell of every byte they hash, encode and send', async () => {
    const { told } = await publish(await newAuthor(), draftOf(newFiles()));
    for (const [step, doing, total] of [
      // A file in several parts is hashed whole and in pieces.
      ['encode', 'hash', 133 + 2 * 700_000],
      ['encode', 'encode', 700_133],
    ] as const) {
      const bytes = told.filter((one) => one.step === step && one.doing === doing);
      const loaded = bytes.map((one) => one.loaded!);
      expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
      expect(bytes.at(-1)).toMatchObject({ loaded: total, total });
    }
    const sent = told.filter(({ step, loaded }) => step === 'upload' && loaded !== undefined);
    expect(sent.at(-1)!.loaded).toBe(sent.at(-1)!.total);
    expect(sent.at(-1)!.total).toBeGreaterThan(700_133);
  });

  it('cut anywhere go on there after a reload: nothing is encoded, signed, sent or paid twice', async () => {
    const author = await newAuthor();
    const draft = draftOf(newFiles());
    const before = await author.wal();
    const { id } = await author.page().draft(draft);
    const seen = new Set<string>();
    for (let done = false; !done;) {
      const cut = new AbortController();
      const onProgress = ({ step, doing, loaded, cost }: PublishProgress) => {
        // Each try ends where something is told for the first time: of a part encoded or sent, or of the price.
        const told = `${step} ${doing} ${loaded} ${cost?.wal}`;
        if (step === 'done' || doing === 'hash' || seen.has(told)) return;
        if (doing === 'encode' && !ENDS.includes(loaded!)) return;
        seen.add(told);
        cut.abort(new DOMException('The tab was closed', 'AbortError'));
      };
      const running = author.page().publish(id, author.wallet, { signal: cut.signal, onProgress });
      done = await running.then(
        () => true,
        (error: unknown) => {
          expect(error).toMatchObject({ name: 'AbortError' });
          return false;
        },
      );
    }
    // Four parts encoded, a price, five blobs sent, and each step's beginning.
    expect(seen.size).toBeGreaterThan(12);
    expect(author.signatures).toBe(2);
    expect([...new Set(author.sent)]).toEqual(author.sent);
    const [done] = await author.page().publications();
    const opened = await author.page().open(done!.model!);
    const manifest = await network.devnet.handle(
      new Request(`${network.url}/walrus/aggregator/0/v1/blobs/${opened.version.manifestBlobId}`),
    );
    const sizes = [
      (await manifest.arrayBuffer()).byteLength,
      ...opened.manifest.parts.map(({ bytes }) => bytes),
    ];
    expect(before - (await author.wal())).toBe((await author.page().storageQuote(sizes, 5)).wal);
    expect(await weightsOf(author.page(), done!.model!)).toEqual(await weightsIn(draft.files));
  });
});

describe('content that Walrus holds already', () => {
  it('of somebody else is neither sent nor paid for again, and what that saves is said', async () => {
    const files = newFiles();
    const first = await publish(await newAuthor(), draftOf(files));
    const other = await newAuthor();
    const second = await publish(other, draftOf(files, { name: 'The same weights', card: 'Mine' }));
    const opened = await other.page().open(second.model);
    expect(other.sent).toEqual([opened.version.manifestBlobId]);
    expect(second.cost).toEqual({
      wal: second.paid,
      savedWal: first.paid - second.paid,
      storedBytes: 700_133,
      tip: 0n,
    });
    expect(first.paid / second.paid).toBeGreaterThan(3n);
    expect(await weightsOf(other.page(), second.model)).toEqual(await weightsIn(files));
    const life = await other.page().storage(opened.version);
    expect(life.blobs.map(({ object }) => object?.access.kind)).toEqual(Array(5).fill('shared'));
  });

  it('in all its blobs takes one signature and no WAL', async () => {
    const files = newFiles();
    await publish(await newAuthor(), draftOf(files));
    const other = await newAuthor();
    const { told, cost, paid } = await publish(other, draftOf(files));
    expect(signaturesAsked(told)).toEqual([['list', 1, 1]]);
    expect({ ...cost, paid, sent: other.sent }).toMatchObject({ wal: 0n, paid: 0n, sent: [] });
  });

  it('is unknown without a storage node, and bought', async () => {
    const files = newFiles();
    const first = await publish(await newAuthor(), draftOf(files));
    const other = await newAuthor();
    const { cost, paid } = await publish(other, draftOf(files), { storageNodes: [] });
    expect(cost).toMatchObject({ wal: first.paid, savedWal: 0n });
    expect(paid).toBe(first.paid);
    expect(other.sent).toHaveLength(5);
  });

  it('that ends sooner is extended for what is missing, in the transaction that lists', async () => {
    const author = await newAuthor();
    const files = newFiles();
    const first = await publish(author, draftOf(files, { epochs: 2 }));
    const changed = draftOf(files, { epochs: 5, card: 'Better words', addTo: { model: first.model } });
    const { cost, paid, model } = await publish(author, changed);
    expect(author.sent).toHaveLength(6);
    expect(cost.wal).toBe(paid);
    // Five epochs anew, less three more for four blobs and five for the manifest.
    expect(cost.savedWal).toBeGreaterThan(0n);
    const { version } = await author.page().open(model);
    expect(version.number).toBe(2);
    const life = await author.page().storage(version);
    const { epoch } = life;
    expect(life.blobs.map(({ object }) => object!.endEpoch - epoch)).toEqual([5, 5, 5, 5, 5]);
  });
});

describe('a relay that asks for a tip', () => {
  const address = `0x${'7'.repeat(64)}`;
  const linear = { base: 1_000, encoded_size_mul_per_kib: 2 };
  const tipped = () => ({ relay: network.config.relay.replace(/\/relay$/, '/relay-tipped') });
  beforeAll(async () => {
    await fetch(`${network.url}/devnet/tip`, {
      method: 'POST',
      body: JSON.stringify({ address, kind: { linear } }),
    });
  });
  const received = async () => (await newAuthor()).page().balance(address);

  it('is paid for each blob, with a signature each, as was said before', async () => {
    const author = await newAuthor();
    const draft = draftOf(newFiles());
    const sizes = draft.files.map(({ path, data }) => ({ path, bytes: data.size }));
    const quote = await author.page(tipped()).publicationQuote(sizes, { epochs: 5, manifestBytes: 4_096 });
    expect(quote).toMatchObject({ parts: 4, signatures: 6 });
    const before = await received();
    const { told, cost, paid, model } = await publish(author, draft, tipped());
    expect(signaturesAsked(told)).toEqual([
      ...[1, 2, 3, 4, 5].map((number) => ['register', number, 6]),
      ['list', 6, 6],
    ]);
    expect((await received()) - before).toBe(cost.tip);
    expect({ wal: quote.wal, tip: quote.tip }).toEqual({ wal: paid, tip: cost.tip });
    expect(await weightsOf(author.page(), model)).toEqual(await weightsIn(draft.files));
  });

  it('cut between two of them is paid once for each', async () => {
    const author = await newAuthor();
    const draft = draftOf(newFiles());
    const { id } = await author.page(tipped()).draft(draft);
    const before = await received();
    let tip: PublicationCost | undefined;
    for (const at of [2, 4]) {
      const cut = new AbortController();
      const cutShort = author.page(tipped()).publish(id, author.wallet, {
        signal: cut.signal,
        onProgress({ cost, signing }) {
          tip ??= cost;
          if (signing?.number === at) cut.abort();
        },
      });
      await expect(cutShort).rejects.toMatchObject({ name: 'AbortError' });
    }
    const told: PublishProgress[] = [];
    await author.page(tipped()).publish(id, author.wallet, { onProgress: (progress) => told.push(progress) });
    expect((await received()) - before).toBe(tip!.tip);
    expect(signaturesAsked(told).at(-1)).toEqual(['list', 6, 6]);
    expect(new Set(author.sent).size).toBe(5);
  });

  it('and is met only when the storage is bought is paid then', async () => {
    const author = await newAuthor();
    const { id } = await author.page().draft(draftOf(newFiles()));
    const cut = new AbortController();
    const first = author.page().publish(id, author.wallet, {
      signal: cut.signal,
      onProgress: ({ step }) => step === 'upload' && cut.abort(),
    });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    const before = await received();
    const bought = await author.wal();
    const told: PublishProgress[] = [];
    await author.page(tipped()).publish(id, author.wallet, { onProgress: (progress) => told.push(progress) });
    expect((await received()) - before).toBe(told.find(({ cost }) => cost)!.cost!.tip);
    expect(await author.wal()).toBe(bought);
    expect(author.signatures).toBe(1 + 5 + 1);
  });

  it('of nobody who cannot pay it is anything taken', async () => {
    const author = await newAuthor();
    await fetch(`${network.url}/devnet/tip`, {
      method: 'POST',
      body: JSON.stringify({ address, kind: { const: 10 ** 13 } }),
    });
    const hub = author.page(tipped());
    const { id } = await hub.draft(draftOf(newFiles()));
    const before = await author.wal();
    await expect(hub.publish(id, author.wallet)).rejects.toMatchObject({ code: 'chain/insufficient-gas' });
    expect(await author.wal()).toBe(before);
    expect(author.signatures).toBe(0);
  });
});

describe('an epoch that passes in between', () => {
  const nextEpoch = () => fetch(`${network.url}/devnet/walrus-epoch`, { method: 'POST' });
  async function cutBeforeListing(author: Author, draft: PublicationDraft): Promise<string> {
    const { id } = await author.page().draft(draft);
    const cut = new AbortController();
    const first = author.page().publish(id, author.wallet, {
      signal: cut.signal,
      onProgress: ({ step }) => step === 'list' && cut.abort(),
    });
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    return id;
  }

  it('makes what was sent be sent again, and nothing be bought again', async () => {
    const author = await newAuthor();
    const id = await cutBeforeListing(author, draftOf(newFiles()));
    const bought = await author.wal();
    await nextEpoch();
    await author.page().publish(id, author.wallet);
    expect(author.sent).toHaveLength(10);
    expect(await author.wal()).toBe(bought);
    expect(author.signatures).toBe(2);
  });

  it('ends what somebody else stored: it is bought then', async () => {
    const files = newFiles();
    await publish(await newAuthor(), draftOf(files, { epochs: 1 }));
    const author = await newAuthor();
    const id = await cutBeforeListing(author, draftOf(files, { epochs: 5, card: 'Mine' }));
    expect(author.sent).toHaveLength(1);
    await nextEpoch();
    const { model } = await author.page().publish(id, author.wallet);
    expect(new Set(author.sent).size).toBe(5);
    expect(author.signatures).toBe(3);
    expect(await weightsOf(author.page(), model!)).toEqual(await weightsIn(files));
  });
});
