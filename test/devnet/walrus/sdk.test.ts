// The unmodified Walrus SDK against the whole devnet, in process: nothing here is faked.
import { SimulationError } from '@mysten/sui/client';
import { SuiGrpcClient } from '@mysten/sui/grpc';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { coinWithBalance, Transaction } from '@mysten/sui/transactions';
import { WalrusClient, type WriteBlobStep } from '@mysten/walrus';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDevnet, type Devnet, type DevnetConfig } from '../../../devnet/network.ts';
import { createCommittee } from '../../../devnet/walrus/committee.ts';

const ORIGIN = 'http://devnet.test';
const signer = Ed25519Keypair.fromSecretKey(new Uint8Array(32).fill(42));
const owner = signer.toSuiAddress();
const FUNDS = 100_000_000_000n;
const pattern = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, i) => (i * 31 + seed * 17 + (i >> 8)) & 0xff);

let devnet: Devnet;
let config: DevnetConfig;
let client: SuiGrpcClient;
let walrus: WalrusClient;
const local = (input: RequestInfo | URL, init?: RequestInit) => devnet.handle(new Request(input, init));

beforeAll(async () => {
  devnet = await createDevnet();
  config = devnet.describe(ORIGIN);
  await devnet.ledger.mint(owner, [
    { type: 'sui', amount: FUNDS },
    { type: 'wal', amount: FUNDS },
  ]);
  client = new SuiGrpcClient({ network: 'localnet', baseUrl: config.rpc, fetch: local });
  walrus = new WalrusClient({
    packageConfig: { systemObjectId: config.walrus.system, stakingPoolId: config.walrus.staking },
    suiClient: client,
    uploadRelay: { host: config.relay, fetch: local, timeout: 60_000 },
  });
});

const read = (suffix: string) => local(`${config.aggregators[0]}/v1/blobs/${suffix}`);
const bodyOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const walOf = async () =>
  BigInt((await client.core.getBalance({ owner, coinType: config.wal })).balance.balance);

async function run(transaction: Transaction) {
  const result = await signer.signAndExecuteTransaction({ transaction, client });
  const executed = result.Transaction ?? result.FailedTransaction!;
  await client.core.waitForTransaction({ digest: executed.digest });
  return executed;
}

describe('one permanent blob with attributes', () => {
  const bytes = pattern(100_000, 1);
  const steps: WriteBlobStep[] = [];
  let spent: bigint;
  beforeAll(async () => {
    const before = await walOf();
    const flow = walrus.writeBlobFlow({ blob: bytes });
    const attributes = { 'content-type': 'application/x-floe', note: 'kept on chain only' };
    for await (const step of flow.run({ signer, epochs: 3, deletable: false, owner, attributes }))
      steps.push(step);
    spent = before - (await walOf());
  });
  const last = () => steps.at(-1) as Extract<WriteBlobStep, { step: 'certified' }>;

  it('is written in two transactions and one upload', async () => {
    expect(steps.map(({ step }) => step)).toEqual(['encoded', 'registered', 'uploaded', 'certified']);
    expect(last().blobObject).toMatchObject({
      size: '100000',
      certified_epoch: 1,
      deletable: false,
      storage: { start_epoch: 1, end_epoch: 4 },
    });
  });

  it('costs what storageCost said: 63 MiB at 11,000 for 3 epochs and 20,000 once', async () => {
    const cost = await walrus.storageCost(bytes.length, 3);
    expect(cost).toEqual({ storageCost: 2_079_000n, writeCost: 1_260_000n, totalCost: 3_339_000n });
    expect(spent).toBe(3_339_000n);
  });

  it('is read back from every aggregator, whole and in ranges', async () => {
    for (const aggregator of config.aggregators) {
      expect(await bodyOf(await local(`${aggregator}/v1/blobs/${last().blobId}`))).toEqual(bytes);
    }
    const range = await local(`${config.aggregators[1]}/v1/blobs/${last().blobId}`, {
      headers: { range: 'bytes=99990-99999' },
    });
    expect(range.status).toBe(206);
    expect(await bodyOf(range)).toEqual(bytes.subarray(99_990));
  });

  it('carries its attributes on chain, and as headers by object ID', async () => {
    const { blobObjectId } = last();
    expect(await walrus.readBlobAttributes({ blobObjectId })).toEqual({
      'content-type': 'application/x-floe',
      note: 'kept on chain only',
    });
    const response = await read(`by-object-id/${blobObjectId}`);
    expect(response.headers.get('content-type')).toBe('application/x-floe');
    expect(await bodyOf(response)).toEqual(bytes);
  });

  it('can change and drop its attributes', async () => {
    const { blobObjectId } = last();
    await walrus.executeWriteBlobAttributesTransaction({
      signer,
      blobObjectId,
      attributes: { 'content-type': 'text/plain', note: null },
    });
    expect(await walrus.readBlobAttributes({ blobObjectId })).toEqual({ 'content-type': 'text/plain' });
  });

  it('is extended for the price of the added epochs', async () => {
    const before = await walOf();
    await walrus.executeExtendBlobTransaction({ signer, blobObjectId: last().blobObjectId, epochs: 2 });
    expect(before - (await walOf())).toBe(1_386_000n);
    const { json } = (await client.core.getObject({ objectId: last().blobObjectId, include: { json: true } }))
      .object;
    expect(json).toMatchObject({ storage: { end_epoch: 6 } });
  });
});

describe('two blobs', () => {
  const blobs = [pattern(2_000, 2), pattern(500_000, 3)];
  const metadata: Awaited<ReturnType<WalrusClient['computeBlobMetadata']>>[] = [];
  const objects: string[] = [];

  it('are registered in one transaction and certified in one', async () => {
    for (const bytes of blobs) metadata.push(await walrus.computeBlobMetadata({ bytes }));
    const register = new Transaction();
    metadata.forEach(({ blobId, rootHash }, i) =>
      walrus.registerBlobTransaction({
        transaction: register,
        size: blobs[i]!.length,
        epochs: 1,
        blobId,
        rootHash,
        deletable: false,
        owner,
      }),
    );
    const { digest } = await run(register);
    const { Transaction: registered } = await client.core.getTransaction({
      digest,
      include: { effects: true, objectTypes: true },
    });
    const certify = new Transaction();
    const created = Object.entries(registered!.objectTypes).filter(([, type]) =>
      type.endsWith('::blob::Blob'),
    );
    for (const [id] of created) {
      const { blob_id } = await walrus.getBlobObject(id);
      const index = metadata.findIndex(({ blobId }) => blobIdOf(blob_id) === blobId);
      objects[index] = id;
    }
    for (const [i, { blobId, nonce }] of metadata.entries()) {
      const { certificate } = await walrus.writeBlobToUploadRelay({
        blobId,
        blob: blobs[i]!,
        nonce,
        txDigest: digest,
        blobObjectId: objects[i]!,
        deletable: false,
        encodingType: 'RS2',
      });
      walrus.certifyBlobTransaction({
        transaction: certify,
        blobId,
        blobObjectId: objects[i]!,
        certificate,
        deletable: false,
      });
    }
    expect((await run(certify)).status.success).toBe(true);
    for (const [i, { blobId }] of metadata.entries())
      expect(await bodyOf(await read(blobId))).toEqual(blobs[i]);
  });

  it('are not served with bytes of the other: the relay refuses them', async () => {
    const [first] = metadata;
    const attempt = walrus.writeBlobToUploadRelay({
      blobId: first!.blobId,
      blob: blobs[0]!.with(0, blobs[0]![0]! ^ 1),
      nonce: first!.nonce,
      txDigest: 'unused',
      blobObjectId: objects[0]!,
      deletable: false,
    });
    await expect(attempt).rejects.toMatchObject({
      status: 400,
      error: { error: { details: [{ reason: 'BLOB_ID_MISMATCH' }] } },
    });
  });

  it('expire with the epochs they were paid for', async () => {
    const epoch = () => local(`${ORIGIN}/devnet/walrus-epoch`, { method: 'POST', body: '{}' });
    expect((await epoch()).status).toBe(200);
    for (const { blobId } of metadata) expect((await read(blobId)).status).toBe(404);
  });
});

describe('a deletable blob', () => {
  it('is certified for its object, served, and gone once deleted', async () => {
    const bytes = pattern(3_000, 4);
    const { blobId, blobObject } = await walrus.writeBlob({
      blob: bytes,
      deletable: true,
      epochs: 1,
      signer,
    });
    expect(blobObject).toMatchObject({ deletable: true, certified_epoch: 2 });
    expect(await bodyOf(await read(blobId))).toEqual(bytes);
    await walrus.executeDeleteBlobTransaction({ signer, blobObjectId: blobObject.id });
    expect((await read(blobId)).status).toBe(404);
  });
});

describe('the chain refuses', () => {
  const bytes = pattern(4_000, 5);
  let encoded: Awaited<ReturnType<WalrusClient['computeBlobMetadata']>>;
  let blobObjectId: string;
  beforeAll(async () => {
    encoded = await walrus.computeBlobMetadata({ bytes });
    const { blobId, rootHash } = encoded;
    const options = { size: bytes.length, epochs: 1, blobId, rootHash, deletable: false, owner };
    blobObjectId = (await walrus.executeRegisterBlobTransaction({ ...options, signer })).blob.id;
  });

  /** The name of the error constant that the simulation before signing ran into. */
  async function abortOf(transaction: Transaction): Promise<string | undefined> {
    transaction.setSender(owner);
    const refusal: unknown = await transaction.build({ client }).catch((error: unknown) => error);
    if (!(refusal instanceof SimulationError)) throw new Error('the transaction was not refused');
    return refusal.executionError?.MoveAbort?.cleverError?.constantName;
  }

  it('a certificate signed by another committee', async () => {
    const stranger = createCommittee(new Uint8Array(32).fill(8));
    const certificate = stranger.certify({ epoch: 2, blobId: encoded.blobId });
    const transaction = walrus.certifyBlobTransaction({
      blobId: encoded.blobId,
      blobObjectId,
      certificate,
      deletable: false,
    });
    expect(await abortOf(transaction)).toBe('ESigVerification');
  });

  it('a certificate of a past epoch', async () => {
    const certificate = createCommittee().certify({ epoch: 1, blobId: encoded.blobId });
    const transaction = walrus.certifyBlobTransaction({
      blobId: encoded.blobId,
      blobObjectId,
      certificate,
      deletable: false,
    });
    expect(await abortOf(transaction)).toBe('EInvalidCertificateEpoch');
  });

  it('a registration under another root hash', async () => {
    const rootHash = encoded.rootHash.with(0, encoded.rootHash[0]! ^ 1);
    const options = { size: bytes.length, epochs: 1, blobId: encoded.blobId, deletable: false, owner };
    expect(await abortOf(walrus.registerBlobTransaction({ ...options, rootHash }))).toBe('EInvalidBlobId');
  });

  it('more than 53 epochs', async () => {
    const transaction = walrus.createStorageTransaction({ size: 1, epochs: 54, owner });
    expect(await abortOf(transaction)).toBe('EInvalidEpochsAhead');
  });
});

describe('the calendar', () => {
  const FORTNIGHT = 14 * 86_400_000;
  const post = async (command: string, body: object = {}) => {
    const request = { method: 'POST', body: JSON.stringify(body) };
    return (await (await local(`${ORIGIN}/devnet/${command}`, request)).json()) as { nowMs: number };
  };
  const state = async () => {
    walrus.reset();
    const staking = await walrus.stakingState();
    const system = await walrus.systemState();
    return { staking, system, began: Number(staking.epoch_state.EpochChangeDone) };
  };

  it('is what the SDK reads as staking state: epochs of 14 days, one node with every shard', async () => {
    const { staking, system, began } = await state();
    expect(staking.epoch).toBe(system.committee.epoch);
    expect(staking).toMatchObject({ n_shards: 1000, epoch_duration: String(FORTNIGHT) });
    expect(began).toBe(Number(staking.first_epoch_start) + (staking.epoch - 1) * FORTNIGHT);
    const [node] = staking.committee[0].contents;
    expect(node!.value).toEqual(Array.from({ length: 1000 }, (_, shard) => shard));
  });

  it('turns when the clock passes the end of an epoch, once for each', async () => {
    const before = await state();
    const { nowMs } = await post('time', { advanceMs: 0 });
    const toEnd = before.began + FORTNIGHT - nowMs;
    await post('time', { advanceMs: toEnd - 60_000 });
    expect((await state()).staking.epoch).toBe(before.staking.epoch);
    await post('time', { advanceMs: 60_000 + 2 * FORTNIGHT });
    const after = await state();
    expect(after.staking.epoch).toBe(before.staking.epoch + 3);
    expect(after.system.committee.epoch).toBe(before.staking.epoch + 3);
    expect(after.began).toBe(before.began + 3 * FORTNIGHT);
  });
});

describe('a shared blob', () => {
  const bytes = pattern(2_500, 7);
  let blobId: string;
  let sharedId: string;
  let endEpoch: number;
  const module = () => `${config.wal.split('::')[0]}::shared_blob`;
  const fields = async () => {
    const { object } = await client.core.getObject({ objectId: sharedId, include: { json: true } });
    return object.json as { blob: { blob_id: string; storage: { end_epoch: number } }; funds: unknown };
  };

  it('is made of an owned one, and still served', async () => {
    const written = await walrus.writeBlob({ blob: bytes, deletable: false, epochs: 1, signer });
    ({ blobId } = written);
    endEpoch = written.blobObject.storage.end_epoch;
    const tx = new Transaction();
    tx.moveCall({ target: `${module()}::new`, arguments: [tx.object(written.blobObject.id)] });
    const { digest } = await run(tx);
    const { Transaction: executed } = await client.core.getTransaction({
      digest,
      include: { objectTypes: true },
    });
    sharedId = Object.entries(executed!.objectTypes).find(([, type]) => type.endsWith('::SharedBlob'))![0];
    expect(blobIdOf((await fields()).blob.blob_id)).toBe(blobId);
    expect(await bodyOf(await read(blobId))).toEqual(bytes);
  });

  it('is funded and extended by a stranger, for exactly the price, and outlives its first term', async () => {
    const stranger = Ed25519Keypair.generate();
    await devnet.ledger.mint(stranger.toSuiAddress(), [
      { type: 'sui', amount: FUNDS },
      { type: 'wal', amount: FUNDS },
    ]);
    const tx = new Transaction();
    const payment = tx.add(coinWithBalance({ type: config.wal, balance: 2n * 693_000n + 1n }));
    tx.moveCall({ target: `${module()}::fund`, arguments: [tx.object(sharedId), payment] });
    tx.moveCall({
      target: `${module()}::extend`,
      arguments: [tx.object(sharedId), tx.object(config.walrus.system), tx.pure.u32(2)],
    });
    const result = await stranger.signAndExecuteTransaction({ transaction: tx, client });
    expect(result.Transaction?.status.success).toBe(true);
    const { blob, funds } = await fields();
    expect(blob.storage.end_epoch).toBe(endEpoch + 2);
    expect(funds).toBe('1');
    await local(`${ORIGIN}/devnet/walrus-epoch`, { method: 'POST', body: '{}' });
    expect(await bodyOf(await read(blobId))).toEqual(bytes);
    for (const _ of [1, 2]) await local(`${ORIGIN}/devnet/walrus-epoch`, { method: 'POST', body: '{}' });
    expect((await read(blobId)).status).toBe(404);
  });
});

/** u256 in decimal to base64url of its little-endian bytes. */
function blobIdOf(decimal: string): string {
  const bytes = new Uint8Array(32);
  let rest = BigInt(decimal);
  for (let i = 0; i < 32; i++, rest >>= 8n) bytes[i] = Number(rest & 0xffn);
  return Buffer.from(bytes).toString('base64url');
}
