// Which of the market's transactions emitted which event: what is asked for by type is found without making the others.
// Knows positions; makes no event.
import type { Columns } from './columns.ts';
import type { SeedChange } from './market.ts';

const EMITTED: Record<SeedChange['kind'], readonly string[]> = {
  listed: ['Listed', 'VersionAdded'],
  version: ['VersionAdded'],
  price: ['PriceChanged'],
  active: ['ActiveChanged'],
  payout: ['PayoutChanged'],
  'hand-over': ['HandedOver'],
};

/** By full type, `package::module::Name`: positions of the transactions that emitted one, ascending. */
export function createEventIndex(columns: Columns, packageId: string): (type: string) => ArrayLike<number> {
  const byName = new Map<string, ArrayLike<number>>([['Called', columns.position]]);
  const changed = new Map<string, number[]>();
  for (const { change, position } of columns.changes) {
    for (const name of EMITTED[change.kind]) {
      const known = changed.get(name);
      if (known) known.push(position);
      else changed.set(name, [position]);
    }
  }
  for (const [name, positions] of changed) byName.set(name, Uint32Array.from(positions));
  const prefix = `${packageId}::events::`;
  return (type) => (type.startsWith(prefix) && byName.get(type.slice(prefix.length))) || [];
}
