// What a person reads of a download: steady, in words, and never an accusation without a reason.
import { describe, expect, test } from 'vitest';
import {
  announcement,
  askedOf,
  checkText,
  nextReading,
  percentOf,
  serverNames,
  serversText,
  timeLeftText,
  troubleOf,
} from '../../src/app/state/download-words.ts';
import type { DownloadView, OriginProgress } from '../../src/lib/index.ts';

const ORIGIN: OriginProgress = {
  origin: 'https://a.example',
  state: 'reading',
  bytes: 1_000,
  bytesPerSecond: 0,
  errors: 0,
  refused: 0,
  hedged: 0,
  failures: [],
};
const VIEW: DownloadView = {
  total: 80,
  loaded: 20,
  present: 20,
  bytesPerSecond: 10,
  msLeft: 6_000,
  checkedBy: 'sidecar',
  offline: false,
  origins: [ORIGIN],
};
const LIAR = { ...ORIGIN, origin: 'https://b.example', state: 'dropped' as const, refused: 8 };

describe('words stand still', () => {
  test('for a second, unless something happened', () => {
    const first = nextReading(undefined, VIEW, 5_000);
    expect(first).toEqual({ view: VIEW, atMs: 5_000, beganMs: 5_000 });
    expect(nextReading(first, { ...VIEW, loaded: 30 }, 5_900)).toBe(first);
    expect(nextReading(first, { ...VIEW, loaded: 30 }, 6_000)).toMatchObject({ atMs: 6_000, beganMs: 5_000 });
    for (const change of [{ offline: true }, { checkedBy: 'files' as const }, { origins: [ORIGIN, LIAR] }]) {
      expect(nextReading(first, { ...VIEW, ...change }, 5_100).view).toMatchObject(change);
    }
    expect(nextReading(first, { ...VIEW, loaded: 80 }, 5_100).view.loaded).toBe(80);
  });

  test.each([
    [800, 'a few seconds left'],
    [11_000, 'about 20 s left'],
    [19_000, 'about 20 s left'],
    [54_000, 'about 60 s left'],
    [61_000, 'about 1 min left'],
    [170_000, 'about 3 min left'],
    [1_400_000, 'about 25 min left'],
    [7_300_000, 'about 2 h left'],
    [400_000_000, 'about 5 days left'],
  ])('%i ms are %s', (msLeft, text) => {
    expect(timeLeftText({ view: { ...VIEW, msLeft }, atMs: 9_000, beganMs: 0 })).toBe(text);
  });

  test('nobody knows in the first moments, without a speed, without a network', () => {
    expect(timeLeftText({ view: VIEW, atMs: 1_000, beganMs: 0 })).toBeUndefined();
    expect(timeLeftText({ view: { ...VIEW, msLeft: undefined }, atMs: 9_000, beganMs: 0 })).toBeUndefined();
    expect(timeLeftText({ view: { ...VIEW, offline: true }, atMs: 9_000, beganMs: 0 })).toBeUndefined();
  });

  test('percent count what was there before, and 100 is all of it', () => {
    expect(percentOf(VIEW)).toBe(40);
    expect(percentOf({ ...VIEW, loaded: 79.99 })).toBe(99);
    expect(percentOf({ ...VIEW, loaded: 80 })).toBe(100);
    expect(percentOf({ ...VIEW, total: 0, loaded: 0, present: 0 })).toBe(0);
  });
});

describe('servers', () => {
  test('are called by host, and by path too where several share one', () => {
    const names = serverNames(['https://a.example/', 'http://h:1/agg/0', 'http://h:1/agg/1', 'nonsense']);
    expect([...names.values()]).toEqual(['a.example', 'h:1/agg/0', 'h:1/agg/1', 'nonsense']);
  });

  test('that were never asked are not counted', () => {
    const idle = { ...ORIGIN, origin: 'https://c.example', state: 'idle' as const, bytes: 0 };
    expect(askedOf([ORIGIN, idle])).toEqual([ORIGIN]);
    expect(serversText([ORIGIN, idle])).toBe('1 server');
    expect(serversText([ORIGIN, LIAR, { ...ORIGIN, origin: 'd' }])).toBe('2 servers, 1 dropped');
  });

  test.each<[string | undefined, Partial<OriginProgress>]>([
    [undefined, {}],
    ['busy', { failures: [{ reason: 'status', status: 429, times: 1 }] }],
    ['busy twice', { failures: [{ reason: 'status', status: 503, times: 2 }] }],
    [
      'could not be reached 4 times; dropped',
      { state: 'dropped', failures: [{ reason: 'network', times: 4 }] },
    ],
    [
      'does not have it; dropped',
      { state: 'dropped', failures: [{ reason: 'status', status: 404, times: 1 }] },
    ],
    ['answered with error 500 3 times', { failures: [{ reason: 'status', status: 500, times: 3 }] }],
    [
      'went silent; broke off',
      {
        failures: [
          { reason: 'stalled', times: 1 },
          { reason: 'truncated', times: 1 },
        ],
      },
    ],
    ['slow, 2 ranges were asked of another too', { hedged: 2 }],
    ['slow', { bytesPerSecond: 20 }],
    [
      'sent other bytes than were published, dropped',
      { refused: 9, state: 'idle', failures: [{ reason: 'wrong-content', times: 1 }] },
    ],
  ])('%s', (text, change) => {
    const fast = { ...ORIGIN, origin: 'https://fast.example', bytesPerSecond: 100 };
    const origin = { ...ORIGIN, bytesPerSecond: 90, ...change };
    expect(troubleOf(origin, [origin, fast])).toBe(text);
  });
});

test('the slower ways of checking are said, and the usual one too', () => {
  const said = (['sidecar', 'metadata', 'files'] as const).map((checkedBy) =>
    checkText({ ...VIEW, checkedBy }),
  );
  expect(said[0]).toMatch(/as it comes/);
  expect(said[1]).toMatch(/Storage nodes/);
  expect(said[2]).toMatch(/slower way.*at the end/);
});

test('a screen reader hears quarters and events, not every tick', () => {
  const heard = new Set(
    Array.from({ length: 81 }, (_, loaded) => announcement({ ...VIEW, present: 0, total: 80, loaded })),
  );
  expect([...heard]).toEqual([0, 25, 50, 75, 100].map((percent) => `Downloading, ${percent} percent.`));
  expect(announcement({ ...VIEW, origins: [LIAR] })).toMatch(/1 server sent other bytes and was dropped/);
  expect(announcement({ ...VIEW, offline: true })).toBe('No network. The download waits.');
});
