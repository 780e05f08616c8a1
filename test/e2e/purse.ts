// What people hold, asked of the network in Node, never of the page.
import type { LocalNetwork } from '../../start/local-network.ts';
import type { Actor, Site, Visitor } from './site.ts';

export interface Balances {
  author: bigint;
  caller: bigint;
}

/** MIST of the site's author and of a visitor. */
export async function balances(site: Site, { actor }: Visitor): Promise<Balances> {
  const [author, caller] = await Promise.all([sui(site.author), sui(actor)]);
  return { author, caller };
}

export const sui = ({ hub, wallet }: Actor): Promise<bigint> => hub.balance(wallet.address);

export const wal = ({ hub, wallet }: Actor): Promise<bigint> => hub.balance(wallet.address, hub.network.wal);

/** MIST that an address paid for gas, rebates taken off, as the ledger itself has it: no page and no library asked. */
export async function gasPaid({ devnet }: LocalNetwork, address: string): Promise<bigint> {
  let paid = 0n;
  for await (const { transaction } of devnet.ledger.scan({
    from: 0n,
    descending: false,
    touching: [address],
  })) {
    if (transaction.sender !== address) continue;
    const { computationCost, storageCost, storageRebate } = transaction.gas;
    paid += computationCost + storageCost - storageRebate;
  }
  return paid;
}
