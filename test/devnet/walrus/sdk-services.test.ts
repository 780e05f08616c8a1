// The unmodified Walrus SDK against a relay that asks a tip, and against a storage node: nothing here is faked.
import { SuiGrpcClient } from '@mysten/sui/grpc';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { Transaction } from '@mysten/sui/transactions';
import { type UploadRelayConfig, WalrusClient } from '@mysten/walrus';
import { beforeAll, describe, expect, it } from 'vitest';
import { createDevnet, type Devnet, type DevnetConfig } from '../../../devnet/network.ts';

const ORIGIN = 'http://devnet.test';
const signer = Ed25519Keypair.fromSecretKey(new Uint8Array(32).fill(42));
const bytes = Uint8Array.from({ length: 1_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff);

let devnet: Devnet;
let config: DevnetConfig;
let client: SuiGrpcClient;
/** Once for all tests: it takes seconds. */
let encoded: Awaited<ReturnType<WalrusClient['computeBlobMetadata']>>;
const local = (input: RequestInfo | URL, init?: RequestInit) => devnet.handle(new Request(input, init));

beforeAll(async () => {
  devnet = await createDevnet();
  config = devnet.describe(ORIGIN);
  const amount = 100_000_000_000n;
  await devnet.ledger.mint(signer.toSuiAddress(), [
    { type: 'sui', amount },
    { type: 'wal', amount },
  ]);
  client = new SuiGrpcClient({ network: 'localnet', baseUrl: config.rpc, fetch: local });
  encoded = await walrusClient(config.relay).computeBlobMetadata({ bytes });
});

function walrusClient(host: string, sendTip?: UploadRelayConfig['sendTip']): WalrusClient {
  // A client remembers a relay's tip under its Sui client.
  client.cache.clear();
  return new WalrusClient({
    packageConfig: { systemObjectId: config.walrus.system, stakingPoolId: config.walrus.staking },
    suiClient: client,
    uploadRelay: { host, fetch: local, timeout: 60_000, ...(sendTip ? { sendTip } : {}) },
  });
}
const refusal = (reason: string) => ({ status: 400, error: { error: { details: [{ reason }] } } });

describe('a relay that asks a tip', () => {
  const address = `0x${'71'.repeat(32)}`;
  const ask = (kind: object) =>
    local(`${ORIGIN}/devnet/tip`, { method: 'POST', body: JSON.stringify({ address, kind }) });
  const received = async () => BigInt((await client.core.getBalance({ owner: address })).balance.balance);

  /** Registers the blob with the tip that the client would pay, if any, and uploads it. */
  async function write(walrus: WalrusClient) {
    const { blobId, rootHash, nonce, blobDigest } = encoded;
    const size = bytes.length;
    const transaction = new Transaction();
    transaction.add(walrus.sendUploadRelayTip({ size, nonce, blobDigest: await blobDigest() }));
    const registration = {
      size,
      epochs: 1,
      blobId,
      rootHash,
      deletable: false,
      owner: signer.toSuiAddress(),
    };
    const registered = await walrus.executeRegisterBlobTransaction({ ...registration, transaction, signer });
    return walrus.writeBlobToUploadRelay({
      blobId,
      blob: bytes,
      nonce,
      txDigest: registered.digest,
      blobObjectId: registered.blob.id,
      deletable: false,
      encodingType: 'RS2',
    });
  }

  it.each([
    // 66,034,000 encoded bytes are 64,487 KiB begun.
    { kind: { linear: { base: 500, encoded_size_mul_per_kib: 2 } }, cost: 129_474n, max: 1_000_000 },
    { kind: { const: 12_345 }, cost: 12_345n, max: 12_345 },
  ])('takes a blob whose registration paid it: $kind', async ({ kind, cost, max }) => {
    expect((await ask(kind)).status).toBe(200);
    const walrus = walrusClient(config.tippedRelay, { max });
    expect(String(await walrus.calculateUploadRelayTip({ size: bytes.length }))).toBe(String(cost));
    const before = await received();
    expect((await write(walrus)).certificate.signers).toEqual([0]);
    expect((await received()) - before).toBe(cost);
  });

  it('refuses one for which nothing was paid, or too little', async () => {
    await expect(write(walrusClient(config.tippedRelay))).rejects.toMatchObject(refusal('NONCE_MISSING'));
    const mean = walrusClient(config.tippedRelay, { address, kind: { const: 12_344 } });
    await expect(write(mean)).rejects.toMatchObject(refusal('INSUFFICIENT_TIP'));
  });

  it('leaves the other relay free', async () => {
    expect(await (await local(`${config.relay}/v1/tip-config`)).json()).toBe('no_tip');
  });

  it('is paid within the whole flow of the SDK', async () => {
    const walrus = walrusClient(config.tippedRelay, { max: 12_345 });
    const { blobId } = await walrus.writeBlob({ blob: bytes, deletable: false, epochs: 1, signer });
    const response = await local(`${config.aggregators[0]}/v1/blobs/${blobId}`);
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(bytes);
  });
});

describe("a storage node's metadata", () => {
  it("is read by the SDK's own client under every address", async () => {
    const { blobId } = encoded;
    const nodes = await storageNodeClient();
    expect(config.storageNodes).toHaveLength(2);
    for (const nodeUrl of config.storageNodes) {
      const { metadata, ...served } = await nodes.getBlobMetadata({ blobId }, { nodeUrl });
      expect(served.blobId).toBe(blobId);
      expect(metadata.V1).toMatchObject({ encoding_type: { RS2: true }, unencoded_length: '1000' });
      // That they hash to the blob ID is shown in encoder.test.ts.
      const digests = metadata.V1.hashes.flatMap((pair) => [pair.primary_hash, pair.secondary_hash]);
      expect(digests.filter(({ Digest }) => Digest?.length === 32)).toHaveLength(2_000);
    }
  });

  it('is not found where the blob is not', async () => {
    const nodes = await storageNodeClient();
    const blobId = Buffer.alloc(32, 1).toString('base64url');
    const attempt = nodes.getBlobMetadata({ blobId }, { nodeUrl: config.storageNodes[0]! });
    await expect(attempt).rejects.toMatchObject({ status: 404 });
  });
});

describe("a storage node's word on a blob", () => {
  it("is read by the SDK's own client: nonexistent, then certified by a transaction that has it", async () => {
    const nodes = await storageNodeClient();
    const nodeUrl = config.storageNodes[1]!;
    const blobId = Buffer.alloc(32, 2).toString('base64url');
    expect(await nodes.getBlobStatus({ blobId }, { nodeUrl })).toEqual({ type: 'nonexistent' });
    const status = await nodes.getBlobStatus({ blobId: encoded.blobId }, { nodeUrl });
    expect(status).toMatchObject({ type: 'permanent', isCertified: true });
    if (status.type !== 'permanent') throw new Error(status.type);
    const transaction = await devnet.ledger.getTransaction(status.statusEvent.txDigest);
    const events = transaction!.events.map(({ type }) => (type.kind === 'struct' ? type.name : ''));
    expect(events[Number(status.statusEvent.eventSeq)]).toBe('BlobCertified');
  });
});

interface Pair {
  primary_hash: { Digest?: Uint8Array };
  secondary_hash: { Digest?: Uint8Array };
}

/** The client that WalrusClient asks storage nodes with; the package does not export it. */
async function storageNodeClient() {
  const path = '../../../node_modules/@mysten/walrus/dist/storage-node/client.mjs';
  const { StorageNodeClient } = (await import(path)) as {
    StorageNodeClient: new (options: { fetch: typeof local }) => {
      getBlobMetadata(
        options: { blobId: string },
        request: { nodeUrl: string },
      ): Promise<{
        blobId: string;
        metadata: { V1: { encoding_type: object; unencoded_length: string; hashes: Pair[] } };
      }>;
      getBlobStatus(
        options: { blobId: string },
        request: { nodeUrl: string },
      ): Promise<
        | { type: 'nonexistent' }
        | { type: 'permanent'; isCertified: boolean; statusEvent: { txDigest: string; eventSeq: string } }
      >;
    };
  };
  return new StorageNodeClient({ fetch: local });
}
