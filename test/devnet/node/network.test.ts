import { requestSuiFromFaucetV2 } from '@mysten/sui/faucet';
import { SuiGrpcClient } from '@mysten/sui/grpc';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { Transaction } from '@mysten/sui/transactions';
import { WalrusClient } from '@mysten/walrus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryStore } from '../../../devnet/chain/store.ts';
import { createDevnet, type Devnet, type DevnetConfig } from '../../../devnet/network.ts';
import { serve, type Served } from '../../../devnet/node/serve.ts';

let devnet: Devnet;
let server: Served;
let config: DevnetConfig;
let client: SuiGrpcClient;
const signer = new Ed25519Keypair();
const me = signer.toSuiAddress();

beforeAll(async () => {
  devnet = await createDevnet({ aggregators: 2 });
  server = await serve(devnet.handle);
  config = devnet.describe(server.url);
  client = new SuiGrpcClient({ network: 'localnet', baseUrl: config.rpc });
  await requestSuiFromFaucetV2({ host: config.faucet, recipient: me });
});
afterAll(() => server.close());

const post = (path: string, body: unknown) =>
  fetch(server.url + path, { method: 'POST', body: JSON.stringify(body) }).then((r) => r.json());

describe('a network', () => {
  it('describes itself, and what it names exists', async () => {
    expect(await (await fetch(`${server.url}/devnet/config`)).json()).toEqual(config);
    expect(config).toMatchObject({ network: 'localnet', rpc: server.url, faucet: server.url });
    expect(config.aggregators).toHaveLength(2);
    const { objects } = await client.getObjects({
      objectIds: [config.package, config.hub, config.walrus.system, config.walrus.staking],
      include: { json: true },
    });
    const types = objects.map((object) => (object as { type: string }).type);
    expect(types.slice(0, 2)).toEqual(['package', `${config.package}::hub::Hub`]);
    expect(types[2]).toMatch(/::system::System$/);
    expect(types[3]).toMatch(/::staking::Staking$/);
    expect((objects[1] as { json: object }).json).toMatchObject({ count: '0' });
  });

  it('has a contract nobody can upgrade', async () => {
    const { digest } = (await first((tx) => tx.changes.some((change) => change.id === config.package)))!;
    const { Transaction: published } = await client.getTransaction({
      digest,
      include: { objectTypes: true, effects: true },
    });
    const created = published!.effects.changedObjects.filter(
      (change) => change.outputState === 'ObjectWrite',
    );
    expect(created.some((change) => published!.objectTypes[change.objectId]!.includes('UpgradeCap'))).toBe(
      false,
    );
  });

  it('gives SUI and WAL', async () => {
    const { balances } = await client.listBalances({ owner: me });
    const byType = Object.fromEntries(balances.map((b) => [b.coinType, BigInt(b.balance)]));
    expect(byType[config.wal]).toBe(500_000_000_000n);
    expect(Object.keys(byType)).toHaveLength(2);
    const refused = await fetch(`${server.url}/v2/gas`, { method: 'POST', body: '{}' });
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ status: { Failure: { internal: 'missing recipient' } } });
  });

  it('goes on from its store', async () => {
    const store = new MemoryStore();
    const before = await createDevnet({ store });
    const again = await createDevnet({ store });
    expect(again.describe('http://x')).toEqual(before.describe('http://x'));
    expect(again.ledger.chainId).toBe(before.ledger.chainId);
    const { coins } = await again.ledger.mint(me, [{ type: 'wal', amount: 1n }]);
    expect(coins).toHaveLength(1);
  });

  it('answers a preflight on every route', async () => {
    for (const path of [
      '/sui.rpc.v2.LedgerService/GetObject',
      '/v2/gas',
      '/walrus/relay/v1/tip-config',
      '/nothing',
    ]) {
      const response = await fetch(server.url + path, {
        method: 'OPTIONS',
        headers: { 'access-control-request-headers': 'content-type,x-grpc-web' },
      });
      expect(response.ok).toBe(true);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(response.headers.get('access-control-allow-headers')).toMatch(/\*|x-grpc-web/);
    }
    expect((await fetch(`${server.url}/nothing`)).status).toBe(404);
  });
});

describe('Walrus', () => {
  it('takes a blob through the relay and gives it back from every aggregator', async () => {
    const walrus = new WalrusClient({
      packageConfig: { systemObjectId: config.walrus.system, stakingPoolId: config.walrus.staking },
      suiClient: client,
      uploadRelay: { host: config.relay, timeout: 60_000 },
    });
    const blob = new TextEncoder().encode('weights of a very small model');
    const { blobId } = await walrus.writeBlob({ blob, deletable: false, epochs: 2, signer });
    for (const aggregator of config.aggregators) {
      const response = await fetch(`${aggregator}/v1/blobs/${blobId}`);
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(blob);
    }
    await post('/devnet/fault', { aggregator: 0, fault: { kind: 'status', status: 503 } });
    expect((await fetch(`${config.aggregators[0]}/v1/blobs/${blobId}`)).status).toBe(503);
    expect((await fetch(`${config.aggregators[1]}/v1/blobs/${blobId}`)).status).toBe(200);
    await post('/devnet/fault', { aggregator: 0, fault: { kind: 'truncate', after: 7 } });
    const broken = await fetch(`${config.aggregators[0]}/v1/blobs/${blobId}`);
    expect(broken.headers.get('content-length')).toBe(String(blob.length));
    await expect(broken.arrayBuffer()).rejects.toThrow(TypeError);
    await post('/devnet/fault', { aggregator: 0, fault: { kind: 'stall', after: 7 } });
    const leaving = new AbortController();
    const silent = await fetch(`${config.aggregators[0]}/v1/blobs/${blobId}`, { signal: leaving.signal });
    const reader = silent.body!.getReader();
    expect((await reader.read()).value).toEqual(blob.subarray(0, 7));
    leaving.abort();
    await expect(reader.read()).rejects.toMatchObject({ name: 'AbortError' });
    await post('/devnet/fault', { aggregator: 0, fault: null });
    expect((await fetch(`${config.aggregators[0]}/v1/blobs/${blobId}`)).status).toBe(200);
  });
});

describe('the controls', () => {
  it('make any Walrus service fail, and tell what each was asked', async () => {
    await post('/devnet/traffic', {});
    const fault = { kind: 'status', status: 429, retryAfter: 7 };
    expect(await post('/devnet/fault', { service: 'node/1', fault })).toEqual({ service: 'node/1', fault });
    const url = `${config.storageNodes[1]}/v1/blobs/${'A'.repeat(43)}/metadata`;
    const refused = await fetch(url);
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
    await post('/devnet/fault', { service: 'node/1', fault: null });
    expect((await fetch(url)).status).toBe(404);
    const services = { 'node/1': { requests: 2, bytes: 0, statuses: { 404: 1, 429: 1 } } };
    const counted = await (await fetch(`${server.url}/devnet/traffic`)).json();
    expect(counted).toMatchObject({ services, log: [{ service: 'node/1', status: 429 }, { status: 404 }] });
    expect(await post('/devnet/traffic', {})).toMatchObject({ services });
    expect(await post('/devnet/traffic', {})).toEqual({ services: {}, log: [] });
  });

  it("move the network's clock on, which contracts see", async () => {
    const before = devnet.ledger.nowMs();
    const { nowMs } = (await post('/devnet/time', { advanceMs: 3_600_000 })) as { nowMs: number };
    expect(BigInt(nowMs) - before).toBeGreaterThanOrEqual(3_600_000n);
    const tx = new Transaction();
    tx.moveCall({ target: '0x2::clock::timestamp_ms', arguments: [tx.object.clock()] });
    const { commandResults } = await client.simulateTransaction({
      transaction: tx,
      checksEnabled: false,
      include: { commandResults: true },
    });
    const seen = new DataView(commandResults![0]!.returnValues[0]!.bcs!.slice().buffer).getBigUint64(0, true);
    expect(seen).toBeGreaterThanOrEqual(BigInt(nowMs));
  });

  it('move epochs on', async () => {
    const { epoch } = (await client.getCurrentSystemState()).systemState;
    expect(await post('/devnet/epoch', {})).toMatchObject({ epoch: Number(epoch) + 1 });
    expect((await client.getCurrentSystemState()).systemState.epoch).toBe(String(Number(epoch) + 1));
    expect(await post('/devnet/walrus-epoch', {})).toHaveProperty('epoch');
  });

  it('refuse what they do not understand', async () => {
    expect(await post('/devnet/time', { advanceMs: -1 })).toHaveProperty('error');
    expect(await post('/devnet/fault', { aggregator: 9, fault: null })).toHaveProperty('error');
    expect(await post('/devnet/fault', { aggregator: 0, fault: { kind: 'sulk' } })).toHaveProperty('error');
    expect(await post('/devnet/fault', { service: 'publisher', fault: null })).toHaveProperty('error');
    expect(await post('/devnet/tip', { address: '0x1', kind: {} })).toHaveProperty('error');
  });
});

async function first(matches: (tx: { digest: string; changes: { id: string }[] }) => boolean) {
  for await (const { transaction } of devnet.ledger.scan({ from: 0n, descending: false })) {
    if (matches(transaction)) return transaction;
  }
  return undefined;
}
