// Judges every call: genuine, self, linked or unknown. Open rules over open facts; see rules-settings.ts.
// What cannot be known is never called genuine.
import { findLinks, type Links } from './links.ts';
import type { MarketFacts } from './links-facts.ts';
import type { Seller } from './links-sellers.ts';
import { findPairFindings } from './rules-pair.ts';
import { DEFAULT_RULES, type RuleSettings } from './rules-settings.ts';
import { VERDICTS, Verdicts, type Case, type Finding, type UnknownReason } from './rules-verdicts.ts';
import type { CallTable } from './table.ts';

/** Confidence of "genuine": with whole history; for a wallet younger than a history that is not whole; and where
 * money of the author went through wallets nobody read. */
const CLEAR = { known: 0.95, new: 0.75, passers: 0.85 };

export function judge(
  table: CallTable,
  facts: MarketFacts,
  settings: RuleSettings = DEFAULT_RULES,
): Verdicts {
  const links = findLinks(table, facts, settings);
  const book = new CaseBook();
  const caseOf = new Uint32Array(table.size);
  const { spender } = table.columns;
  const { starts, rows } = links.byPayer;
  const pairs = new PairCases(table, facts, settings, links, book);
  const selfCase = book.add(selfCaseOf());
  const sides = sidesOf(table);
  for (let who = 0; who < table.addresses.size; who++) {
    for (let i = starts[who]!; i < starts[who + 1]!; i++) {
      const row = rows[i]!;
      const side = sides[row]!;
      if (side === SELF) caseOf[row] = selfCase;
      else caseOf[row] = pairs.caseFor(who, side === SIGNED ? spender[row]! : who, links.sellersInTurn[i]!);
    }
  }
  const kinds = Uint8Array.from(book.kinds);
  const kindOf = new Uint8Array(table.size);
  for (let row = 0; row < table.size; row++) kindOf[row] = kinds[caseOf[row]!]!;
  return new Verdicts(table, settings, book.cases, caseOf, kindOf, links.hubs);
}

/** Paid by its payer, signed by somebody else for the payer, or paid to who paid or signed. */
const [SIGNED, SELF] = [1, 2];

/** One byte a call, read in the table's order: payer by payer, each column would be a walk through all of memory. */
function sidesOf(table: CallTable): Uint8Array {
  const { payer, spender, payout, isSelf } = table.columns;
  const sides = new Uint8Array(table.size);
  for (let row = 0; row < sides.length; row++) {
    if (isSelf[row] === 1 || payer[row] === payout[row] || spender[row] === payout[row]) sides[row] = SELF;
    else if (spender[row] !== payer[row]) sides[row] = SIGNED;
  }
  return sides;
}

/** The cases found so far, each kept once where it needs no evidence of its own. */
class CaseBook {
  readonly cases: Case[] = [];
  readonly kinds: number[] = [];
  readonly #plain = new Map<string, number>();

  add(found: Case): number {
    this.kinds.push(VERDICTS.indexOf(found.verdict));
    return this.cases.push(found) - 1;
  }

  genuine(confidence: number): number {
    return this.#once({ verdict: 'genuine', confidence, findings: [] });
  }

  unknown(reason: UnknownReason): number {
    return this.#once({ verdict: 'unknown', confidence: 0, findings: [], reason });
  }

  #once(found: Case): number {
    const key = `${found.verdict} ${found.confidence} ${found.reason}`;
    const known = this.#plain.get(key) ?? this.add(found);
    this.#plain.set(key, known);
    return known;
  }
}

/** Judges each payer with each seller once. Rows come payer by payer, so one payer's cases are kept at a time. */
class PairCases {
  readonly #ofSeller: Int32Array;
  #touched: number[] = [];
  #payer = -1;
  readonly #spenders = new Map<string, number>();

  constructor(
    readonly table: CallTable,
    readonly facts: MarketFacts,
    readonly settings: RuleSettings,
    readonly links: Links,
    readonly book: CaseBook,
  ) {
    this.#ofSeller = new Int32Array(links.sellers.list.length).fill(-1);
  }

  caseFor(payer: number, spender: number, sellerIndex: number): number {
    const seller = this.links.sellers.list[sellerIndex]!;
    if (spender !== payer) {
      const name = this.table.addresses.name(spender);
      if (seller.wallets.has(name)) return this.#authorCase(name, seller);
    }
    if (payer !== this.#payer) {
      for (const index of this.#touched) this.#ofSeller[index] = -1;
      this.#touched = [];
      this.#payer = payer;
    }
    const known = this.#ofSeller[sellerIndex]!;
    if (known !== -1) return known;
    const found = this.#judgePair(payer, seller);
    this.#ofSeller[sellerIndex] = found;
    this.#touched.push(sellerIndex);
    return found;
  }

  #judgePair(payer: number, seller: Seller): number {
    const name = this.table.addresses.name(payer);
    if (seller.wallets.has(name)) return this.#authorCase(name, seller);
    const findings = findPairFindings(payer, seller, this.table, this.links, this.settings);
    if (findings.length) {
      const linked = linkedCase(findings);
      if (linked.confidence >= this.settings.minConfidence) return this.book.add(linked);
      return this.book.add({ verdict: 'unknown', confidence: 0, findings, reason: 'weak-link' });
    }
    const reason = this.#whyUnknown(name, seller);
    if (reason) return this.book.unknown(reason);
    const unread = this.links.unreadPassers[seller.index]!.size > 0;
    const clear = this.links.funders.chainOrigin(name) === 'new' ? CLEAR.new : CLEAR.known;
    return this.book.genuine(unread ? Math.min(clear, CLEAR.passers) : clear);
  }

  #authorCase(wallet: string, seller: Seller): number {
    const key = `${wallet} ${seller.index}`;
    const known = this.#spenders.get(key);
    if (known !== undefined) return known;
    const records = seller.authorships.filter(
      (record) => record.author === wallet || record.payout === wallet,
    );
    const finding: Finding = {
      rule: 'author',
      confidence: 1,
      wallet,
      evidence: [{ kind: 'authorship', wallet, records }],
    };
    const found = this.book.add(linkedCase([finding]));
    this.#spenders.set(key, found);
    return found;
  }

  /** What would have to be known before this pair may be called genuine. */
  #whyUnknown(payer: string, seller: Seller): UnknownReason | undefined {
    const { funders, hubs } = this.links;
    const origin = funders.chainOrigin(payer);
    if (origin === 'not-read') return 'payer-not-read';
    if (origin === 'older-than-history') return 'payer-older-than-history';
    if (seller.sinceMs === undefined) return 'author-not-read';
    const { sentBy, fundings } = this.facts;
    for (const wallet of seller.wallets) {
      if (sentBy !== 'all' && !sentBy.has(wallet) && !hubs.has(wallet)) return 'author-not-read';
    }
    // Straight from an exchange, and younger than the author: there is nobody they could share, whoever it was.
    const funding = fundings.get(payer);
    if (funders.isFromHub(payer) && (!funding || funding.atMs > seller.sinceMs)) return undefined;
    for (const wallet of seller.wallets) {
      if (hubs.has(wallet)) continue;
      const known = funders.chainOrigin(wallet);
      if (known === 'not-read') return 'author-not-read';
      if (known === 'older-than-history') return 'author-older-than-history';
    }
    return undefined;
  }
}

function selfCaseOf(): Case {
  const finding: Finding = { rule: 'self', confidence: 1, wallet: '', evidence: [{ kind: 'call' }] };
  return { verdict: 'self', rule: 'self', confidence: 1, findings: [finding] };
}

/** Independent findings strengthen each other: the chance that not all of them are wrong. */
function linkedCase(findings: readonly Finding[]): Case {
  const sorted = [...findings].sort((a, b) => b.confidence - a.confidence);
  const doubt = sorted.reduce((left, { confidence }) => left * (1 - confidence), 1);
  return { verdict: 'linked', rule: sorted[0]!.rule, confidence: 1 - doubt, findings: sorted };
}
