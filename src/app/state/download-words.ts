// What is said of a download: who sends, what went wrong with whom, how long it will take. Pure; sizes are the page's.
import type { DownloadView, OriginFailure, OriginProgress } from '../../lib/index.ts';

/** A download as words show it: older than the bar, so that they can be read. */
export interface Reading {
  view: DownloadView;
  /** When the view was taken, and when the download began; on one clock. */
  atMs: number;
  beganMs: number;
}

const WORDS_EVERY_MS = 1_000;
/** How much slower than the fastest is called slow. */
const SLOW_FACTOR = 4;
/** A speed taken over less says little. */
const TELLING_MS = 2_000;

/** The next reading to show: the one before until a second is over, unless something happened. */
export function nextReading(before: Reading | undefined, view: DownloadView, nowMs: number): Reading {
  const beganMs = before?.beganMs ?? nowMs;
  const isDue = !before || nowMs - before.atMs >= WORDS_EVERY_MS || view.loaded >= view.total;
  return isDue || somethingHappened(before.view, view) ? { view, atMs: nowMs, beganMs } : before;
}

function somethingHappened(before: DownloadView, now: DownloadView): boolean {
  const gone = ({ origins }: DownloadView) => origins.filter(isGone).length;
  return before.offline !== now.offline || before.checkedBy !== now.checkedBy || gone(before) !== gone(now);
}

/** Bytes that are here of all, those from before included: 0 to 1. */
export function shareOf({ present, loaded, total }: Omit<DownloadView, 'origins'>): number {
  return present + total === 0 ? 0 : (present + loaded) / (present + total);
}

/** Whole percent, cut: 100 only where all is here. */
export function percentOf(view: Omit<DownloadView, 'origins'>): number {
  return Math.floor(shareOf(view) * 100);
}

/** `about 40 s left`; undefined while nobody can tell. */
export function timeLeftText({ view, atMs, beganMs }: Reading): string | undefined {
  const { msLeft, offline, loaded, total } = view;
  if (offline || msLeft === undefined || loaded >= total || atMs - beganMs < TELLING_MS) return undefined;
  const seconds = msLeft / 1_000;
  if (seconds < 5) return 'a few seconds left';
  // In steps that grow with the time, so that the text stands still while the speed wavers.
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} s left`;
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return `about ${minutes < 10 ? minutes : Math.round(minutes / 5) * 5} min left`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `about ${hours} h left` : `about ${Math.round(hours / 24)} days left`;
}

/** How to call servers: by host, and with their path where several share one. */
export function serverNames(addresses: readonly string[]): Map<string, string> {
  const hosts = addresses.map(hostOf);
  return new Map(
    addresses.map((address, index) => {
      const host = hosts[index]!;
      const isOnly = hosts.filter((other) => other === host).length === 1;
      return [address, isOnly ? host : address.replace(/^https?:\/\//, '').replace(/\/+$/, '')];
    }),
  );
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return address;
  }
}

/** It sent other bytes than were published. */
export function hasLied({ refused }: OriginProgress): boolean {
  return refused > 0;
}

function isGone(origin: OriginProgress): boolean {
  return hasLied(origin) || origin.state === 'dropped';
}

/** Those that were asked for anything, in the order they came. */
export function askedOf(origins: readonly OriginProgress[]): OriginProgress[] {
  return origins.filter(
    ({ state, bytes, failures }) => state === 'reading' || bytes > 0 || failures.length > 0,
  );
}

/** `3 servers`, `2 servers, 1 dropped`: those that sent what was asked, and those that did not. */
export function serversText(origins: readonly OriginProgress[]): string {
  const asked = askedOf(origins);
  const gone = asked.filter(isGone).length;
  const good = asked.length - gone;
  const servers = `${good} ${good === 1 ? 'server' : 'servers'}`;
  return gone === 0 ? servers : `${servers}, ${gone} dropped`;
}

/** What went wrong with one of these servers, in words; undefined if nothing did. */
export function troubleOf(origin: OriginProgress, all: readonly OriginProgress[]): string | undefined {
  const { failures, hedged, state } = origin;
  if (hasLied(origin)) return 'sent other bytes than were published, dropped';
  const told = failures.map(failureText);
  if (hedged > 0) told.push(`slow, ${times(hedged, 'range was', 'ranges were')} asked of another too`);
  else if (isSlow(origin, all)) told.push('slow');
  if (state === 'dropped' && told.length > 0) told.push('dropped');
  return told.length === 0 ? undefined : told.join('; ');
}

/** Much slower than the fastest that sends now. */
function isSlow({ state, bytesPerSecond }: OriginProgress, all: readonly OriginProgress[]): boolean {
  const speeds = all.filter((other) => other.state === 'reading').map((other) => other.bytesPerSecond);
  return state === 'reading' && bytesPerSecond > 0 && bytesPerSecond * SLOW_FACTOR <= Math.max(...speeds);
}

function failureText({ reason, status, times: count }: OriginFailure): string {
  const often = count === 1 ? '' : count === 2 ? ' twice' : ` ${count} times`;
  switch (reason) {
    case 'status':
      if (status === 404) return 'does not have it';
      if (status === 429 || status === 503) return `busy${often}`;
      return `answered with error ${status}${often}`;
    case 'network':
      return `could not be reached${often}`;
    case 'stalled':
      return `went silent${often}`;
    case 'truncated':
      return `broke off${often}`;
    case 'no-ranges':
      return 'cannot send a file in ranges';
    case 'too-long':
    case 'wrong-content':
      return 'sent other bytes than were published';
  }
}

function times(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** How what comes is checked: the usual way, and the slower ones. */
export function checkText({ checkedBy }: DownloadView): string {
  switch (checkedBy) {
    case 'sidecar':
      return 'Each piece is checked as it comes, whoever sends it.';
    case 'metadata':
      return 'It was published without digests of its pieces. Storage nodes gave them: each is checked as it comes.';
    case 'files':
      return 'The slower way: nobody has digests of its pieces, so it comes whole from one server and is checked at the end.';
  }
}

/** For screen readers: at the start, each quarter, and when something happens. */
export function announcement(view: DownloadView): string {
  if (view.offline) return 'No network. The download waits.';
  const liars = view.origins.filter(hasLied).length;
  const said =
    liars === 0
      ? ''
      : ` ${times(liars, 'server', 'servers')} sent other bytes and ${liars === 1 ? 'was' : 'were'} dropped.`;
  return `Downloading, ${Math.floor(shareOf(view) * 4) * 25} percent.${said}`;
}
