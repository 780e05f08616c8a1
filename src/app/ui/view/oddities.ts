// What is no number among a tensor's numbers, in a sentence. Pure.
import type { TensorStats } from '../../../lib/index.ts';

/** Empty where all are numbers. */
export function oddities({ nan, infinite }: Pick<TensorStats, 'nan' | 'infinite'>): string {
  const count = (size: number, what: string) => (size > 0 ? [`${size.toLocaleString('en-US')} ${what}`] : []);
  const odd = [...count(nan, 'NaN'), ...count(infinite, 'infinite')];
  return odd.length === 0 ? '' : `Not numbers: ${odd.join(', ')}.`;
}
