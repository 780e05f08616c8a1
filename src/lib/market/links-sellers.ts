// Who stands behind each model: its author wallets, past and present, and which authors are one operator.
// An attacker may hand a model to anybody or name any payout: only the attacker's own models may suffer from that.
import { type CallTable } from './table.ts';
import type { Authorship } from '../model/history.ts';

/** The wallets behind one or more models for some time. Models with the same wallets share a seller. */
export interface Seller {
  index: number;
  wallets: ReadonlySet<string>;
  /** Who answers for the models in that time. */
  author: string;
  /** When the oldest of the models was listed; undefined if no authorship is known. */
  sinceMs: number | undefined;
  authorships: readonly Authorship[];
}

export interface Sellers {
  list: readonly Seller[];
  /**
   * By row of the table: who answered for the model when it was called, or had done so before. Whoever came later is not
   * behind the call: a customer may buy the model. Whoever was there before stays: handing over launders nothing.
   */
  ofRow: Int32Array;
  /** Authors who followed each other on a model. */
  successions: readonly (readonly [string, string])[];
}

/** A time in which nothing changed about who answers for a model. */
interface Term {
  fromMs: number;
  author: string;
  /** Up to and with this term. */
  wallets: Set<string>;
  authorships: Authorship[];
}

export function findSellers(table: CallTable, authorships: readonly Authorship[]): Sellers {
  const records = byModel(authorships);
  const ownPayouts = payoutsByAuthor(records);
  const terms = table.models.list().map((model) => termsOf(records.get(model) ?? []));
  addPayoutsOfCalls(table, terms);
  const list: Seller[] = [];
  const known = new Map<string, number>();
  const successions: [string, string][] = [];
  const sellersOf = terms.map((ofModel) => {
    const wallets = new Set<string>();
    return ofModel.map((term, i) => {
      const earlier = ofModel[i - 1];
      if (earlier && earlier.author !== term.author) successions.push([earlier.author, term.author]);
      for (const wallet of term.wallets) wallets.add(wallet);
      for (const { author } of term.authorships) {
        for (const other of ownPayouts.get(author) ?? []) wallets.add(other);
      }
      const key = `${term.author}|${[...wallets].sort().join()}`;
      const sinceMs = ofModel[0]!.authorships[0]?.atMs;
      const index = known.get(key);
      if (index === undefined) {
        known.set(key, list.length);
        const { author, authorships } = term;
        list.push({ index: list.length, wallets: new Set(wallets), author, sinceMs, authorships });
        return list.length - 1;
      }
      if (sinceMs !== undefined) {
        const seller = list[index]!;
        list[index] = {
          ...seller,
          sinceMs: Math.min(seller.sinceMs ?? Infinity, sinceMs),
          authorships: [...seller.authorships, ...term.authorships],
        };
      }
      return index;
    });
  });
  const { model, atMs } = table.columns;
  const ofRow = new Int32Array(table.size);
  for (let row = 0; row < table.size; row++) {
    const sellers = sellersOf[model[row]!]!;
    ofRow[row] = sellers.length === 1 ? sellers[0]! : sellers[termAt(terms[model[row]!]!, atMs[row]!)]!;
  }
  return { list, ofRow, successions };
}

/** One term for each change of author or payout; the first holds from ever. */
function termsOf(history: readonly Authorship[]): Term[] {
  const terms: Term[] = [];
  for (const record of history) {
    const last = terms.at(-1);
    const before = last?.authorships.at(-1);
    if (last && before?.author === record.author && before.payout === record.payout) {
      last.authorships.push(record);
      continue;
    }
    terms.push({
      fromMs: last ? record.atMs : Number.NEGATIVE_INFINITY,
      author: record.author,
      wallets: new Set([record.author, record.payout]),
      authorships: [...(last?.authorships ?? []), record],
    });
  }
  if (terms.length > 0) return terms;
  return [{ fromMs: Number.NEGATIVE_INFINITY, author: '', wallets: new Set(), authorships: [] }];
}

function termAt(terms: readonly Term[], atMs: number): number {
  let index = terms.length - 1;
  while (index > 0 && terms[index]!.fromMs > atMs) index--;
  return index;
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
function addPayoutsOfCalls(table: CallTable, terms: readonly Term[][]): void {
  const { model, payout, atMs } = table.columns;
  const last = new Int32Array(table.models.size).fill(-1);
  for (let row = 0; row < table.size; row++) {
    const id = model[row]!;
    const ofModel = terms[id]!;
    // Nearly all calls of a model in one term are paid to one wallet.
    if (ofModel.length === 1 && last[id] === payout[row]) continue;
    last[id] = payout[row]!;
    ofModel[termAt(ofModel, atMs[row]!)]!.wallets.add(table.addresses.name(payout[row]!));
  }
}
