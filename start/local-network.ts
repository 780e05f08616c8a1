// One origin with everything a visitor needs: the page, the local network behind it and models to run. The only place
// where devnet and src meet; used by `npm start`, the end-to-end tests and the benchmarks.
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { createDevnet, type DevnetConfig } from '../devnet/network.ts';
import { createFileBlobStore } from '../devnet/node/file-store.ts';
import { serve } from '../devnet/node/serve.ts';
import { createThreadEncoder } from '../devnet/node/thread-encoder.ts';
import { loadMarket } from '../devnet/seed/load.ts';
import { keypairWallet } from '../src/agent/key.ts';
import { createNodeEngine } from '../src/agent/node-engine.ts';
import { createLocalEncoder } from '../src/lib/blobs/local-encoder.ts';
import { createMemoryStore } from '../src/lib/blobs/stores.ts';
import { createHub, type Hub, type NetworkConfig, type PublicationDraft } from '../src/lib/index.ts';
import type { Market } from './seed/index.ts';
import { createStaticFiles } from './static-files.ts';

const OPENED_BEFORE_MS = 3_600_000;
const ENCODE_THREAD = new URL('./encode-thread.mjs', import.meta.url);

export interface LocalNetwork {
  /** Origin of page and network, no trailing slash. */
  url: string;
  config: NetworkConfig;
  devnet: Awaited<ReturnType<typeof createDevnet>>;
  /** A hub of a fresh, funded wallet. */
  author(): Promise<{ hub: Hub; wallet: ReturnType<typeof keypairWallet>; keypair: Ed25519Keypair }>;
  close(): Promise<void>;
}

export interface LocalNetworkOptions {
  port?: number;
  /** Folder of the built page. */
  dist?: string;
  /** History to begin with, as if it had happened here. */
  market?: Market;
  /** What publications are cut into: small parts make a small model a large one. */
  partBytes?: number;
}

export async function startLocalNetwork(options: LocalNetworkOptions = {}): Promise<LocalNetwork> {
  const devnet = await openDevnet(options.market);
  const describe = (origin: string) => describeWith(devnet.describe(origin), options);
  const files = options.dist === undefined ? undefined : createStaticFiles(options.dist);
  const server = await serve(
    async (request) => {
      const url = new URL(request.url);
      if (url.pathname === '/devnet.json') return Response.json(describe(url.origin));
      return (await files?.(request)) ?? devnet.handle(request);
    },
    options.port === undefined ? {} : { port: options.port },
  );
  const config: NetworkConfig = describe(server.url);
  return {
    url: server.url,
    config,
    devnet,
    async author() {
      const keypair = new Ed25519Keypair();
      const wallet = keypairWallet(keypair);
      const hub = createHub({
        network: config,
        engine: createNodeEngine(),
        encoder: createLocalEncoder(),
        cache: createMemoryStore(),
        drafts: createMemoryStore(),
      });
      await hub.requestFunds(wallet.address);
      return { hub, wallet, keypair };
    },
    close: () => server.close(),
  };
}

/** Everybody knows a network's exchanges; so who came through the same one is not taken for one person. */
function describeWith(config: DevnetConfig, { market, partBytes }: LocalNetworkOptions): NetworkConfig {
  const knownHubs = [...config.knownHubs, ...(market?.exchanges ?? [])];
  return { ...config, knownHubs, ...(partBytes === undefined ? {} : { partBytes }) };
}

/** The contract must be there before its history, so such a network opens just before the market does. */
async function openDevnet(market: Market | undefined) {
  const options = { blobs: createFileBlobStore(), encoder: createThreadEncoder(ENCODE_THREAD) };
  if (!market) return createDevnet(options);
  let now = () => market.startMs - OPENED_BEFORE_MS;
  const devnet = await createDevnet({ ...options, now: () => now() });
  await loadMarket(devnet.ledger, market);
  now = Date.now;
  return devnet;
}

/** Publishes drafts one after another from one wallet. @returns model ids, in order */
export async function publishAll(
  { hub, wallet }: { hub: Hub; wallet: ReturnType<typeof keypairWallet> },
  drafts: PublicationDraft[],
  onPublished: (draft: PublicationDraft, model: string) => void = () => {},
): Promise<string[]> {
  const models: string[] = [];
  for (const draft of drafts) {
    const { id } = await hub.draft(draft);
    const { model } = await hub.publish(id, wallet);
    models.push(model!);
    onPublished(draft, model!);
  }
  return models;
}
