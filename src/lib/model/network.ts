// Where a network's public infrastructure is. One shape for every network; the user may edit it in Settings.

export type NetworkName = 'localnet' | 'testnet' | 'mainnet';

export interface NetworkConfig {
  network: NetworkName;
  /** gRPC-web endpoint of a Sui full node. */
  rpc: string;
  /** Asked to confirm receipts; falls back to `rpc`. */
  secondRpc?: string;
  /** GraphQL endpoint of an indexer: it remembers what full nodes prune. */
  graphql?: string;
  /** Who tells the market's past; the full node where absent, or where there is no `graphql`. */
  history?: 'node' | 'graphql';
  /** Address of a public explorer's page about a transaction, `{digest}` in it; absent where there is none. */
  explorer?: string;
  /** Faucet base URL, where the network has one. */
  faucet?: string;
  /** Walrus aggregators, tried in order of their score. */
  aggregators: string[];
  /** Walrus storage nodes, some of the committee where absent: asked for a blob's metadata where nothing else proves its rows, and whether they have it already. */
  storageNodes?: string[];
  /** Walrus upload relay. */
  relay: string;
  /** Publications are cut into parts of at most so many bytes; 512 MiB where absent. Relays take 1 GiB. */
  partBytes?: number;
  /** Package and Hub object of the contract; absent where it is not deployed. */
  package?: string;
  hub?: string;
  walrus: { system: string; staking: string };
  /** Exchanges, bridges and faucets: having got one's first coins from the same one says nothing. */
  knownHubs?: string[];
  /** Coin type of the local network's WAL, when it is not the real one. */
  wal?: string;
}
