// Publishing on the local network, end to end: two signatures, and no step that a reload makes pay twice.
import { SuiGrpcClient } from '@mysten/sui/grpc';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { Transaction } from '@mysten/sui/transactions';
import { WalrusClient } from '@mysten/walrus';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDevnet, type Devnet, type DevnetConfig } from '../../../devnet/network.ts';
import { createLocalEncoder } from '../../../src/lib/blobs/local-encoder.ts';
import { rowGeometry } from '../../../src/lib/blobs/rows/geometry.ts';
import { createPublisher, type Publisher } from '../../../src/lib/blobs/publisher.ts';
import { createReader } from '../../../src/lib/blobs/reader.ts';
import type { BlobCertificate, EncodedBlob, RegisteredBlob } from '../../../src/lib/blobs/types.ts';
import { noise } from './noise.ts';

const ORIGIN = 'http://devnet.test';
const EPOCHS = 3;

let devnet: Devnet;
let config: DevnetConfig;
let client: SuiGrpcClient;
/** Requests to the relay and transactions that moved WAL, since the test began. */
let uploads: string[];

const devnetFetch: typeof fetch = (input, init) => {
  const request = new Request(input, init);
  if (request.method === 'POST' && request.url.startsWith(config.relay)) uploads.push(request.url);
  return devnet.handle(request);
};

beforeAll(async () => {
  devnet = await createDevnet();
  config = devnet.describe(ORIGIN);
  client = newClient();
});
beforeEach(() => {
  uploads = [];
});

const newClient = () => new SuiGrpcClient({ network: 'localnet', baseUrl: config.rpc, fetch: devnetFetch });

/** A page that was just loaded: it remembers nothing of what others did. */
const newPublisher = (overrides: Partial<Parameters<typeof createPublisher>[0]> = {}): Publisher =>
  createPublisher({
    suiClient: newClient(),
    walrus: config.walrus,
    relay: config.relay,
    fetch: devnetFetch,
    timeouts: { retryMs: [1, 1] },
    ...overrides,
  });

async function newOwner(funded = true) {
  const signer = Ed25519Keypair.generate();
  const address = signer.toSuiAddress();
  if (funded) {
    await devnet.ledger.mint(address, [
      { type: 'sui', amount: 10_000_000_000n },
      { type: 'wal', amount: 500_000_000_000n },
    ]);
  } else await devnet.ledger.mint(address, [{ type: 'sui', amount: 10_000_000_000n }]);
  const wal = async () =>
    BigInt((await client.core.getBalance({ owner: address, coinType: config.wal })).balance.balance);
  const sign = async (transaction: Transaction) => {
    transaction.setSenderIfNotSet(address);
    const result = await signer.signAndExecuteTransaction({ transaction, client });
    if (result.$kind !== 'Transaction') throw new Error(result.FailedTransaction.status.error?.message);
    await client.core.waitForTransaction({ digest: result.Transaction.digest });
    return result.Transaction.digest;
  };
  return { address, sign, wal };
}

let seed = 100;
/** Blobs nobody registered before. */
async function newBlobs(...sizes: number[]): Promise<{ data: Blob; encoded: EncodedBlob }[]> {
  const encoder = createLocalEncoder();
  const blobs = sizes.map((size) => new Blob([noise(size, seed++)]));
  return Promise.all(blobs.map(async (data) => ({ data, encoded: await encoder.encode(data, {}) })));
}

const encodings = (blobs: { encoded: EncodedBlob }[]) => blobs.map((blob) => blob.encoded);
/** What survives a reload. */
const stored = <T>(value: T): T => structuredClone(value);

async function uploadAll(
  publisher: Publisher,
  blobs: { data: Blob; encoded: EncodedBlob }[],
  registered: Map<string, RegisteredBlob>,
): Promise<BlobCertificate[]> {
  const certificates: BlobCertificate[] = [];
  for (const { data, encoded } of blobs) {
    const blob = registered.get(encoded.blobId)!;
    if (!blob.certified) certificates.push(await publisher.upload({ bytes: data, registered: blob }));
  }
  return JSON.parse(JSON.stringify(certificates)) as BlobCertificate[];
}

async function certify(
  publisher: Publisher,
  owner: Awaited<ReturnType<typeof newOwner>>,
  certificates: BlobCertificate[],
) {
  const transaction = new Transaction();
  const blobIds = await publisher.addCertify(transaction, certificates);
  await owner.sign(transaction);
  return blobIds;
}

describe('publishing', () => {
  test('takes two signatures, costs what was quoted, and aggregators serve the blobs', async () => {
    const owner = await newOwner();
    const blobs = await newBlobs(300, 700_000, 5_000);
    const publisher = newPublisher();
    const quote = await publisher.storageQuote([300, 700_000, 5_000], EPOCHS);
    expect(quote.encodedBytes).toBe(
      [300, 700_000, 5_000].reduce((sum, size) => sum + rowGeometry(size).encodedBytes, 0),
    );
    const before = await owner.wal();

    const registering = await publisher.registerTransaction({
      blobs: encodings(blobs),
      epochs: EPOCHS,
      owner: owner.address,
    });
    const digest = await owner.sign(registering);
    expect(before - (await owner.wal())).toBe(quote.wal);

    const registered = await publisher.registeredBy(digest, encodings(blobs));
    expect([...registered.keys()].sort()).toEqual(blobs.map(({ encoded }) => encoded.blobId).sort());
    const certificates = await uploadAll(publisher, blobs, registered);
    expect(await certify(publisher, owner, certificates)).toEqual(blobs.map(({ encoded }) => encoded.blobId));

    const reader = createReader({ aggregators: config.aggregators, fetch: devnetFetch });
    for (const { data, encoded } of blobs) {
      const read = await reader.readBlob(encoded.blobId, {
        expectedBytes: data.size,
        verify: async () => {},
      });
      expect(
        Buffer.compare(Buffer.from(await read.arrayBuffer()), Buffer.from(await data.arrayBuffer())),
      ).toBe(0);
    }
    expect(await owner.wal()).toBe(before - quote.wal);
  });

  test('the blobs are permanent, whole as the Walrus SDK sees them, and last as long as asked', async () => {
    const owner = await newOwner();
    const [blob] = await newBlobs(1_234);
    const publisher = newPublisher();
    const endEpoch = await publisher.endEpoch(EPOCHS);
    const tx = await publisher.registerTransaction({
      blobs: [blob!.encoded],
      epochs: EPOCHS,
      owner: owner.address,
    });
    const registered = await publisher.registeredBy(await owner.sign(tx), [blob!.encoded]);
    await certify(publisher, owner, await uploadAll(publisher, [blob!], registered));
    const { system: systemObjectId, staking: stakingPoolId } = config.walrus;
    const sdk = new WalrusClient({
      packageConfig: { systemObjectId, stakingPoolId },
      suiClient: newClient(),
    });
    const { blobObjectId } = registered.get(blob!.encoded.blobId)!;
    const object = await sdk.getBlobObject(blobObjectId);
    expect(object).toMatchObject({ size: '1234', deletable: false, storage: { end_epoch: endEpoch } });
    expect(object.certified_epoch).toBe(endEpoch - EPOCHS);
    const cost = await sdk.storageCost(1_234, EPOCHS);
    expect((await publisher.storageQuote([1_234], EPOCHS)).wal).toBe(cost.totalCost);
  });

  test('equal blobs are registered once', async () => {
    const owner = await newOwner();
    const [blob] = await newBlobs(99);
    const publisher = newPublisher();
    const tx = await publisher.registerTransaction({
      blobs: [blob!.encoded, blob!.encoded],
      epochs: 1,
      owner: owner.address,
    });
    const registered = await publisher.registeredBy(await owner.sign(tx), [blob!.encoded, blob!.encoded]);
    expect(registered.size).toBe(1);
    expect((await publisher.findRegistered(owner.address, [blob!.encoded], { endEpoch: 0 })).size).toBe(1);
  });
});

describe('after a reload', () => {
  test('a registration whose record was lost is found and not paid again', async () => {
    const owner = await newOwner();
    const blobs = await newBlobs(400, 500);
    const saved = stored(encodings(blobs));
    const endEpoch = await newPublisher().endEpoch(EPOCHS);
    const nothing = await newPublisher().findRegistered(owner.address, saved, { endEpoch });
    expect(nothing.size).toBe(0);
    const digest = await owner.sign(
      await newPublisher().registerTransaction({ blobs: saved, epochs: EPOCHS, owner: owner.address }),
    );

    const found = await newPublisher().findRegistered(owner.address, saved, { endEpoch });
    expect([...found.keys()].sort()).toEqual(saved.map((one) => one.blobId).sort());
    for (const blob of found.values()) expect(blob).toMatchObject({ certified: false, digest, endEpoch });
    const certificates = await uploadAll(newPublisher(), blobs, stored(found));
    expect((await certify(newPublisher(), owner, certificates)).length).toBe(2);
  });

  test('a registration that ends too early is not counted', async () => {
    const owner = await newOwner();
    const [blob] = await newBlobs(401);
    const publisher = newPublisher();
    await owner.sign(
      await publisher.registerTransaction({ blobs: [blob!.encoded], epochs: 1, owner: owner.address }),
    );
    const endEpoch = await publisher.endEpoch(2);
    expect((await publisher.findRegistered(owner.address, [blob!.encoded], { endEpoch })).size).toBe(0);
  });

  test('an upload may be made again, and the certificate kept from before still serves', async () => {
    const owner = await newOwner();
    const blobs = await newBlobs(402);
    const publisher = newPublisher();
    const digest = await owner.sign(
      await publisher.registerTransaction({ blobs: encodings(blobs), epochs: 1, owner: owner.address }),
    );
    const registered = await publisher.registeredBy(digest, encodings(blobs));
    const first = await uploadAll(newPublisher(), blobs, stored(registered));
    const second = await uploadAll(newPublisher(), blobs, stored(registered));
    expect(second).toEqual(first);
    expect(uploads.length).toBe(2);
    expect((await certify(newPublisher(), owner, stored(first))).length).toBe(1);
  });

  test('what is certified already is neither uploaded nor certified again', async () => {
    const owner = await newOwner();
    const blobs = await newBlobs(403, 404);
    const publisher = newPublisher();
    const digest = await owner.sign(
      await publisher.registerTransaction({ blobs: encodings(blobs), epochs: 1, owner: owner.address }),
    );
    const registered = await publisher.registeredBy(digest, encodings(blobs));
    const certificates = await uploadAll(publisher, blobs, registered);
    await certify(publisher, owner, certificates.slice(0, 1));

    const endEpoch = await publisher.endEpoch(1);
    const found = await newPublisher().findRegistered(owner.address, encodings(blobs), { endEpoch });
    expect(blobs.map(({ encoded }) => found.get(encoded.blobId)!.certified)).toEqual([true, false]);
    uploads = [];
    await uploadAll(newPublisher(), blobs, stored(found));
    expect(uploads.length).toBe(1);
    expect(await certify(newPublisher(), owner, certificates)).toEqual([blobs[1]!.encoded.blobId]);
  });

  test('a certificate of a past Walrus epoch is blobs/certificate-expired, and another upload mends it', async () => {
    const owner = await newOwner();
    const blobs = await newBlobs(405);
    const publisher = newPublisher();
    const digest = await owner.sign(
      await publisher.registerTransaction({ blobs: encodings(blobs), epochs: 5, owner: owner.address }),
    );
    const registered = await publisher.registeredBy(digest, encodings(blobs));
    const old = await uploadAll(publisher, blobs, registered);
    const moved = await devnetFetch(`${ORIGIN}/devnet/walrus-epoch`, { method: 'POST', body: '{}' });
    expect(moved.status).toBe(200);
    await expect(certify(publisher, owner, old)).rejects.toMatchObject({
      code: 'blobs/certificate-expired',
      details: { blobIds: [blobs[0]!.encoded.blobId] },
    });
    const renewed = await uploadAll(publisher, blobs, registered);
    expect((await certify(publisher, owner, renewed)).length).toBe(1);
  });
});

describe('refused before any money moves', () => {
  test('a term the network does not sell is blobs/bad-term', async () => {
    for (const epochs of [0, 1.5, 54]) {
      await expect(newPublisher().storageQuote([1], epochs)).rejects.toMatchObject({
        code: 'blobs/bad-term',
        details: { longest: 53 },
      });
    }
  });

  test('too little WAL is blobs/insufficient-wal, with both amounts', async () => {
    const owner = await newOwner(false);
    const [blob] = await newBlobs(1);
    const { wal } = await newPublisher().storageQuote([1], EPOCHS);
    const registering = newPublisher().registerTransaction({
      blobs: [blob!.encoded],
      epochs: EPOCHS,
      owner: owner.address,
    });
    await expect(registering).rejects.toMatchObject({
      code: 'blobs/insufficient-wal',
      details: { needed: wal, available: 0n, coinType: config.wal },
    });
  });
});

test('a Walrus that encodes for another number of shards is blobs/unsupported-network', async () => {
  const owner = await newOwner();
  const [blob] = await newBlobs(7);
  const suiClient = newClient();
  const { core } = suiClient;
  const getObjects = core.getObjects.bind(core);
  // Little-endian 1000 followed by the epoch: the committee's n_shards. Its one member's weight is 1000 too.
  const epoch = (await newPublisher().endEpoch(1)) - 1;
  const shards = [0xe8, 0x03, epoch, 0, 0, 0];
  core.getObjects = async (request) => {
    const response = await getObjects(request);
    for (const object of response.objects) {
      if (object instanceof Error || !object.type.includes('SystemStateInnerV1')) continue;
      const bytes = object.content as unknown as Uint8Array;
      const at = bytes.findIndex((_, index) =>
        shards.every((byte, offset) => bytes[index + offset] === byte),
      );
      bytes[at] = 0xe7;
    }
    return response;
  };
  const registering = newPublisher({ suiClient }).registerTransaction({
    blobs: [blob!.encoded],
    epochs: 1,
    owner: owner.address,
  });
  await expect(registering).rejects.toMatchObject({
    code: 'blobs/unsupported-network',
    details: { shards: 999 },
  });
});

test('a transaction that registered something else is blobs/not-registered', async () => {
  const owner = await newOwner();
  const [one, other] = await newBlobs(3, 4);
  const publisher = newPublisher();
  const digest = await owner.sign(
    await publisher.registerTransaction({ blobs: [one!.encoded], epochs: 1, owner: owner.address }),
  );
  await expect(publisher.registeredBy(digest, encodings([one!, other!]))).rejects.toMatchObject({
    code: 'blobs/not-registered',
    details: { digest, blobId: other!.encoded.blobId },
  });
});

test('wrong bytes are refused by the relay: blobs/relay-refused', async () => {
  const owner = await newOwner();
  const [one, other] = await newBlobs(5, 6);
  const publisher = newPublisher();
  const digest = await owner.sign(
    await publisher.registerTransaction({ blobs: [one!.encoded], epochs: 1, owner: owner.address }),
  );
  const registered = (await publisher.registeredBy(digest, [one!.encoded])).get(one!.encoded.blobId)!;
  await expect(publisher.upload({ bytes: other!.data, registered })).rejects.toMatchObject({
    code: 'blobs/relay-refused',
    details: { status: 400 },
  });
});

test('what WAL is, the network says', async () => {
  expect(await newPublisher().walType()).toBe(config.wal);
});
