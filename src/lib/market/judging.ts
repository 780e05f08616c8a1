// Judgements kept as long as they hold: a million calls are judged once for each set of rules, not for each question.
import type { MarketFacts } from './links-facts.ts';
import { judge } from './rules.ts';
import type { RuleSettings } from './rules-settings.ts';
import { VERDICTS, Verdicts, type Case } from './rules-verdicts.ts';
import type { CallTable } from './table.ts';

export interface Judging {
  /**
   * `busy`: calls come in right now. What was judged a moment ago then holds for a while, and calls that came since
   * stand as unknown.
   */
  verdicts(settings: RuleSettings, options?: { busy?: boolean }): Verdicts;
  /** Judged already, up to date or not. */
  last(settings: RuleSettings): Verdicts | undefined;
}

interface Kept {
  verdicts: Verdicts;
  size: number;
  revision: string;
  atMs: number;
  tookMs: number;
}

/** Sets of rules whose judgements are kept: the defaults and what is being tried. */
const KEPT = 3;
/** While calls come in, judging may take one part in this many of the time. */
const DUTY = 8;
const MIN_AGE_MS = 1_000;

export function createJudging(
  table: CallTable,
  facts: { revision(): string; known(): MarketFacts },
): Judging {
  const kept = new Map<string, Kept>();
  let known: { revision: string; facts: MarketFacts } | undefined;

  function currentFacts(revision: string): MarketFacts {
    if (known?.revision !== revision) known = { revision, facts: facts.known() };
    return known.facts;
  }

  return {
    verdicts(settings, { busy = false } = {}) {
      const key = keyOf(settings);
      const revision = facts.revision();
      const found = kept.get(key);
      if (found) {
        // Most recently used last.
        kept.delete(key);
        kept.set(key, found);
        if (found.size === table.size && found.revision === revision) return found.verdicts;
        const holds = performance.now() - found.atMs < Math.max(MIN_AGE_MS, found.tookMs * DUTY);
        if (busy && holds) {
          if (found.verdicts.caseOf.length < table.size) found.verdicts = extend(found.verdicts, table.size);
          return found.verdicts;
        }
      }
      const start = performance.now();
      const { size } = table;
      const verdicts = judge(table, currentFacts(revision), settings);
      const atMs = performance.now();
      kept.set(key, { verdicts, size, revision, atMs, tookMs: atMs - start });
      for (const old of kept.keys()) {
        if (kept.size <= KEPT) break;
        kept.delete(old);
      }
      return verdicts;
    },
    last: (settings) => kept.get(keyOf(settings))?.verdicts,
  };
}

const NOT_JUDGED: Case = { verdict: 'unknown', confidence: 0, findings: [], reason: 'payer-not-read' };

/** Calls that came after the judgement stand as unknown. */
function extend(verdicts: Verdicts, size: number): Verdicts {
  const { table, settings, cases, hubs } = verdicts;
  const caseOf = new Uint32Array(size).fill(cases.length);
  caseOf.set(verdicts.caseOf);
  const kindOf = new Uint8Array(size).fill(VERDICTS.indexOf('unknown'));
  kindOf.set(verdicts.kindOf);
  return new Verdicts(table, settings, [...cases, NOT_JUDGED], caseOf, kindOf, hubs);
}

function keyOf(settings: RuleSettings): string {
  return JSON.stringify(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
}
