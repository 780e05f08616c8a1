// The shape of what is said when something goes wrong, and the assurances that several sentences share.

export interface Sentence {
  what: string;
  safe?: string;
  next: string;
}

export const UNTOUCHED = 'Nothing was changed on chain.';
export const NOT_RUN = 'Nothing was run and nothing was charged.';
export const UNPAID = 'Nothing was charged and the output stays locked.';
export const DRAFT_KEPT = 'Your publication is kept, and what was paid for is not paid twice.';
export const UNPAID_WAL = 'No WAL was paid.';
export const REFUSED_BYTES = 'Nothing unverified was run or stored.';

/** What happened, what is safe, what to do next. */
export const say = (what: string, safe: string, next: string): Sentence => ({ what, safe, next });
