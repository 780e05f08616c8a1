// The whole local network behind one fetch-style handler: full node, faucet, Walrus and controls, on one origin.
// Composes the chain, the wire and the storage side; no Node built-ins, so a page's Worker can host it too.
import { Transaction } from '@mysten/sui/transactions';
import { createLedger, type FrameworkPackage } from './chain/genesis.ts';
import type { ChainLedger } from './chain/ledger.ts';
import type { Ledger, LedgerStore } from './chain/types.ts';
import { createControls } from './control.ts';
import { findDeployment } from './deployment.ts';
import floe from './generated/floe.json' with { type: 'json' };
import framework from './generated/framework.json' with { type: 'json' };
import walrusPackage from './generated/walrus.json' with { type: 'json' };
import { withCors } from './rpc/cors.ts';
import { createFaucet } from './rpc/faucet.ts';
import { createRpc } from './rpc/rpc.ts';
import { createNameRegistry } from './rpc/services/name.ts';
import type { BlobStore } from './walrus/blob-store.ts';
import { createCalendar } from './walrus/calendar.ts';
import { createCommittee } from './walrus/committee.ts';
import type { Encoder } from './walrus/encoder.ts';
import { setUpWalrus } from './walrus/setup.ts';
import type { Tip } from './walrus/tip.ts';
import { createWalrus, WALRUS_PATHS, type Walrus } from './walrus/walrus.ts';

export interface DevnetOptions {
  /** Milliseconds since 1970; the system's clock when absent. */
  now?: () => number;
  /** A store that already holds a network goes on with it. */
  store?: LedgerStore;
  blobs?: BlobStore;
  /** Computes blob IDs; in this thread, which it blocks, where absent. */
  encoder?: Encoder;
  /** How many aggregators there are. */
  aggregators?: number;
  /** What the tipped relay asks. */
  tip?: Tip;
  /** Transactions one history call may look at before it ends early. */
  scanLimit?: number;
}

/** What a client must know of the network: the line `npm run devnet` prints. */
export interface DevnetConfig {
  network: 'localnet';
  rpc: string;
  faucet: string;
  aggregators: string[];
  relay: string;
  /** A second relay, which asks a tip. */
  tippedRelay: string;
  /** Base URLs under which the storage node is found. */
  storageNodes: string[];
  package: string;
  hub: string;
  walrus: { system: string; staking: string };
  /** Coin type of WAL. */
  wal: string;
  /** The faucet: everybody's first coins come from it. */
  knownHubs: string[];
}

export interface Devnet {
  handle(request: Request): Promise<Response>;
  readonly ledger: ChainLedger;
  readonly walrus: Walrus;
  /** `origin` is where `handle` is served: `http://127.0.0.1:9000`, or any made-up origin in a page. */
  describe(origin: string): DevnetConfig;
}

/** 500 WAL: registers hundreds of gigabytes for a few epochs. */
const FAUCET_FROST = 500_000_000_000n;

export async function createDevnet(options: DevnetOptions = {}): Promise<Devnet> {
  const { now, store, blobs, encoder, aggregators, tip, scanLimit } = options;
  const ledger = createLedger({
    packages: framework.packages as unknown as FrameworkPackage[],
    ...(now ? { now } : {}),
    ...(store ? { store } : {}),
  });
  const committee = createCommittee();
  let deployment = await findDeployment(ledger);
  if (!deployment) {
    await setUpWalrus({ ledger, compiled: compiled(walrusPackage), committee });
    await publishForGood(ledger, compiled(floe));
    deployment = await findDeployment(ledger);
  }
  if (!deployment)
    throw new DevnetError('devnet/set-up-incomplete', 'the packages made no Hub or no Walrus system');
  ledger.registerTreasury('wal', { coinType: deployment.walrus.wal, cap: deployment.walrus.treasuryCap });

  const walrus = await createWalrus({
    ledger,
    packageId: deployment.walrus.package,
    committee,
    ...(blobs ? { store: blobs } : {}),
    ...(encoder ? { encoder } : {}),
    ...(tip ? { tip } : {}),
    ...(aggregators === undefined ? {} : { aggregators }),
  });
  const calendar = createCalendar(ledger, deployment.walrus);
  const names = createNameRegistry();
  const handlers = [
    createRpc(ledger, { names, ...(scanLimit === undefined ? {} : { scanLimit }) }),
    createFaucet(ledger, { wal: FAUCET_FROST }),
    walrus.handle,
    createControls({ ledger, walrus, names, calendar, describe }),
  ];

  return { handle: withCors(handle), ledger, walrus, describe };

  async function handle(request: Request): Promise<Response> {
    await calendar.keepUp();
    for (const answer of handlers) {
      const response = await answer(request);
      if (response) return response;
    }
    return new Response('no such route', { status: 404 });
  }

  function describe(origin: string): DevnetConfig {
    const { package: id, hub, walrus: contracts } = deployment!;
    const { system, staking, wal } = contracts;
    const base = origin.replace(/\/$/, '');
    return {
      network: 'localnet',
      rpc: base,
      faucet: base,
      aggregators: Array.from({ length: walrus.aggregators }, (_, i) => base + WALRUS_PATHS.aggregator(i)),
      relay: base + WALRUS_PATHS.relay,
      tippedRelay: base + WALRUS_PATHS.tippedRelay,
      storageNodes: Array.from({ length: walrus.storageNodes }, (_, i) => base + WALRUS_PATHS.storageNode(i)),
      package: id,
      hub,
      walrus: { system, staking },
      wal,
      knownHubs: [ledger.faucetAddress],
    };
  }
}

/** Modules in publishing order, as the generated files hold them. */
function compiled({ modules, dependencies }: { modules: Record<string, string>; dependencies: string[] }) {
  return { modules: Object.values(modules), dependencies };
}

/** As the contract is deployed for real: nobody can upgrade it afterwards. */
async function publishForGood(
  ledger: Ledger,
  { modules, dependencies }: ReturnType<typeof compiled>,
): Promise<void> {
  const tx = new Transaction();
  tx.setSender(ledger.faucetAddress);
  const upgradeCap = tx.publish({ modules, dependencies });
  tx.moveCall({ target: '0x2::package::make_immutable', arguments: [upgradeCap] });
  const { status } = await ledger.executeAsFaucet(tx.getData());
  if (!status.success) throw new DevnetError('devnet/set-up-failed', status.message);
}

export class DevnetError extends Error {
  override name = 'DevnetError';
  constructor(
    readonly code: 'devnet/set-up-failed' | 'devnet/set-up-incomplete',
    message: string,
  ) {
    super(message);
  }
}
