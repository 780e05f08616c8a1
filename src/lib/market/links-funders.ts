// The chain of first funders: who gave a wallet its first coins, and who gave those. Stops before exchanges.
import type { MarketFacts } from './links-facts.ts';
import type { Seller } from './links-sellers.ts';
import type { RuleSettings } from './rules-settings.ts';
import type { Transfer } from '../model/history.ts';

/** How far first coins can be traced. 'new': the wallet is younger than a history that is not whole. */
export type Origin = 'known' | 'new' | 'older-than-history' | 'not-read';

/** Where two chains meet. */
export interface Meeting {
  at: string;
  /** Hops from the payer plus hops from the author's wallet. */
  distance: number;
  wallet: string;
  /** First fundings along both chains. */
  path: Transfer[];
}

interface Ancestor {
  wallet: string;
  path: Transfer[];
}

const DAY_MS = 86_400_000;

export class Funders {
  readonly #ancestors = new Map<number, Map<string, Ancestor>>();
  /** A payer is looked at once for each seller it calls. */
  readonly #chains = new Map<string, Transfer[]>();
  readonly #origins = new Map<string, Origin>();
  readonly #whole: boolean;

  constructor(
    readonly facts: MarketFacts,
    readonly hubs: ReadonlySet<string>,
    readonly settings: RuleSettings,
  ) {
    this.#whole = facts.knownSinceMs <= (facts.genesisMs ?? 0);
  }

  /** First fundings from an address upwards; the last may come from a hub, nothing follows it. */
  chain(address: string): readonly Transfer[] {
    const known = this.#chains.get(address);
    if (known) return known;
    const chain: Transfer[] = [];
    this.#chains.set(address, chain);
    let at = address;
    for (let depth = 0; depth < this.settings.funderDepth; depth++) {
      const funding = this.facts.fundings.get(at);
      if (!funding || chain.some(({ to }) => to === funding.from)) break;
      chain.push(funding);
      if (this.hubs.has(funding.from)) break;
      at = funding.from;
    }
    return chain;
  }

  origin(address: string): Origin {
    const funding = this.facts.fundings.get(address);
    if (funding === undefined) return 'not-read';
    if (this.#whole) return 'known';
    const youngMs = this.facts.knownSinceMs + this.settings.newWalletDays * DAY_MS;
    return funding !== null && funding.atMs >= youngMs ? 'new' : 'older-than-history';
  }

  /** The least traceable origin along the chain of an address. */
  chainOrigin(address: string): Origin {
    const known = this.#origins.get(address);
    if (known) return known;
    let worst = this.origin(address);
    for (const { from } of this.chain(address).slice(0, this.settings.funderDepth - 1)) {
      if (this.hubs.has(from)) break;
      worst = leastKnown(worst, this.origin(from));
    }
    this.#origins.set(address, worst);
    return worst;
  }

  /** True if the first coins came straight from an exchange, so that sharing a funder says nothing. */
  isFromHub(address: string): boolean {
    const funding = this.facts.fundings.get(address);
    return funding ? this.hubs.has(funding.from) : funding === null;
  }

  /** The nearest meeting of the payer's chain with the chains of the seller's wallets. */
  meeting(payer: string, seller: Seller): Meeting | undefined {
    const ancestors = this.#ancestorsOf(seller);
    const chain = this.chain(payer);
    let best: Meeting | undefined;
    for (let hops = 0; hops <= chain.length; hops++) {
      const at = hops === 0 ? payer : chain[hops - 1]!.from;
      if (hops > 0 && this.hubs.has(at)) continue;
      const found = ancestors.get(at);
      if (!found) continue;
      const distance = hops + found.path.length;
      if (distance === 0 || (best && best.distance <= distance)) continue;
      best = { at, distance, wallet: found.wallet, path: [...chain.slice(0, hops), ...found.path] };
    }
    return best;
  }

  /** The seller's wallets and their funders, each with its shortest way. */
  #ancestorsOf(seller: Seller): Map<string, Ancestor> {
    const known = this.#ancestors.get(seller.index);
    if (known) return known;
    const ancestors = new Map<string, Ancestor>();
    const offer = (address: string, ancestor: Ancestor) => {
      const other = ancestors.get(address);
      if (!other || ancestor.path.length < other.path.length) ancestors.set(address, ancestor);
    };
    for (const wallet of [...seller.wallets].sort()) {
      if (this.hubs.has(wallet)) continue;
      offer(wallet, { wallet, path: [] });
      const chain = this.chain(wallet);
      chain.forEach(({ from }, i) => {
        if (!this.hubs.has(from)) offer(from, { wallet, path: chain.slice(0, i + 1) });
      });
    }
    this.#ancestors.set(seller.index, ancestors);
    return ancestors;
  }
}

const ORDER: readonly Origin[] = ['known', 'new', 'older-than-history', 'not-read'];

export function leastKnown(a: Origin, b: Origin): Origin {
  return ORDER.indexOf(a) >= ORDER.indexOf(b) ? a : b;
}
