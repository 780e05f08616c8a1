// Where each network's public infrastructure is, and where the contract lives on it. The one file to edit when Floe
// is deployed somewhere: fill in `package` and `hub`. Everything else a visitor can change in Settings.
import type { NetworkConfig, NetworkName } from './model/network.ts';

// Aggregators: of Walrus' list of operators, docs/site/static/operators.json in MystenLabs/walrus, checked weekly there;
// each another operator's, by https, working and with a cache when it was last read (November 2026). Their software
// answers any origin. Not measured from here: who is gone, lacks a blob or lies is left alone after a few requests.
//
// No storage nodes: their addresses change with the committee, and nobody lists those that a page may ask. They matter
// only for blobs published without a sidecar; such are read whole without them.

export const NETWORKS: Record<NetworkName, NetworkConfig> = {
  mainnet: {
    network: 'mainnet',
    rpc: 'https://fullnode.mainnet.sui.io:443',
    graphql: 'https://graphql.mainnet.sui.io/graphql',
    explorer: 'https://suiscan.xyz/mainnet/tx/{digest}',
    aggregators: [
      'https://aggregator.walrus-mainnet.walrus.space', // Mysten Labs
      'https://aggregator.walrus-mainnet.h2o-nodes.com', // H2O Nodes
      'https://aggregator.mainnet.walrus.mirai.cloud', // Studio Mirai
      'https://aggregator.suicore.com', // Suicore
      'https://wal-aggregator-mainnet.staketab.org', // Staketab
      'https://walrus-cache-mainnet.overclock.run', // Overclock
      'https://walrus-aggregator.stakely.io', // Stakely
      'https://walrus-main-aggregator.4everland.org', // 4EVERLAND
    ],
    relay: 'https://upload-relay.mainnet.walrus.space',
    walrus: {
      system: '0x2134d52768ea07e8c43570ef975eb3e4c27a39fa6396bef985b5abc58d03ddd2',
      staking: '0x10b9d30c28448939ce6c4d6c6e0ffce4a7f8a4ada8248bdad09ef8b70e4a3904',
    },
  },
  testnet: {
    network: 'testnet',
    rpc: 'https://fullnode.testnet.sui.io:443',
    graphql: 'https://graphql.testnet.sui.io/graphql',
    explorer: 'https://suiscan.xyz/testnet/tx/{digest}',
    faucet: 'https://faucet.testnet.sui.io',
    aggregators: [
      'https://aggregator.walrus-testnet.walrus.space', // Mysten Labs
      'https://aggregator.walrus-testnet.h2o-nodes.com', // H2O Nodes
      'https://aggregator.testnet.walrus.mirai.cloud', // Studio Mirai
      'https://wal-aggregator-testnet.staketab.org', // Staketab
      'https://walrus-testnet-aggregator.stakely.io', // Stakely
      'https://walrus-testnet-aggregator.nodes.guru', // Nodes.Guru
    ],
    relay: 'https://upload-relay.testnet.walrus.space',
    walrus: {
      system: '0x6c2547cbbc38025cf3adac45f63cb0a8d12ecf777cdc75a4971612bf97fdf6af',
      staking: '0xbe46180321c30aab2f8b3501e24048377287fa708018a5b7c2792b35fe339ee3',
    },
  },
  /** Replaced at start by `devnet.json` beside the page, which `npm start` serves. */
  localnet: {
    network: 'localnet',
    rpc: 'http://127.0.0.1:9000',
    faucet: 'http://127.0.0.1:9123',
    aggregators: ['http://127.0.0.1:9000'],
    relay: 'http://127.0.0.1:9000',
    walrus: { system: '', staking: '' },
  },
};

/** What a visitor sees first, unless the page comes with a local network of its own. */
export const DEFAULT_NETWORK: NetworkName = 'mainnet';
