// Who stands behind each model: its author wallets, past and present, and which authors are one operator.
// An attacker may hand a model to anybody or name any payout: only the attacker's own models may suffer from that.
import { type CallTable } from './table.ts';
import type { Authorship } from '../model/history.ts';

/** The wallets behind one or more models. Models with the same wallets share a seller. */
export interface Seller {
  index: number;
  wallets: ReadonlySet<string>;
  /** Who answers for the models now. */
  author: string;
  /** When the oldest of the models was listed; undefined if no authorship is known. */
  sinceMs: number | undefined;
  authorships: readonly Authorship[];
}

export interface Sellers {
  list: readonly Seller[];
  /** By number of `table.models`. */
  ofModel: Int32Array;
}

export function findSellers(table: CallTable, authorships: readonly Authorship[]): Sellers {
  const records = byModel(authorships);
  const ownPayouts = payoutsByAuthor(records);
  const paidTo = payoutsOfCalls(table);
  const list: Seller[] = [];
  const known = new Map<string, number>();
  const ofModel = new Int32Array(table.models.size);
  table.models.list().forEach((model, id) => {
    const history = records.get(model) ?? [];
    const wallets = new Set<string>(paidTo[id]);
    for (const { author, payout } of history) {
      wallets.add(author).add(payout);
      for (const other of ownPayouts.get(author) ?? []) wallets.add(other);
    }
    const author = history.at(-1)?.author ?? '';
    const key = `${author}|${[...wallets].sort().join()}`;
    let index = known.get(key);
    if (index === undefined) {
      index = list.length;
      known.set(key, index);
      list.push({ index, wallets, author, sinceMs: history[0]?.atMs, authorships: history });
    } else if (history.length) {
      const seller = list[index]!;
      list[index] = {
        ...seller,
        sinceMs: Math.min(seller.sinceMs ?? Infinity, history[0]!.atMs),
        authorships: [...seller.authorships, ...history],
      };
    }
    ofModel[id] = index;
  });
  return { list, ofModel };
}

function byModel(authorships: readonly Authorship[]): Map<string, Authorship[]> {
  const records = new Map<string, Authorship[]>();
  for (const record of authorships) {
    const list = records.get(record.model);
    if (list) list.push(record);
    else records.set(record.model, [record]);
  }
  for (const list of records.values()) list.sort((a, b) => a.atMs - b.atMs);
  return records;
}

/**
 * Payouts an author chose: when listing, or later for a model already held. Not one that came with a handed-over
 * model: a gift with a stranger's payout must not make that stranger the author's wallet.
 */
function payoutsByAuthor(records: Map<string, Authorship[]>): Map<string, Set<string>> {
  const chosen = new Map<string, Set<string>>();
  for (const list of records.values()) {
    list.forEach(({ author, payout }, i) => {
      if (i > 0 && list[i - 1]!.author !== author) return;
      if (i > 0 && list[i - 1]!.payout === payout) return;
      const payouts = chosen.get(author) ?? new Set();
      chosen.set(author, payouts.add(payout));
    });
  }
  return chosen;
}

/** Where the calls of each model were really paid to, whatever the authorships say. */
function payoutsOfCalls(table: CallTable): Set<string>[] {
  const { model, payout } = table.columns;
  const last = new Int32Array(table.models.size).fill(-1);
  const found = Array.from(last, () => new Set<string>());
  for (let row = 0; row < table.size; row++) {
    const id = model[row]!;
    if (last[id] === payout[row]) continue;
    last[id] = payout[row]!;
    found[id]!.add(table.addresses.name(payout[row]!));
  }
  return found;
}
