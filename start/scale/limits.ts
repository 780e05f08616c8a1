// What Sui and Walrus say of themselves, each number with where it was read. Nothing measured here.

export interface Source {
  name: string;
  url: string;
}

const CONFIG: Source = {
  name: 'Sui protocol configuration, mainnet version 140',
  url: 'https://github.com/MystenLabs/sui/blob/main/crates/sui-protocol-config/src/snapshots/sui_protocol_config__test__Mainnet_version_140.snap',
};
const FEE_MARKETS: Source = {
  name: 'Sui docs, object-based local fee markets',
  url: 'https://docs.sui.io/guides/developer/objects/local-fee-markets',
};
const EXECUTION: Source = {
  name: 'Sui source, default execution times',
  url: 'https://github.com/MystenLabs/sui/blob/main/crates/sui-types/src/execution.rs',
};
const PERFORMANCE: Source = {
  name: 'Sui performance update, 2023',
  url: 'https://blog.sui.io/sui-performance-update/',
};
const INDEXER: Source = {
  name: 'Sui docs, GraphQL and general-purpose indexer',
  url: 'https://docs.sui.io/operators/data-management/indexer-stack-setup',
};
const NODE: Source = {
  name: 'Sui docs, full node configuration',
  url: 'https://docs.sui.io/operators/full-node/sui-full-node',
};
const PRUNING: Source = {
  name: 'Sui docs, data management',
  url: 'https://docs.sui.io/operators/data-management/managing-data',
};
const GRAPHQL: Source = {
  name: 'Sui docs, GraphQL RPC',
  url: 'https://docs.sui.io/develop/accessing-data/graphql/graphql-rpc',
};
const SETTLEMENT: Source = {
  name: 'Sui source, accumulator settlement',
  url: 'https://github.com/MystenLabs/sui/blob/main/crates/sui-core/src/accumulators/mod.rs',
};
const NETWORKS: Source = { name: 'Sui network information', url: 'https://sui.io/networkinfo' };
const WALRUS: Source = {
  name: 'Walrus docs, system information',
  url: 'https://docs.wal.app/docs/system-overview/view-system-info',
};
const WALRUS_COSTS: Source = {
  name: 'Walrus docs, storage costs',
  url: 'https://docs.wal.app/docs/system-overview/storage-costs',
};

export interface Limit {
  value: number;
  unit: string;
  what: string;
  source: Source;
}

const limit = (value: number, unit: string, what: string, source: Source): Limit => ({
  value,
  unit,
  what,
  source,
});

/** Read in November 2026. */
export const LIMITS = {
  objectUtilization: limit(
    0.5,
    'of time',
    'Estimated execution a shared object may carry on average',
    CONFIG,
  ),
  objectBurstMs: limit(500, 'ms', 'Estimated execution it may carry above that in one commit', CONFIG),
  deferralCommits: limit(10, 'commits', 'A transaction is put off at most so often, then cancelled', CONFIG),
  commandMs: limit(1, 'ms', 'Execution assumed of one command while nothing was measured', EXECUTION),
  commandsPerTransaction: limit(1024, 'commands', 'Commands in one transaction', CONFIG),
  pureArgumentBytes: limit(16_384, 'bytes', 'One argument', CONFIG),
  transactionBytes: limit(131_072, 'bytes', 'One transaction', CONFIG),
  eventsPerTransaction: limit(1024, 'events', 'Events of one transaction', CONFIG),
  transactionsPerCheckpoint: limit(20_000, 'transactions', 'One checkpoint', CONFIG),
  checkpointBytes: limit(31_457_280, 'bytes', 'One checkpoint', CONFIG),
  checkpointIntervalMs: limit(200, 'ms', 'Shortest time between two checkpoints', CONFIG),
  checkpointsPer30Days: limit(
    10_368_000,
    'checkpoints',
    'Checkpoints of 30 days, as operators count them',
    INDEXER,
  ),
  blockTransactions: limit(128, 'transactions', 'One consensus block of one validator', CONFIG),
  blockBytes: limit(294_912, 'bytes', 'One consensus block of one validator', CONFIG),
  settlementUpdates: limit(100, 'accounts', 'Address balances settled by one system transaction', CONFIG),
  storagePrice: limit(76 * 100, 'MIST a byte', 'Storage: 76 MIST a unit, 100 units a byte', CONFIG),
  rebate: limit(0.9999, 'of the fee', 'Paid back when an object is deleted or rewritten', CONFIG),
  lowestUnits: limit(1_000, 'units', 'Least computation that is charged, and the step above it', CONFIG),
  gasPrice: limit(
    1_000,
    'MIST a unit',
    'Reference gas price at genesis; validators vote on it daily',
    NETWORKS,
  ),
  benchmarkLow: limit(10_871, 'a second', 'Slowest workload of the published benchmark', PERFORMANCE),
  benchmarkHigh: limit(
    297_000,
    'a second',
    'Fastest workload, with a hundred commands in each transaction',
    PERFORMANCE,
  ),
  eventsPage: limit(1_000, 'events', 'Most that one history call of a full node gives', NODE),
  graphqlPage: limit(50, 'items', 'Most that one page of the GraphQL service gives', GRAPHQL),
  nodeEpochs: limit(2, 'epochs of 24 h', 'Transactions a full node is recommended to keep', PRUNING),
  nodeEpochsIndexed: limit(
    14,
    'epochs of 24 h',
    'Retention in the documented setup of a node with history',
    NODE,
  ),
  indexerDays: limit(90, 'days', 'Retention the GraphQL service is recommended at most', GRAPHQL),
  walrusShards: limit(1_000, 'shards', 'Shards that a blob is spread over', WALRUS),
  walrusBlobBytes: limit(14_599_533_452, 'bytes', 'Largest blob', WALRUS),
  walrusEpochDays: limit(14, 'days', 'One epoch of mainnet', WALRUS),
  walrusEpochsAhead: limit(53, 'epochs', 'Longest storage that can be bought at once', WALRUS),
  walrusMetadataBytes: limit(64_000_000, 'bytes', 'Fixed overhead of a blob, at most', WALRUS_COSTS),
} satisfies Record<string, Limit>;

export const READING = { FEE_MARKETS, SETTLEMENT } as const;

export type Limits = { [Name in keyof typeof LIMITS]: number };

export const values = Object.fromEntries(
  Object.entries(LIMITS).map(([name, { value }]) => [name, value]),
) as Limits;
