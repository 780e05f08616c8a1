// Every threshold of the rules in one editable object. JSON-safe, so that a page can keep and share it.

export interface RuleSettings {
  /** 0..1. A link found with less confidence is shown, but its calls are "unknown": neither blamed nor cleared. */
  minConfidence: number;
  /** Hops. How far up the chain of first funders two wallets may meet. 2: a funder of the funder still counts. */
  funderDepth: number;
  /** Addresses of exchanges, bridges and faucets. Sharing one as first funder says nothing; flows end there. */
  knownHubs: readonly string[];
  /** Wallets. Who sent coins to at least this many is taken for an exchange or faucet, if `hubFocus` allows. */
  hubFundees: number;
  /** 0..1. Not a hub if more than this share of its wallets that call have the same main author: that is a farm. */
  hubFocus: number;
  /** Ratio to the payer's spend with the author. Gifts of less are refunds and tips, not a return of the money. */
  transferShare: number;
  /** Ratio to the same spend. Gifts of more (salaries) link only a payer who mostly calls this author. */
  transferExcess: number;
  /** 0..1. "Mostly": the share of a payer's calls that go to one author. */
  transferFocus: number;
  /** Hops of a way for the money from payout to payer, 1 is direct. Longer ways meet honest people too often. */
  circularHops: number;
  /** Ratio to the payer's spend with the author that must come back on such ways. */
  circularShare: number;
  /** Wallets. Smaller groups that like the same author are ordinary. */
  cohortWallets: number;
  /** Hours between the first coins of neighbours in a group; people are not created on one schedule. */
  cohortHours: number;
  /** 0..1. Share of a wallet's calls that must go to one author for the wallet to count as his alone. */
  cohortExclusive: number;
  /** Ratio. How many times more one-author wallets a group must have than the same funder's wallets usually have. */
  cohortExcess: number;
  /** Days. A wallet whose first coins came this long after the oldest known moment is taken for new, not for pruned. */
  newWalletDays: number;
}

export const DEFAULT_RULES: Readonly<RuleSettings> = {
  minConfidence: 0.7,
  funderDepth: 2,
  knownHubs: [],
  hubFundees: 20,
  hubFocus: 0.5,
  transferShare: 0.5,
  transferExcess: 4,
  transferFocus: 0.5,
  circularHops: 4,
  circularShare: 0.5,
  cohortWallets: 4,
  cohortHours: 1,
  cohortExclusive: 0.95,
  cohortExcess: 4,
  newWalletDays: 30,
};

/** Settings with some thresholds changed. */
export function withRules(changes: Partial<RuleSettings>): RuleSettings {
  return { ...DEFAULT_RULES, ...changes };
}
