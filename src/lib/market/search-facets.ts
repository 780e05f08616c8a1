// How often each value occurs, for filter menus. Knows no text and no order.
import type { Listing } from '../model/listing.ts';
import { label } from './search-filter.ts';

/** Most used first, ties by name. Licences and tags are counted without case; '' counts those without a licence. */
export interface ListingFacets {
  tasks: [string, number][];
  runtimes: [string, number][];
  coins: [string, number][];
  licenses: [string, number][];
  tags: [string, number][];
}

/** Anybody can list a model with eight tags of its own: what is rarer than so many others is in no menu. */
const MOST = 200;

export function countFacets(listings: Iterable<Listing>): ListingFacets {
  const counts = {
    tasks: new Map<string, number>(),
    runtimes: new Map<string, number>(),
    coins: new Map<string, number>(),
    licenses: new Map<string, number>(),
    tags: new Map<string, number>(),
  };
  // The same few words, a hundred thousand times.
  const labels = new Map<string, string>();
  const known = (text: string) => {
    let found = labels.get(text);
    if (found === undefined) labels.set(text, (found = label(text)));
    return found;
  };
  const add = (to: Map<string, number>, value: string) => to.set(value, (to.get(value) ?? 0) + 1);
  for (const { task, runtime, coin, license, tags } of listings) {
    add(counts.tasks, task);
    add(counts.runtimes, runtime);
    add(counts.coins, coin);
    add(counts.licenses, known(license));
    const own = tags.map(known);
    own.forEach((tag, at) => own.indexOf(tag) === at && add(counts.tags, tag));
  }
  const most = (of: Map<string, number>) =>
    [...of].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).slice(0, MOST);
  return {
    tasks: most(counts.tasks),
    runtimes: most(counts.runtimes),
    coins: most(counts.coins),
    licenses: most(counts.licenses),
    tags: most(counts.tags),
  };
}
