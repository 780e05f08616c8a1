// The network's Walrus: relays, aggregators and storage nodes behind one fetch-style handler. Storage and bytes only;
// what is registered or certified is read from the ledger. How to compose it:
//
//   const committee = createCommittee();                                             // ./committee.ts
//   const deployment = await setUpWalrus({ ledger, compiled, committee });           // ./setup.ts, once per ledger
//   const walrus = await createWalrus({ ledger, packageId: deployment.package, committee });
//   walrus.handle(request) -> Response, or undefined when the path is not Walrus's
//   walrus.setFault('aggregator/1', { kind: 'corrupt' }); walrus.setFault('node/0', undefined);     // ./fault.ts
//   const calendar = createCalendar(ledger, deployment); await calendar.keepUp();    // ./calendar.ts, before requests
//
// Routes: WALRUS_PATHS.relay + '/v1/...' and so on; append them to the origin served under to get the services' base
// URLs. A restart needs nothing but the ledger and the store.
import type { Ledger } from '../chain/types.ts';
import { type AggregatorPorts, handleAggregator } from './aggregator.ts';
import { type BlobStore, createMemoryBlobStore } from './blob-store.ts';
import { type Committee, createCommittee } from './committee.ts';
import { type Encoder, loadEncoder } from './encoder.ts';
import { delay, FaultBoard } from './fault-board.ts';
import type { Fault } from './fault.ts';
import { misbehave, type MisbehavePorts } from './misbehave.ts';
import { BlobRegistry } from './registry.ts';
import { handleRelay, type RelayPorts } from './relay.ts';
import { type Answer, preflight, refuse, send } from './response.ts';
import { handleStorageNode, type StorageNodePorts } from './storage-node.ts';
import type { Tip } from './tip.ts';
import { Traffic } from './traffic.ts';

export interface WalrusOptions {
  ledger: Pick<Ledger, 'scan' | 'getObject' | 'getTransaction' | 'nowMs'>;
  /** `package` of the deployment, 0x + 64 hex digits. */
  packageId: string;
  store?: BlobStore;
  /** Must be the one the deployment was set up with. */
  committee?: Committee;
  encoder?: Encoder;
  /** What the tipped relay asks for each upload. */
  tip?: Tip;
  /** How many aggregators there are. */
  aggregators?: number;
  /** Under how many addresses the storage node is found, so that one of them may fail. */
  storageNodes?: number;
}

export interface Walrus {
  readonly aggregators: number;
  readonly storageNodes: number;
  handle(request: Request): Promise<Response | undefined>;
  /**
   * Makes a service fail or lie, or mends it. A number is an aggregator's. Throws RangeError for a service that is not
   * there, or a relay's fault that needs a body of bytes.
   */
  setFault(service: WalrusService | number, fault: Fault | undefined): void;
  setTip(tip: Tip): void;
  /** What was asked and sent since the start or the last `reset`. */
  readonly traffic: Traffic;
}

export type WalrusService = 'relay' | 'relay-tipped' | `aggregator/${number}` | `node/${number}`;

export const WALRUS_PATHS = {
  relay: '/walrus/relay',
  tippedRelay: '/walrus/relay-tipped',
  aggregator: (index: number) => `/walrus/aggregator/${index}`,
  storageNode: (index: number) => `/walrus/node/${index}`,
};
const DEFAULT_AGGREGATORS = 3;
const DEFAULT_STORAGE_NODES = 2;
/** Mainnet's order of magnitude: 0.0026 SUI for a small blob. */
const DEFAULT_TIP: Tip = {
  address: `0x${'71b'.padStart(64, '0')}`,
  kind: { linear: { base: 0, encoded_size_mul_per_kib: 40 } },
};

const PATH = /^\/walrus\/(relay|relay-tipped|aggregator\/\d{1,3}|node\/\d{1,3})(\/.*)$/;
const BLOB_ID = /\/blobs\/([\w-]{43})(?:\/|$)/;

export async function createWalrus(options: WalrusOptions): Promise<Walrus> {
  const {
    ledger,
    packageId,
    aggregators = DEFAULT_AGGREGATORS,
    storageNodes = DEFAULT_STORAGE_NODES,
  } = options;
  const registry = new BlobRegistry(ledger, packageId);
  const store = options.store ?? createMemoryBlobStore();
  const ports: AggregatorPorts & StorageNodePorts & RelayPorts = {
    ledger,
    registry,
    store,
    committee: options.committee ?? createCommittee(),
    encoder: options.encoder ?? (await loadEncoder()),
    metadata: new Map(),
  };
  const misbehaviour: MisbehavePorts = {
    async otherBlob({ use, not }) {
      return store.get(use ?? registry.available().find((blobId) => blobId !== not) ?? '');
    },
    sinceCertified: (blobId) => Number(ledger.nowMs() - (registry.certifiedMs(blobId) ?? 0n)),
  };
  const faults = new FaultBoard();
  const traffic = new Traffic();
  let tip = options.tip ?? DEFAULT_TIP;

  function exists(service: string): boolean {
    const [kind, index] = service.split('/');
    if (kind === 'aggregator') return Number(index) < aggregators;
    return kind === 'node' ? Number(index) < storageNodes : true;
  }

  function ask(service: string, path: string, request: Request, query: URLSearchParams) {
    if (service.startsWith('aggregator/')) return handleAggregator(ports, request, path, query);
    if (service.startsWith('node/')) return handleStorageNode(ports, request, path);
    return handleRelay(ports, { request, path, query, ...(service === 'relay-tipped' ? { tip } : {}) });
  }

  /** Answers as the service's fault, if any, would have it. */
  async function answer(
    service: string,
    path: string,
    request: Request,
    query: URLSearchParams,
  ): Promise<Answer | Response | undefined> {
    const active = faults.meet(service, BLOB_ID.exec(path)?.[1]);
    switch (active?.fault.kind) {
      case 'status': {
        const { status, retryAfter } = active.fault;
        const headers: Record<string, string> =
          retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
        return refuse(status, 'FAULT', 'this service was told to fail', headers);
      }
      case 'hang':
        await faults.changed(service, request.signal);
        return answer(service, path, request, query);
      case 'slow':
        await delay(active.fault.ms ?? 0, request.signal);
    }
    const right = await ask(service, path, request, query);
    if (!active || !right || right instanceof Response) return right;
    return misbehave(active, right, misbehaviour);
  }

  return {
    aggregators,
    storageNodes,
    traffic,
    async handle(request) {
      const url = new URL(request.url);
      const match = PATH.exec(url.pathname);
      if (!match) return undefined;
      const service = match[1]!;
      const path = match[2]!;
      if (request.method === 'OPTIONS') return preflight();
      const noRoute = () => refuse(404, 'ROUTE_NOT_FOUND', `no route ${url.pathname}`);
      if (!exists(service)) return noRoute();
      const counted = traffic.begin(service, request, path + url.search);
      const answered = (await answer(service, path, request, url.searchParams)) ?? noRoute();
      counted.answered(answered.status);
      if (answered instanceof Response) return answered;
      return send(answered, request, {
        signal: request.signal,
        resumed: (signal) => faults.changed(service, signal),
        onBytes: counted.sent,
      });
    },
    setFault(target, fault) {
      const service = typeof target === 'number' ? `aggregator/${target}` : target;
      if (!PATH.test(`/walrus/${service}/`) || !exists(service))
        throw new RangeError(`no service ${service}`);
      if (fault && service.startsWith('relay') && !['status', 'hang', 'slow'].includes(fault.kind))
        throw new RangeError(`a relay has no fault of the kind ${fault.kind}`);
      faults.set(service, fault);
    },
    setTip(changed) {
      tip = changed;
    },
  };
}
