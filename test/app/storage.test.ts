// What is said of storage: standing, terms, reminders and the calendar file. Dates by hand.
import { describe, expect, test } from 'vitest';
import type { Listing, StorageLife } from '../../src/lib/index.ts';
import { storageCalendar } from '../../src/app/state/storage-calendar.ts';
import {
  dueRenewals,
  inOrder,
  readSettings,
  soundDays,
  type Renewal,
} from '../../src/app/state/storage-due.ts';
import {
  beginsMs,
  exactWal,
  extenders,
  longestExtension,
  nowOf,
  spanText,
  standingOf,
  termText,
} from '../../src/app/state/storage.ts';

const DAY = 86_400_000;
const clock = { epoch: 5, epochStartMs: 1_000 * DAY, epochMs: 14 * DAY };
const NOW = 1_003 * DAY;

describe('the standing of a version', () => {
  const at = (endEpoch: number, now = NOW) =>
    standingOf({ epoch: 5, clock, endEpoch, endsMs: beginsMs(clock, endEpoch) }, now).status;

  test('epoch 6 begins 14 days after epoch 5 did', () => {
    expect(beginsMs(clock, 6)).toBe(1_014 * DAY);
    expect(beginsMs(clock, 4)).toBe(986 * DAY);
  });

  test('is near within seven days of the end, and ended when the epoch says so', () => {
    expect(at(7)).toBe('stored');
    expect(at(6)).toBe('stored');
    expect(at(6, 1_007 * DAY)).toBe('stored');
    expect(at(6, 1_007 * DAY + 1)).toBe('near');
    expect(at(5)).toBe('ended');
    expect(at(4)).toBe('ended');
  });

  test('is not ended by a clock alone: the chain has not turned the epoch yet', () => {
    expect(at(6, 1_020 * DAY)).toBe('near');
  });

  test('is unknown where an end is, and without dates where the network has no calendar', () => {
    expect(standingOf({ epoch: 5 })).toEqual({ status: 'unknown' });
    expect(standingOf({ epoch: 5, endEpoch: 6 })).toEqual({ status: 'stored', endEpoch: 6 });
  });

  test('counts from the network when that runs ahead of the visitor', () => {
    expect(nowOf(clock, 3 * DAY)).toBe(1_000 * DAY);
    expect(nowOf(clock, NOW)).toBe(NOW);
    expect(nowOf(undefined, 3)).toBe(3);
  });
});

test('terms are said in days where an epoch is known, else in epochs', () => {
  expect(termText(13, clock)).toBe('182 days');
  expect(termText(1, { ...clock, epochMs: DAY })).toBe('1 day');
  expect(termText(2, { ...clock, epochMs: 3_600_000 })).toBe('2 hours');
  expect(termText(1, undefined)).toBe('1 epoch');
  expect(termText(3, undefined)).toBe('3 epochs');
  expect(spanText(DAY * 1_500)).toBe('1,500 days');
  expect(spanText(1_000)).toBe('less than an hour');
});

test('WAL to be signed for is exact', () => {
  expect(exactWal(18_018_000n)).toBe('0.018018 WAL');
  expect(exactWal(1n)).toBe('0.000000001 WAL');
});

test('who may extend, and how far', () => {
  const blob = (access: { kind: 'shared'; funds: bigint } | { kind: 'owned'; owner: string }) => ({
    blobId: 'b',
    role: 0,
    object: { id: '0x1', access, endEpoch: 9, bytes: 1 },
  });
  const life = (...blobs: StorageLife['blobs']): StorageLife => ({
    model: '0x1',
    version: 1,
    epoch: 5,
    maxEndEpoch: 58,
    endEpoch: 9,
    blobs,
  });
  const shared = blob({ kind: 'shared', funds: 0n });
  const owned = blob({ kind: 'owned', owner: '0xa' });
  expect(extenders(life(shared, shared))).toEqual({ kind: 'all' });
  expect(extenders(life(shared, owned, owned))).toEqual({ kind: 'owners', owners: ['0xa'] });
  expect(longestExtension(life(shared))).toBe(49);
});

describe('reminders', () => {
  const renewal = (id: string, endEpoch: number | undefined): Renewal => ({
    listing: { id } as Listing,
    endEpoch,
    endsMs: endEpoch === undefined ? undefined : beginsMs(clock, endEpoch),
    ended: endEpoch !== undefined && endEpoch <= 5,
  });
  const all = inOrder([
    renewal('far', 9),
    renewal('lost', undefined),
    renewal('soon', 6),
    renewal('over', 5),
  ]);
  const ids = (renewals: Renewal[]) => renewals.map(({ listing }) => listing.id);

  test('come soonest first, with what is not known last', () => {
    expect(ids(all)).toEqual(['over', 'soon', 'far', 'lost']);
  });

  test('speak of what ends within the chosen days, and of what has ended', () => {
    const due = (days: number) => ids(dueRenewals(all, { days, putOff: {} }, NOW).due);
    expect(due(10)).toEqual(['over']);
    expect(due(11)).toEqual(['over', 'soon']);
    expect(due(53)).toEqual(['over', 'soon', 'far']);
  });

  test('are put off until a date, and come back on it', () => {
    const settings = { days: 30, putOff: { soon: NOW + DAY, far: NOW + DAY } };
    const now = dueRenewals(all, settings, NOW);
    expect(ids(now.due)).toEqual(['over']);
    expect(now.putOff).toEqual([{ renewal: all[1], untilMs: NOW + DAY }]);
    expect(ids(dueRenewals(all, settings, NOW + DAY).due)).toEqual(['over', 'soon']);
  });

  test('keep sound settings whatever was stored', () => {
    for (const junk of [undefined, null, 'x', 7, [], { days: 'x', putOff: 3 }]) {
      expect(readSettings(junk)).toEqual({ days: 30, putOff: {} });
    }
    expect(readSettings({ days: 7, putOff: { a: 1, b: 'x' } })).toEqual({ days: 7, putOff: { a: 1 } });
    expect([soundDays(0), soundDays(7.4), soundDays(9_999), soundDays(NaN)]).toEqual([1, 7, 365, 30]);
  });
});

describe('the calendar file', () => {
  const end = {
    model: '0xabc',
    name: 'Scale',
    endEpoch: 9,
    endsMs: Date.UTC(2027, 2, 3, 12, 30, 5, 250),
    url: 'https://floe.test/#/model/0xabc',
  };
  const options = { days: 14, nowMs: Date.UTC(2026, 10, 21) };

  test('is one event per model at its end, with an alarm', () => {
    expect(storageCalendar([end], options).split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Floe//Storage//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'BEGIN:VEVENT',
      'UID:storage-0xabc@floe',
      'SEQUENCE:9',
      'DTSTAMP:20261121T000000Z',
      'DTSTART:20270303T123005Z',
      'SUMMARY:Storage of Scale ends',
      'DESCRIPTION:Extend it before: what has ended cannot be extended.\\nhttps://f',
      ' loe.test/#/model/0xabc',
      'URL:https://floe.test/#/model/0xabc',
      'TRANSP:TRANSPARENT',
      'BEGIN:VALARM',
      'ACTION:DISPLAY',
      'DESCRIPTION:Storage of Scale ends',
      'TRIGGER:-P14D',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
    expect(storageCalendar([end, { ...end, model: '0xdef' }], options).match(/BEGIN:VEVENT/g)).toHaveLength(
      2,
    );
  });

  test('is not broken out of by a name, and lines stay within 75 bytes without cutting a character', () => {
    const name = `a;b,c\\d\r\nEND:VEVENT\nATTACH:https://evil.test\u202e ${'é🙂'.repeat(40)}`;
    const lines = storageCalendar([{ ...end, name }], options).split('\r\n');
    expect(lines.filter((line) => line.startsWith('END:VEVENT'))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('ATTACH'))).toEqual([]);
    for (const line of lines) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      expect(line).not.toMatch(/[\n\ufffd\u202e]/);
    }
    const whole = lines.join('\r\n').replaceAll('\r\n ', '');
    expect(whole).toContain('🙂');
    expect(whole).toMatch(/SUMMARY:Storage of a\\;b\\,c\\\\d/);
  });
});
