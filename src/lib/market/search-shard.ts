// A few thousand listings' texts in one full-text index: small enough to be stored, or read back, between two frames.
import MiniSearch, { type Options } from 'minisearch';
import type { Listing } from '../model/listing.ts';

/** Listings by index, so that a shard is known from a listing alone. */
export const SHARD_SIZE = 1024;
export const shardOf = (listing: Listing): number => Math.floor(listing.index / SHARD_SIZE);

const FIELDS = ['name', 'summary', 'task', 'runtime', 'license', 'tags'] as const;
type Texts = { id: number } & Record<(typeof FIELDS)[number], string>;

/** Goes up with what is indexed and how: shards of another format are built anew. */
const FORMAT = 2;

/** Plain data for the store. */
export interface StoredShard {
  format: typeof FORMAT;
  /** The library's own serialisation. */
  json: string;
  /** Which texts it holds: listing index, hash of its texts, and so on in pairs. */
  hashes: Uint32Array;
}

const OPTIONS: Options<Texts> = {
  fields: [...FIELDS],
  processTerm: fold,
  // Replaced texts leave dead entries; they go when the shard is built anew.
  autoVacuum: false,
};

export interface TextQuery {
  text: string;
  combine: 'AND' | 'OR';
  /** One letter wrong in a short word, two in a long one. */
  forgiving: boolean;
}

export class SearchShard {
  readonly #hashes: Map<number, number>;

  private constructor(
    private readonly index: MiniSearch<Texts>,
    hashes: Map<number, number>,
  ) {
    this.#hashes = hashes;
  }

  static empty(): SearchShard {
    return new SearchShard(new MiniSearch(OPTIONS), new Map());
  }

  /** Undefined if this is not what `stored` gave once. */
  static async restore(stored: StoredShard): Promise<SearchShard | undefined> {
    if (stored.format !== FORMAT) return undefined;
    try {
      const index = await MiniSearch.loadJSONAsync<Texts>(stored.json, OPTIONS);
      const hashes = new Map<number, number>();
      for (let i = 0; i < stored.hashes.length; i += 2) hashes.set(stored.hashes[i]!, stored.hashes[i + 1]!);
      return new SearchShard(index, hashes);
    } catch {
      return undefined;
    }
  }

  stored(): StoredShard {
    const hashes = Uint32Array.from([...this.#hashes].flat());
    return { format: FORMAT, json: JSON.stringify(this.index), hashes };
  }

  /** False if the same texts were there already. */
  put(listing: Listing): boolean {
    const { index: id, name, summary, task, runtime, license } = listing;
    const texts = { name, summary, task, runtime, license, tags: listing.tags.join(' ') };
    const hash = hashText(JSON.stringify(texts));
    const known = this.#hashes.get(id);
    if (known === hash) return false;
    if (known !== undefined) this.index.discard(id);
    this.index.add({ id, ...texts });
    this.#hashes.set(id, hash);
    return true;
  }

  /** Listing indices and scores. */
  find({ text, combine, forgiving }: TextQuery): { id: number; score: number }[] {
    const results = this.index.search(text, {
      combineWith: combine,
      boost: { name: 4, task: 2, tags: 2 },
      // A single letter begins half of all words: it stands for itself.
      prefix: (term) => term.length > 2,
      fuzzy: (term) => (forgiving && term.length > 3 ? 0.2 : false),
      maxFuzzy: 2,
    });
    return results as unknown as { id: number; score: number }[];
  }
}

/** Without case and accents. */
export function fold(term: string): string {
  return term.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** FNV-1a: tells that a text changed, protects against nobody. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
