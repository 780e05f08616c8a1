// What people hold, asked of the network in Node, never of the page.
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
