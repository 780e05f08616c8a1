// Before a download: how much it is, and whether it could be kept. Figures by hand.
import { expect, test } from 'vitest';
import { planDownload } from '../../src/app/state/download-plan.ts';
import type { CachedModel } from '../../src/lib/index.ts';

const SPARED = 16 * 1024 * 1024;
const MB = 1_000_000;

function cached(manifestHash: string, megabytes: number, change: Partial<CachedModel> = {}): CachedModel {
  return {
    manifestHash,
    model: `0x${manifestHash}`,
    version: 1,
    name: manifestHash,
    bytes: megabytes * MB,
    totalBytes: megabytes * MB,
    ownBytes: megabytes * MB,
    lastUsedMs: 0,
    pinned: false,
    ...change,
  };
}

const space = (freeMb: number) => ({ modelBytes: 0, usage: 5 * MB, quota: (5 + freeMb) * MB + SPARED });
const version = { manifestHash: 'new', bytes: 100 * MB };

test('what is here of it is not fetched again', () => {
  const plan = planDownload(version, [cached('new', 43, { totalBytes: 100 * MB })], space(60));
  expect(plan).toEqual({ presentBytes: 43 * MB, missingBytes: 57 * MB, room: { kind: 'enough' } });
});

test('where it does not fit, the models used least lately go, and no more than are needed', () => {
  const models = [
    cached('today', 50, { lastUsedMs: 9 }),
    cached('old', 30, { lastUsedMs: 1 }),
    cached('older but pinned', 90, { lastUsedMs: 0, pinned: true }),
    cached('recent', 30, { lastUsedMs: 5 }),
  ];
  expect(planDownload(version, models, space(100)).room).toEqual({ kind: 'enough' });
  expect(planDownload(version, models, space(99)).room).toEqual({ kind: 'evicts', names: ['old'] });
  expect(planDownload(version, models, space(45)).room).toEqual({ kind: 'evicts', names: ['old', 'recent'] });
});

test('where nothing that may go would be enough, it would not be kept', () => {
  const models = [cached('old', 30), cached('pinned', 90, { pinned: true })];
  expect(planDownload(version, models, space(60)).room).toEqual({ kind: 'too-little', freeBytes: 60 * MB });
  expect(planDownload(version, [], { modelBytes: 0, usage: 9, quota: 1 }).room).toEqual({
    kind: 'too-little',
    freeBytes: 0,
  });
});

test('a browser that does not say leaves it open', () => {
  expect(planDownload(version, [], { modelBytes: 0 }).room).toEqual({ kind: 'unknown' });
});
