// Every threshold of the rules as a person edits it: its name, unit, what it does and what values make sense. Pure.
import { DEFAULT_RULES, type RuleSettings } from '../../lib/index.ts';

/** Thresholds that are one number; `knownHubs` is a list of addresses and has a field of its own. */
export type NumberRule = Exclude<keyof RuleSettings, 'knownHubs'>;

export interface RuleField {
  key: NumberRule;
  group: 'Every rule' | 'Exchanges and faucets' | 'Money from author to payer' | 'Circles' | 'Cohorts';
  name: string;
  unit: string;
  does: string;
  min: number;
  max: number;
  /** Whole numbers only. */
  whole?: true;
}

export const RULE_FIELDS: readonly RuleField[] = [
  {
    key: 'minConfidence',
    group: 'Every rule',
    name: 'Least confidence',
    unit: '0 to 1',
    does: 'A link found with less makes a call unknown: neither blamed nor cleared.',
    min: 0,
    max: 1,
  },
  {
    key: 'funderDepth',
    group: 'Every rule',
    name: 'Depth of first funders',
    unit: 'hops',
    does: 'How far up the chain of first funders payer and author may meet. At 2 the funder of a funder still counts.',
    min: 1,
    max: 5,
    whole: true,
  },
  {
    key: 'newWalletDays',
    group: 'Every rule',
    name: 'New wallets',
    unit: 'days',
    does: 'Where history is pruned: a wallet first funded this long after its beginning is taken for new, not for unknown.',
    min: 0,
    max: 365,
  },
  {
    key: 'hubFundees',
    group: 'Exchanges and faucets',
    name: 'Wallets of an exchange',
    unit: 'wallets',
    does: 'Who sent coins to at least this many may be an exchange or faucet. Sharing one as first funder says nothing.',
    min: 2,
    max: 100_000,
    whole: true,
  },
  {
    key: 'hubFocus',
    group: 'Exchanges and faucets',
    name: 'Focus of a farm',
    unit: '0 to 1',
    does: 'No exchange if more than this share of its calling wallets mostly call the same author: that is a farm.',
    min: 0,
    max: 1,
  },
  {
    key: 'transferShare',
    group: 'Money from author to payer',
    name: 'Least return',
    unit: 'times the spend',
    does: 'Gifts of less than this, against what the payer spent with the author, are refunds and tips.',
    min: 0,
    max: 100,
  },
  {
    key: 'transferExcess',
    group: 'Money from author to payer',
    name: 'Most return',
    unit: 'times the spend',
    does: 'Gifts of more (salaries) link only a payer who mostly calls this author.',
    min: 0,
    max: 10_000,
  },
  {
    key: 'transferFocus',
    group: 'Money from author to payer',
    name: 'Mostly',
    unit: '0 to 1',
    does: 'The share of a payer’s calls that must go to one author to be called mostly.',
    min: 0,
    max: 1,
  },
  {
    key: 'circularHops',
    group: 'Circles',
    name: 'Longest way round',
    unit: 'hops',
    does: 'From payout to payer, 1 is direct. Longer ways meet honest people too often.',
    min: 1,
    max: 8,
    whole: true,
  },
  {
    key: 'circularShare',
    group: 'Circles',
    name: 'Least return',
    unit: 'times the spend',
    does: 'How much of what the payer spent must have come back on such ways.',
    min: 0,
    max: 100,
  },
  {
    key: 'cohortWallets',
    group: 'Cohorts',
    name: 'Smallest cohort',
    unit: 'wallets',
    does: 'Smaller groups that like the same author are ordinary.',
    min: 2,
    max: 100_000,
    whole: true,
  },
  {
    key: 'cohortHours',
    group: 'Cohorts',
    name: 'Gap between neighbours',
    unit: 'hours',
    does: 'First coins of neighbours in a cohort lie at most this far apart: people are not created on a schedule.',
    min: 0,
    max: 720,
  },
  {
    key: 'cohortExclusive',
    group: 'Cohorts',
    name: 'One author only',
    unit: '0 to 1',
    does: 'Share of a wallet’s calls that must go to one author for the wallet to count as that author’s alone.',
    min: 0,
    max: 1,
  },
  {
    key: 'cohortExcess',
    group: 'Cohorts',
    name: 'More than chance',
    unit: 'times',
    does: 'How many times more such wallets a group must have than the same funder’s wallets usually have.',
    min: 0,
    max: 1_000,
  },
];

const ADDRESS = /^0x[0-9a-f]{64}$/;

/** A threshold as typed or found in an address; undefined if it makes no sense there. */
export function readRule(field: RuleField, text: string): number | undefined {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || value < field.min || value > field.max) return undefined;
  return field.whole && !Number.isInteger(value) ? undefined : value;
}

/** Addresses separated by anything; those that are none are left out. At most 200, so that an address stays one. */
export function readAddresses(text: string): string[] {
  const found = text.toLowerCase().split(/[^0-9a-z]+/);
  return [...new Set(found.filter((part) => ADDRESS.test(part)))].slice(0, 200);
}

/** Only what differs from the defaults. */
export function changedRules(rules: Partial<RuleSettings>): Partial<RuleSettings> {
  const changed: Partial<RuleSettings> = {};
  for (const { key } of RULE_FIELDS) {
    const value = rules[key];
    if (value !== undefined && value !== DEFAULT_RULES[key]) changed[key] = value;
  }
  if (rules.knownHubs && rules.knownHubs.length > 0) changed.knownHubs = rules.knownHubs;
  return changed;
}

/** `Smallest cohort 3 wallets (default 4)`, for each change: said on screen whenever there is one. */
export function sayChanges(rules: Partial<RuleSettings>): string[] {
  const changed = changedRules(rules);
  const said = RULE_FIELDS.filter(({ key }) => changed[key] !== undefined).map(
    ({ key, group, name, unit }) =>
      `${group}, ${name.toLowerCase()}: ${changed[key]}${unit === '0 to 1' ? '' : ` ${unit}`} (default ${DEFAULT_RULES[key]})`,
  );
  const hubs = changed.knownHubs?.length ?? 0;
  if (hubs > 0) said.push(`${hubs} more known ${hubs === 1 ? 'exchange' : 'exchanges'}`);
  return said;
}
