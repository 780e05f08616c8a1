// The two questions the health page answers, in a word and a sentence each, and what would make the word uncertain. Pure.
import type { MarketReport } from '../../lib/index.ts';

export interface Answer {
  question: string;
  /** `More`, `Fewer`, `As many`; `Not known` where history does not reach back over both windows. */
  word: 'More' | 'Fewer' | 'As many' | 'Not known';
  now: number;
  before: number | undefined;
  sentence: string;
  /** What is not known, and whether it could turn the answer round. */
  doubt: string | undefined;
}

const DAY_MS = 86_400_000;

export function answerPublishing(report: MarketReport): Answer {
  const { measures, before, days } = report;
  const now = measures.concentration.earners;
  const was = before.concentration.earners;
  const { newAuthors, withPayer } = measures.authorFunnel;
  const fresh =
    newAuthors === 0
      ? 'Nobody listed a first model'
      : `Of ${plural(newAuthors, 'new author')}, ${withPayer.part === 0 ? 'none' : count(withPayer.part)} found a genuine payer`;
  return answer(report, {
    question: 'Are more people genuinely publishing good models?',
    now,
    was,
    said: `${plural(now, 'author')} earned from genuine payers in the last ${days} days`,
    rest: `${fresh}. ${plural(measures.earningShare.part, 'model')} had three genuine payers or more, of ${measures.earningShare.whole} listed.`,
    flips: 'authors',
  });
}

export function answerPaying(report: MarketReport): Answer {
  const { measures, before, days, scope } = report;
  const { active, fresh, returning, lapsed } = measures.genuinePayers;
  const lapsedText = lapsed === 0 ? '' : `; ${count(lapsed)} of those before did not come back`;
  return answer(report, {
    question: `Are more people genuinely paying for ${whatOf(scope)}?`,
    now: active,
    was: before.genuinePayers.active,
    said: `${plural(active, 'payer')} genuinely paid in the last ${days} days`,
    rest: `${count(fresh)} for the first time, ${count(returning)} who had paid before${lapsedText}. ${ratio(measures.repeatRate.ratio)} paid on two days or more.`,
    flips: 'payers',
  });
}

function whatOf({ model, author }: MarketReport['scope']): string {
  if (model) return 'it';
  return author ? 'what this author publishes' : 'them';
}

/** Everything older is unknown; undefined where the whole of a window of `days`, twice, is known. */
export function unknownBefore({ state, nowMs, days }: MarketReport): number | undefined {
  const { knownSinceMs } = state;
  return knownSinceMs > nowMs - 2 * days * DAY_MS ? knownSinceMs : undefined;
}

interface Parts {
  question: string;
  now: number;
  was: number;
  said: string;
  rest: string;
  flips: 'authors' | 'payers';
}

function answer(report: MarketReport, { question, now, was, said, rest, flips }: Parts): Answer {
  const { measures, before, days } = report;
  const pruned = unknownBefore(report) !== undefined;
  const unknownNow = measures.linkedShare.totals.unknown.calls;
  const unknownWas = before.linkedShare.totals.unknown.calls;
  if (pruned) {
    const sentence = `${said}. The ${days} days before are not wholly known, so there is nothing to compare with. ${rest}`;
    return {
      question,
      word: 'Not known',
      now,
      before: undefined,
      sentence,
      doubt: doubtOf(unknownNow, 0, false),
    };
  }
  const word = now > was ? 'More' : now < was ? 'Fewer' : 'As many';
  const sentence = `${said}, ${count(was)} in the ${days} days before${change(now, was)}. ${rest}`;
  // At worst every call that could not be judged is one more of those counted, on the side that it would help.
  const margin = Math.abs(now - was);
  const couldFlip = now > was ? unknownWas >= margin : now < was ? unknownNow >= margin : true;
  return {
    question,
    word,
    now,
    before: was,
    sentence,
    doubt: doubtOf(unknownNow, unknownWas, couldFlip, flips),
  };
}

function doubtOf(now: number, was: number, couldFlip: boolean, what = 'payers'): string | undefined {
  if (now + was === 0) return undefined;
  const said = `${plural(now + was, 'call')} of these windows could not be judged and count${now + was === 1 ? 's' : ''} for nothing here`;
  return couldFlip
    ? `${said}; if all came from other ${what}, the answer could turn.`
    : `${said}; they could not turn the answer.`;
}

function change(now: number, was: number): string {
  if (was === 0 || now === was) return '';
  const percent = Math.round(((now - was) / was) * 100);
  return ` (${percent > 0 ? '+' : '−'}${Math.abs(percent)}%)`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function ratio(value: number | undefined): string {
  return value === undefined ? 'Nobody' : `${Math.round(value * 100)}%`;
}

export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}
