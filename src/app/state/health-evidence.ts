// Why a call was not counted, in sentences, with the records and transfers that show it. Pure.
import type {
  Authorship,
  Case,
  Finding,
  RuleId,
  Transfer,
  UnknownReason,
  VerdictKind,
} from '../../lib/index.ts';
import { plural } from './health-answers.ts';
import { amountIn } from './coin.ts';

/** One reason, as it is read: a sentence, the wallet it turns on, and what anybody can look up. */
export interface Reason {
  title: string;
  sentence: string;
  /** The other side: the author's wallet, or the funder both share. */
  wallet: string | undefined;
  confidence: number;
  records: readonly Authorship[];
  transfers: readonly Transfer[];
}

export const VERDICT_NAMES: Record<VerdictKind, string> = {
  genuine: 'genuine',
  self: 'paid to oneself',
  linked: 'linked to the author',
  unknown: 'unknown',
};

export const RULE_NAMES: Record<RuleId, string> = {
  self: 'Payer is the payout address',
  author: 'Payer is a wallet of the author',
  funder: 'Same first funder',
  transfer: 'Author sent the payer money',
  circular: 'Money went in a circle',
  cohort: 'Wallets made together',
};

/** What each rule looks for, beside its number. */
export const RULE_TEXTS: Record<RuleId, string> = {
  self: 'The contract’s own event shows one address on both sides.',
  author: 'The paying wallet has listed, owned or been paid by a model of the same author.',
  funder: 'The first coins of payer and author came from one wallet that is no exchange.',
  transfer: 'The author’s wallets sent the payer about what the calls cost.',
  circular: 'What the author earned came back to the payer, over other wallets.',
  cohort: 'A group of wallets had first coins from one funder within hours and calls this author only.',
};

const REASONS: Record<UnknownReason, string> = {
  'payer-not-read': 'Where the payer’s first coins came from has not been read yet.',
  'payer-older-than-history': 'The payer is older than the history this node still has.',
  'author-not-read': 'The author’s payments have not been read yet.',
  'author-older-than-history': 'The author is older than the history this node still has.',
  'weak-link': 'A link was found, but with less confidence than the rules ask for.',
};

export function sayUnknown({ reason }: Case): string | undefined {
  return reason && REASONS[reason];
}

export function reasonsOf({ findings }: Case): Reason[] {
  return findings.map((finding) => ({
    title: RULE_NAMES[finding.rule],
    sentence: sentenceOf(finding),
    wallet: finding.wallet === '' ? undefined : finding.wallet,
    confidence: finding.confidence,
    records: finding.evidence.flatMap((item) => (item.kind === 'authorship' ? item.records : [])),
    transfers: finding.evidence.flatMap((item) =>
      item.kind === 'funding' || item.kind === 'transfer' ? [item.transfer] : [],
    ),
  }));
}

function sentenceOf({ rule, evidence, returned, cohort }: Finding): string {
  switch (rule) {
    case 'self':
      return 'The call’s own event shows the payer paying the payer’s own payout address.';
    case 'author':
      return 'The paying wallet answers for models of this author, or is paid by them.';
    case 'funder':
      return evidence.length === 1
        ? 'One of the two sent the other its first coins.'
        : 'Payer and author had their first coins from the same wallet; the transfers below lead from one to the other.';
    case 'transfer':
    case 'circular': {
      if (!returned) return RULE_TEXTS[rule];
      const { amount, spent, coin, hops } = returned;
      const part =
        spent > 0n ? `, ${Number((amount * 100n) / spent)}% of what the payer spent with the author` : '';
      const way =
        hops === 1
          ? 'straight from the author to the payer'
          : `from the author to the payer over ${plural(hops, 'hop')}`;
      return `${amountIn(amount, coin)} went ${way}${part}.`;
    }
    case 'cohort': {
      if (!cohort) return RULE_TEXTS[rule];
      const { wallets, fundings, expected } = cohort;
      const span = spanText((fundings.at(-1)?.atMs ?? 0) - (fundings[0]?.atMs ?? 0));
      const chance = expected < 0.1 ? 'fewer than 0.1' : String(Number(expected.toPrecision(2)));
      return `One of ${plural(wallets.length, 'wallet')} that had their first coins from one funder within ${span} and call this author only. By chance there would be ${chance}.`;
    }
  }
}

function spanText(ms: number): string {
  const hours = ms / 3_600_000;
  if (hours < 1) return plural(Math.max(1, Math.ceil(ms / 60_000)), 'minute');
  if (hours < 72) return plural(Number(hours.toFixed(1)), 'hour');
  return plural(Math.round(hours / 24), 'day');
}
