// Where a network's public infrastructure is. One shape for every network; the user may edit it in Settings.

export type NetworkName = 'localnet' | 'testnet' | 'mainnet';

export interface NetworkConfig {
  network: NetworkName;
  /** gRPC-web endpoint of a Sui full node. */
  rpc: string;
  /** Asked to confirm receipts; falls back to `rpc`. */
  secondRpc?: string;
  /** Faucet base URL, where the network has one. */
  faucet?: string;
  /** Walrus aggregators, tried in order of their score. */
  aggregators: string[];
  /** Walrus upload relay. */
  relay: string;
  /** Package and Hub object of the contract; absent where it is not deployed. */
  package?: string;
  hub?: string;
  walrus: { system: string; staking: string };
  /** Exchanges, bridges and faucets: having got one's first coins from the same one says nothing. */
  knownHubs?: string[];
  /** Coin type of the local network's WAL, when it is not the real one. */
  wal?: string;
}
