// What the rules found: one case per call, with its evidence. Answers where every excluded call went.
import type { Cohort } from './links-cohorts.ts';
import type { RuleSettings } from './rules-settings.ts';
import { MoneySums } from './table-money.ts';
import type { CallTable, TimeWindow } from './table.ts';
import type { Authorship, Transfer } from '../model/history.ts';

export const VERDICTS = ['genuine', 'self', 'linked', 'unknown'] as const;
export type VerdictKind = (typeof VERDICTS)[number];

export const RULES = ['self', 'author', 'funder', 'transfer', 'circular', 'cohort'] as const;
export type RuleId = (typeof RULES)[number];

/** Why a call could not be judged. */
export type UnknownReason =
  | 'payer-not-read'
  | 'payer-older-than-history'
  | 'author-not-read'
  | 'author-older-than-history'
  | 'weak-link';

export type Evidence =
  /** The call itself: its event shows the same address on both sides. */
  | { kind: 'call' }
  /** The wallet answered for a model of this seller, or was paid by one. */
  | { kind: 'authorship'; wallet: string; records: readonly Authorship[] }
  | { kind: 'funding'; transfer: Transfer }
  | { kind: 'transfer'; transfer: Transfer };

export interface Finding {
  rule: RuleId;
  /** 0..1. */
  confidence: number;
  /** The other side: the wallet of the author, or the funder both share. */
  wallet: string;
  evidence: readonly Evidence[];
  /** Base units that came back, in `coin`, against what the payer spent with the author. */
  returned?: { amount: bigint; spent: bigint; coin: string; hops: number };
  cohort?: Cohort;
}

/** One judgement, shared by all calls it holds for. */
export interface Case {
  verdict: VerdictKind;
  /** The strongest rule of `findings`, for 'self' and 'linked'. */
  rule?: RuleId;
  /** 0..1 that the verdict is right; 0 for unknown. */
  confidence: number;
  findings: readonly Finding[];
  reason?: UnknownReason;
}

export interface Tally {
  calls: number;
  /** Base units by coin type; a coin without any is left out. */
  money: ReadonlyMap<string, bigint>;
}

/** `raw` is always the sum of the other four, call by call and coin by coin. */
export interface Totals extends Record<VerdictKind, Tally> {
  raw: Tally;
  /** Self and linked together. */
  excluded: Tally;
  /** Self and linked calls by their strongest rule. */
  byRule: Record<RuleId, Tally>;
}

export class Verdicts {
  constructor(
    readonly table: CallTable,
    readonly settings: RuleSettings,
    readonly cases: readonly Case[],
    /** By row of the table: number of the case. */
    readonly caseOf: Uint32Array,
    /** By row of the table: number in VERDICTS. */
    readonly kindOf: Uint8Array,
    /** Addresses taken for exchanges and faucets. */
    readonly hubs: ReadonlySet<string>,
  ) {}

  of(row: number): Case {
    const found = this.cases[this.caseOf[row] ?? -1];
    if (!found) throw new RangeError(`No verdict for row ${row}`);
    return found;
  }

  isGenuine(row: number): boolean {
    return this.kindOf[row] === 0;
  }

  /** The rows with one of these verdicts, or found by this rule, in time order: the way down to transactions. */
  *rows(filter: { verdicts?: readonly VerdictKind[]; rule?: RuleId; window?: TimeWindow } = {}) {
    for (const row of this.table.rows(filter.window)) {
      if (filter.verdicts && !filter.verdicts.includes(VERDICTS[this.kindOf[row]!]!)) continue;
      if (filter.rule && this.of(row).rule !== filter.rule) continue;
      yield row;
    }
  }

  /** `rows`: 1 for each row that counts; all if left out. */
  totals(options: { window?: TimeWindow; rows?: Uint8Array | undefined } = {}): Totals {
    const { coin, priceLow, priceHigh } = this.table.columns;
    const coins = this.table.coins.size;
    const ruleOfCase = this.cases.map((found) => {
      const isExcluded = found.verdict === 'self' || found.verdict === 'linked';
      return isExcluded && found.rule ? RULES.indexOf(found.rule) : -1;
    });
    const groups = VERDICTS.length + RULES.length;
    const counts = new Float64Array(groups);
    const sums = new MoneySums(groups * coins);
    for (const row of this.table.rows(options.window)) {
      if (options.rows && options.rows[row] !== 1) continue;
      const kind = this.kindOf[row]!;
      counts[kind]!++;
      sums.add(kind * coins + coin[row]!, priceLow[row]!, priceHigh[row]!);
      const rule = ruleOfCase[this.caseOf[row]!]!;
      if (rule === -1) continue;
      counts[VERDICTS.length + rule]!++;
      sums.add((VERDICTS.length + rule) * coins + coin[row]!, priceLow[row]!, priceHigh[row]!);
    }
    const tally = (group: number): Tally => {
      const money = new Map<string, bigint>();
      for (let c = 0; c < coins; c++) {
        const amount = sums.get(group * coins + c);
        if (amount > 0n) money.set(this.table.coins.name(c), amount);
      }
      return { calls: counts[group]!, money };
    };
    const kinds = VERDICTS.map((_, kind) => tally(kind)) as [Tally, Tally, Tally, Tally];
    const [genuine, self, linked, unknown] = kinds;
    const byRule = Object.fromEntries(RULES.map((rule, i) => [rule, tally(VERDICTS.length + i)]));
    return {
      raw: addTallies(kinds),
      excluded: addTallies([self, linked]),
      genuine,
      self,
      linked,
      unknown,
      byRule: byRule as Record<RuleId, Tally>,
    };
  }
}

function addTallies(tallies: readonly Tally[]): Tally {
  const money = new Map<string, bigint>();
  let calls = 0;
  for (const tally of tallies) {
    calls += tally.calls;
    for (const [coin, amount] of tally.money) money.set(coin, (money.get(coin) ?? 0n) + amount);
  }
  return { calls, money };
}
