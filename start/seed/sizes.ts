// Which markets can be made up at all: a wrong size is refused by name before anything is drawn, not met halfway as an
// index that is not there.
import type { MarketOptions } from './types.ts';

const DAY = 86_400_000;
/** People come on the second day, and the last hours are quiet. */
const LEAST_DAYS = 4;

/** @throws RangeError that names the size and what it may be */
export function checkSizes({ models, authors, payers, calls, days, endMs }: MarketOptions): void {
  const least = (name: string, value: number, from: number, why: string) => {
    if (Number.isSafeInteger(value) && value >= from) return;
    throw new RangeError(`A market cannot have ${value} ${name}: at least ${from}, a whole number; ${why}`);
  };
  least('models', models, 1, 'somebody must be there to be called');
  least('authors', authors, 1, 'somebody must have listed them');
  least('calls', calls, 0, 'none is enough');
  least('payers', payers, calls > 0 ? 1 : 0, 'somebody must have made the calls');
  least('days', days, LEAST_DAYS, 'people come on the second day and some stay for three');
  if (!Number.isSafeInteger(endMs) || endMs < days * DAY) {
    throw new RangeError(
      `A market cannot end at ${endMs}: it takes a moment in ms after 1970, ${days} days on`,
    );
  }
}
