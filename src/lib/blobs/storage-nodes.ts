// Where Walrus's storage nodes are: named by the network's description, else some of the current committee, by the chain.
// What a node answers is for others to doubt.
import { bcs } from '@mysten/sui/bcs';
import { lazyWalrus, type WalrusNetwork } from './walrus-client.ts';

/** Base URLs; empty where nobody knows any. */
export type StorageNodes = (options: { signal?: AbortSignal }) => Promise<readonly string[]>;

/** Asks one node after another for a path below its base, until `read` makes something of an answer. */
export async function askNodes<T>(
  storageNodes: StorageNodes,
  path: string,
  options: {
    fetch: typeof fetch;
    /** For each node. */
    patienceMs: number;
    /** Whatever is longer is passed over. */
    mostBytes: number;
    read: (bytes: Uint8Array) => T | undefined;
    signal: AbortSignal | undefined;
  },
): Promise<T | undefined> {
  const { fetch: fetchFn, patienceMs, mostBytes, read, signal } = options;
  for (const node of await storageNodes(signal ? { signal } : {})) {
    const patience = AbortSignal.timeout(patienceMs);
    try {
      const response = await fetchFn(`${node.replace(/\/+$/, '')}${path}`, {
        signal: signal ? AbortSignal.any([signal, patience]) : patience,
        cache: 'no-store',
      });
      if (!response.ok || Number(response.headers.get('content-length') ?? 0) > mostBytes) continue;
      const bytes = new Uint8Array(await response.arrayBuffer());
      const found = bytes.length <= mostBytes ? read(bytes) : undefined;
      if (found !== undefined) return found;
    } catch {
      signal?.throwIfAborted();
    }
  }
  return undefined;
}

/** So many are asked for one answer. */
const ASKED = 4;

/** How walrus::staking_pool::StakingPool begins: what follows says nothing of where the node is. */
const StakingPoolHead = bcs.struct('StakingPool', {
  id: bcs.Address,
  state: bcs.enum('PoolState', { Active: null, Withdrawing: bcs.u32(), Withdrawn: null }),
  votingParams: bcs.struct('VotingParams', {
    storagePrice: bcs.u64(),
    writePrice: bcs.u64(),
    nodeCapacity: bcs.u64(),
  }),
  name: bcs.string(),
  nodeId: bcs.Address,
  networkAddress: bcs.string(),
});

/** `https://host:port` of the node whose StakingPool these bytes are; undefined for bytes that are none. */
export function nodeUrl(content: Uint8Array): string | undefined {
  try {
    const { networkAddress } = StakingPoolHead.parse(content);
    const { protocol, host, pathname, username } = new URL(`https://${networkAddress}`);
    return protocol === 'https:' && pathname === '/' && username === '' ? `https://${host}` : undefined;
  } catch {
    return undefined;
  }
}

/** Some members of the committee in any order, looked up once; looked up again where that failed. */
export function createCommitteeNodes(options: WalrusNetwork & { random?: () => number }): StorageNodes {
  const { suiClient: client, random = Math.random } = options;
  const walrusClient = lazyWalrus(options);
  let known: readonly string[] = [];

  return async ({ signal }) => {
    if (known.length > 0) return known;
    try {
      const { committee } = await (await walrusClient()).stakingState();
      const ids = committee[0].contents.map(({ key }) => key);
      const { objects } = await client.core.getObjects({
        objectIds: sample(ids, ASKED, random),
        include: { content: true },
        ...(signal ? { signal } : {}),
      });
      known = objects.flatMap((object) => (object instanceof Error ? [] : (nodeUrl(object.content) ?? [])));
    } catch {
      signal?.throwIfAborted();
    }
    return known;
  };
}

function sample<T>(items: readonly T[], count: number, random: () => number): T[] {
  const left = [...items];
  const chosen: T[] = [];
  while (chosen.length < count && left.length > 0) {
    chosen.push(...left.splice(Math.floor(random() * left.length), 1));
  }
  return chosen;
}
