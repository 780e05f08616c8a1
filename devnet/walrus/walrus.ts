// The network's Walrus: relay, aggregators and storage node behind one fetch-style handler. Storage and bytes only;
// what is registered or certified is read from the ledger. How to compose it:
//
//   const committee = createCommittee();                                             // ./committee.ts
//   const deployment = await setUpWalrus({ ledger, compiled, committee });           // ./setup.ts, once per ledger
//   const walrus = await createWalrus({ ledger, packageId: deployment.package, committee });
//   walrus.handle(request) -> Response, or undefined when the path is not Walrus's
//   walrus.setFault(1, { kind: 'corrupt' }); walrus.setFault(1, undefined);          // parseFault(json) in ./fault.ts
//   const calendar = createCalendar(ledger, deployment); await calendar.keepUp();    // ./calendar.ts, before requests
//
// Routes: WALRUS_PATHS.relay + '/v1/...' and WALRUS_PATHS.aggregator(n) + '/v1/...'; append them to the origin served
// under to get the relay's host and the aggregators' base URLs. A restart needs nothing but the ledger and the store.
import type { Ledger } from '../chain/types.ts';
import { type AggregatorPorts, handleAggregator } from './aggregator.ts';
import { type BlobStore, createMemoryBlobStore } from './blob-store.ts';
import { type Committee, createCommittee } from './committee.ts';
import { type Encoder, loadEncoder } from './encoder.ts';
import { delay, type Fault, FaultBoard } from './fault.ts';
import { BlobRegistry } from './registry.ts';
import { handleRelay, type RelayPorts } from './relay.ts';
import type { Tip } from './tip.ts';
import { preflight, refuse } from './response.ts';

export interface WalrusOptions {
  ledger: Pick<Ledger, 'scan' | 'getObject' | 'getTransaction'>;
  /** `package` of the deployment, 0x + 64 hex digits. */
  packageId: string;
  store?: BlobStore;
  /** Must be the one the deployment was set up with. */
  committee?: Committee;
  encoder?: Encoder;
  /** What the relay asks for each upload; nothing by default. */
  tip?: Tip;
  /** How many aggregators there are. */
  aggregators?: number;
}

export interface Walrus {
  readonly aggregators: number;
  handle(request: Request): Promise<Response | undefined>;
  setFault(aggregator: number, fault: Fault | undefined): void;
}

export const WALRUS_PATHS = {
  relay: '/walrus/relay',
  aggregator: (index: number) => `/walrus/aggregator/${index}`,
};
const DEFAULT_AGGREGATORS = 3;

const PATH = /^\/walrus\/(?:(relay)|aggregator\/(\d{1,3}))(\/.*)$/;

export async function createWalrus(options: WalrusOptions): Promise<Walrus> {
  const { ledger, packageId, aggregators = DEFAULT_AGGREGATORS } = options;
  const ports: AggregatorPorts & RelayPorts = {
    ledger,
    registry: new BlobRegistry(ledger, packageId),
    store: options.store ?? createMemoryBlobStore(),
    committee: options.committee ?? createCommittee(),
    encoder: options.encoder ?? (await loadEncoder()),
    metadata: new Map(),
    tip: options.tip,
  };
  const faults = new FaultBoard();

  return {
    aggregators,
    async handle(request) {
      const url = new URL(request.url);
      const match = PATH.exec(url.pathname);
      if (!match) return undefined;
      const [, relay, index, path] = match;
      if (request.method === 'OPTIONS') return preflight();
      const response = relay
        ? await handleRelay(ports, request, path!, url.searchParams)
        : await readThrough(faults, Number(index), request, () =>
            Number(index) < aggregators
              ? handleAggregator(ports, request, path!, url.searchParams)
              : Promise.resolve(undefined),
          );
      return response ?? refuse(404, 'ROUTE_NOT_FOUND', `no route ${url.pathname}`);
    },
    setFault(aggregator, fault) {
      if (!Number.isInteger(aggregator) || aggregator < 0 || aggregator >= aggregators)
        throw new RangeError(`no aggregator ${aggregator}`);
      faults.set(aggregator, fault);
    },
  };
}

/** Answers as the aggregator's fault, if any, would have it. */
async function readThrough(
  faults: FaultBoard,
  index: number,
  request: Request,
  answer: () => Promise<Response | undefined>,
): Promise<Response | undefined> {
  const fault = faults.get(index);
  switch (fault?.kind) {
    case undefined:
      return answer();
    case 'status':
      return refuse(fault.status, 'FAULT', 'this aggregator was told to fail');
    case 'slow':
      await delay(fault.ms, request.signal);
      return answer();
    case 'hang':
      await faults.changed(index, request.signal);
      return readThrough(faults, index, request, answer);
    case 'corrupt':
    case 'truncate':
      return spoil(await answer(), fault.kind);
  }
}

async function spoil(
  response: Response | undefined,
  kind: 'corrupt' | 'truncate',
): Promise<Response | undefined> {
  if (!response?.ok || !response.body) return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const middle = bytes.length >> 1;
  const { status, headers } = response;
  if (kind === 'truncate') return new Response(bytes.subarray(0, middle), { status, headers });
  if (bytes.length) bytes[middle] = bytes[middle]! ^ 0xff;
  return new Response(bytes, { status, headers });
}
