// The switch between the engines that can tell the market's past: a full node, or an indexer that forgets less.
import type { HistorySource } from '../model/history.ts';
import type { NetworkConfig } from '../model/network.ts';
import type { Chain } from './chain.ts';
import { createGraphqlHistorySource } from './history-graphql.ts';
import { createHistorySource } from './history.ts';

/** The full node, unless the network says `history: 'graphql'` and has such an endpoint. */
export function chooseHistorySource(
  network: Pick<NetworkConfig, 'history' | 'graphql'>,
  chain: Pick<Chain, 'rpc' | 'packageId'>,
  options: { fetch?: typeof fetch } = {},
): HistorySource {
  return network.history === 'graphql' && network.graphql !== undefined
    ? createGraphqlHistorySource(network.graphql, chain.packageId, options)
    : createHistorySource(chain.rpc, chain.packageId);
}
