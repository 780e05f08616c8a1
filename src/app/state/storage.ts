// How long a version is stored, in words' terms: what to say and when to warn. Pure; knows no screen and no network.
import { formatAmount, type StorageLife, type WalrusClock } from '../../lib/index.ts';

const DAY_MS = 86_400_000;
const WAL_DECIMALS = 9;
/** A call this close to the end is worth a warning: from then on others may not be able to fetch the model. */
const NEAR_DAYS = 7;

export type StorageStanding =
  | { status: 'stored' | 'near'; endEpoch: number; endsMs?: number }
  | { status: 'ended'; endEpoch: number; endsMs?: number }
  | { status: 'unknown' };

type Term = Pick<StorageLife, 'epoch' | 'endEpoch' | 'endsMs' | 'clock'>;

/** The visitor's clock, but never before the current epoch began: a local network's may run ahead. */
export function nowOf(clock: WalrusClock | undefined, now = Date.now()): number {
  return clock ? Math.max(now, clock.epochStartMs) : now;
}

/** The chain's epoch decides whether it has ended; the clock only how near that is. */
export function standingOf(life: Term, now = Date.now()): StorageStanding {
  const { epoch, endEpoch, endsMs, clock } = life;
  if (endEpoch === undefined) return { status: 'unknown' };
  const dated = { endEpoch, ...(endsMs === undefined ? {} : { endsMs }) };
  if (endEpoch <= epoch) return { status: 'ended', ...dated };
  const near = endsMs !== undefined && endsMs - nowOf(clock, now) < NEAR_DAYS * DAY_MS;
  return { status: near ? 'near' : 'stored', ...dated };
}

export function beginsMs(clock: WalrusClock, epoch: number): number {
  return clock.epochStartMs + (epoch - clock.epoch) * clock.epochMs;
}

/** `28 days`, `1 day`, `3 hours` of so many epochs; in epochs where their length is not known. */
export function termText(epochs: number, clock: WalrusClock | undefined): string {
  if (!clock) return epochs === 1 ? '1 epoch' : `${epochs} epochs`;
  return spanText(epochs * clock.epochMs);
}

export function spanText(ms: number): string {
  const days = Math.floor(ms / DAY_MS);
  if (days >= 1) return days === 1 ? '1 day' : `${days.toLocaleString('en-US')} days`;
  const hours = Math.floor(ms / 3_600_000);
  if (hours >= 1) return hours === 1 ? '1 hour' : `${hours} hours`;
  return 'less than an hour';
}

/** Epochs by which an extension may go on, at most. */
export function longestExtension({ endEpoch, maxEndEpoch }: StorageLife): number {
  return endEpoch === undefined ? 0 : Math.max(0, maxEndEpoch - endEpoch);
}

/** Exact: what is signed for. */
export function exactWal(frost: bigint): string {
  return `${formatAmount(frost, WAL_DECIMALS)} WAL`;
}

/** Who may extend: everybody, one owner, or, where objects are not found, nobody here. */
export function extenders(life: StorageLife): { kind: 'all' } | { kind: 'owners'; owners: string[] } {
  const owners = life.blobs.flatMap(({ object }) =>
    object?.access.kind === 'owned' ? [object.access.owner] : [],
  );
  return owners.length === 0 ? { kind: 'all' } : { kind: 'owners', owners: [...new Set(owners)] };
}
