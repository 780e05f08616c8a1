// Room for what is to be stored: how much the browser still gives, what may go for it, and what to do when a write
// finds the disk full all the same. Knows models by their ledger alone.
import type { CacheLocks } from '../locks.ts';
import { createQueue } from '../queue.ts';
import { chooseEvictions, freedBytes, type RangePlan } from './contents.ts';
import type { Ledger, LedgerEntry } from './ledger.ts';
import type { RangeCache, StoreResult } from './range-cache.ts';

export interface Space {
  /** Bytes this site uses and may use; undefined where the browser does not say. */
  usage?: number;
  quota?: number;
}

/** `navigator.storage.estimate()`, or nothing where there is none. */
export async function estimateSpace(): Promise<Space> {
  const { navigator } = globalThis as { navigator?: { storage?: { estimate?(): Promise<Space> } } };
  try {
    return (await navigator?.storage?.estimate?.()) ?? {};
  } catch {
    return {};
  }
}

export interface RoomOptions {
  ledger: Ledger;
  cache: RangeCache;
  plan: RangePlan;
  locks: CacheLocks;
  space?: () => Promise<Space>;
  wait?: (ms: number) => Promise<void>;
}

export interface Room {
  /**
   * Before a download of so many bytes. The estimate is advice: Chromium names a quota of its own making, and only a
   * write that is refused tells the truth. Evicts other models where the estimate says it must; false, and nothing is
   * evicted, where that would not be enough.
   */
  reserve(bytes: number, forModel: string): Promise<boolean>;
  /**
   * Writes, and where that is refused for want of room writes again after making some. `stillNeeded`: bytes, this write
   * included, that the model will need.
   */
  write(
    write: () => Promise<StoreResult>,
    options: { forModel: string; stillNeeded: number },
  ): Promise<StoreResult>;
}

/** Drafts, receipts and paid calls share the quota: models never take the last of it. */
export const SPARED_BYTES = 16 * 1024 * 1024;
/** Freed space may come back only after a while. Chromium's is there at once. */
const RETRY_MS = [0, 500, 1_500, 4_000, 6_000];

/** The lock that whoever loads, checks or removes a model holds. */
export const modelLock = (manifestHash: string) => `floe/model/${manifestHash}`;

export function createRoom(options: RoomOptions): Room {
  const { ledger, cache, plan, locks, space = estimateSpace } = options;
  const wait = options.wait ?? ((ms) => new Promise<void>((resolve) => setTimeout(resolve, ms)));
  const recover = createQueue();

  /** True once so many bytes were freed. A model that is being loaded, here or in another tab, is passed over. */
  async function evict(bytes: number, forModel: string): Promise<boolean> {
    const spared = new Set([forModel]);
    for (let lacking = bytes; lacking > 0;) {
      const contents = { entries: await ledger.list(), index: await cache.index(), plan };
      const chosen = chooseEvictions(lacking, contents, spared);
      if (!chosen) return false;
      const gone: LedgerEntry[] = [];
      for (const entry of chosen) {
        const { manifestHash } = entry.model;
        const free = await locks.runIfFree(modelLock(manifestHash), async () => {
          // It may have been pinned since the list was read.
          if ((await ledger.get(manifestHash))?.pinned) return;
          await ledger.remove(manifestHash);
          gone.push(entry);
        });
        if (!free || gone.at(-1) !== entry) spared.add(manifestHash);
      }
      lacking -= freedBytes(gone, contents);
    }
    return true;
  }

  return {
    async reserve(bytes, forModel) {
      const { usage, quota } = await space();
      if (usage === undefined || quota === undefined) return true;
      const lacking = bytes + SPARED_BYTES - (quota - usage);
      return lacking <= 0 || evict(lacking, forModel).catch(() => false);
    },
    async write(write, { forModel, stillNeeded }) {
      const first = await write();
      if (first !== 'full') return first;
      // One at a time: several writes that fail together need the room once.
      return recover(async () => {
        const second = await write();
        if (second !== 'full' || !(await evict(stillNeeded, forModel).catch(() => false))) return second;
        for (const ms of RETRY_MS) {
          await wait(ms);
          const again = await write();
          if (again !== 'full') return again;
        }
        return 'full';
      }, {});
    },
  };
}
