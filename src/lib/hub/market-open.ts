// The market of a network with nothing of a hub around it: what a Worker opens.
import { createBlobStorage } from '../blobs/storage.ts';
import { createChain } from '../chain/chain.ts';
import type { KeyValueStore } from '../model/ports.ts';
import type { NetworkConfig } from '../model/network.ts';
import { createMarket } from './market.ts';
import type { Market } from './market-types.ts';
import { createModelStorage } from './storage.ts';

/** @throws ChainError 'chain/not-deployed' when the network has no contract configured */
export function openMarket({ network, store }: { network: NetworkConfig; store: KeyValueStore }): Market {
  const chain = createChain(network);
  const storage = createBlobStorage({ suiClient: chain.rpc, walrus: network.walrus });
  const { storageEnds } = createModelStorage(chain, storage);
  return createMarket({ chain, network, store, storageEnds });
}
