// Where storage nodes are, from the chain: StakingPool objects as the Walrus SDK writes them.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { nodeUrl } from '../../../src/lib/blobs/storage-nodes.ts';

// The SDK keeps its generated types to itself.
const sdk = dirname(createRequire(import.meta.url).resolve('@mysten/walrus'));
const { StakingPool } = (await import(
  pathToFileURL(join(sdk, 'contracts/walrus/staking_pool.mjs')).href
)) as { StakingPool: { serialize(value: unknown): { toBytes(): Uint8Array } } };

const id = (digit: number) => `0x${String(digit).repeat(64)}`;
const pending = [{ contents: [] }];

function pool(network_address: string, state: object = { Active: null }): Uint8Array {
  return StakingPool.serialize({
    id: id(1),
    state,
    voting_params: { storage_price: 1, write_price: 2, node_capacity: 3 },
    node_info: {
      name: 'A node, ünïcode',
      node_id: id(1),
      network_address,
      public_key: { bytes: [...new Uint8Array(48).fill(7)] },
      next_epoch_public_key: null,
      network_public_key: [1, 2, 3],
      metadata: { id: id(4) },
    },
    activation_epoch: 1,
    latest_epoch: 2,
    wal_balance: 3,
    num_shares: 4,
    pending_shares_withdraw: pending,
    pre_active_withdrawals: pending,
    pending_commission_rate: pending,
    commission_rate: 5,
    exchange_rates: { id: id(5), size: 0 },
    pending_stake: pending,
    rewards_pool: { value: 0 },
    commission: { value: 0 },
    commission_receiver: { Address: id(6) },
    governance_authorized: { Address: id(6) },
    extra_fields: { id: id(7), size: 0 },
  }).toBytes();
}

test('a pool in any state says where its node is', () => {
  expect(nodeUrl(pool('walrus.example.com:9185'))).toBe('https://walrus.example.com:9185');
  expect(nodeUrl(pool('203.0.113.7:9185', { Withdrawing: 9 }))).toBe('https://203.0.113.7:9185');
  expect(nodeUrl(pool('node.example', { Withdrawn: null }))).toBe('https://node.example');
});

test.each(['', 'a b', 'user@host:1', 'host/path', 'host:99999'])('an address of %j is none', (address) => {
  expect(nodeUrl(pool(address))).toBeUndefined();
});

test('other bytes are no pool', () => {
  expect(nodeUrl(new Uint8Array())).toBeUndefined();
  expect(nodeUrl(new Uint8Array(40).fill(255))).toBeUndefined();
});
