// One aggregator of three misbehaves: the blob comes all the same, the bytes add up, and who lied is named.
import { beforeAll, describe, expect, test } from 'vitest';
import type { RangeReport } from '../../../../src/lib/blobs/ranges/types.ts';
import { noise } from '../noise.ts';
import { makeFixture, readerOver, serveAll, type Fixture } from './fixture.ts';
import type { RangeFault } from './range-server.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await makeFixture();
});

/** Three rows of 13,266 bytes; the blob has 12 such ranges but for the last, 450,000 bytes in all. */
const RANGE = 39_798;
const TOTAL = 450_000;
/** Of the faulty one only, so that it is soon known; short, because what hangs hangs for good. */
const TIMEOUTS = { firstByteMs: 500, stallMs: 500 };

const other = noise(TOTAL, 99);

async function readWith(fault: RangeFault) {
  const servers = await serveAll(fixture, fault, undefined, undefined);
  const reading = readerOver(fixture, servers, { timeouts: TIMEOUTS });
  const report = await reading.read();
  expect(reading.whole().equals(fixture.bytes)).toBe(true);
  expect(report.stored).toBe(TOTAL);
  const [faulty, ...honest] = report.origins as [RangeReport['origins'][0], ...RangeReport['origins']];
  for (const origin of honest) expect(origin).toMatchObject({ refused: 0, errors: 0 });
  return { ...reading, servers, report, faulty, requests: servers[0]!.requests.length };
}

describe('a liar is dropped at once and named', () => {
  test.each<[string, RangeFault, object]>([
    ['one bit of one row', { kind: 'flip', at: 20_000 }, { reason: 'wrong-content' }],
    ['the last bit of a range', { kind: 'flip', at: 0 }, { reason: 'wrong-content' }],
    ["another blob's bytes", { kind: 'other', bytes: other }, { reason: 'wrong-content' }],
  ])('%s', async (_, fault, reason) => {
    const { faulty, report, requests, servers, read } = await readWith(fault);
    // No more is asked of it than what was under way when the first lie came out.
    expect(requests).toBeLessThanOrEqual(3);
    expect(faulty).toMatchObject({ state: 'dropped', reason });
    // Whole ranges: those that came before the lie was out.
    expect(faulty.refused % RANGE).toBe(0);
    expect(report.refused).toBe(faulty.refused);
    expect(report.refused).toBeGreaterThanOrEqual(RANGE);
    expect(report.fetched).toBeGreaterThanOrEqual(TOTAL + report.refused);
    // Nor is it asked by the next read, as long as there are others.
    await read({ take: async () => {} });
    expect(servers[0]!.requests).toHaveLength(requests);
  });

  test('the rows are named', async () => {
    const { faulty } = await readWith({ kind: 'flip', at: 20_000 });
    // The second of three rows, in one of the first ranges.
    expect(faulty.reason!.message).toMatch(/^rows (1|4|7|10|13|16)$/);
  });

  test('more bytes than were asked for', async () => {
    const { faulty, requests } = await readWith({ kind: 'long', extra: 1 });
    expect(requests).toBeLessThanOrEqual(3);
    expect(faulty).toMatchObject({
      state: 'dropped',
      reason: { reason: 'too-long', message: `more than ${RANGE} bytes` },
    });
    expect(faulty.refused).toBeGreaterThanOrEqual(RANGE);
  });
});

describe('what breaks is fetched elsewhere', () => {
  test.each<[string, RangeFault, string]>([
    ['a body cut off', { kind: 'cut', after: 20_000 }, 'network'],
    ['a body that is too short and says so', { kind: 'short', bytes: 20_000 }, 'truncated'],
    ['fewer bytes than announced', { kind: 'lie', announced: RANGE + 1_000 }, 'network'],
    ['silence', { kind: 'hang', after: 0 }, 'stalled'],
    ['a stall in the middle', { kind: 'hang', after: 20_000 }, 'stalled'],
    ['a server error', { kind: 'status', status: 500 }, 'status'],
  ])('%s', async (_, fault) => {
    const { faulty, report } = await readWith(fault);
    expect(report.refused).toBe(0);
    expect(faulty.refused).toBe(0);
    expect(report.fetched).toBe(TOTAL + faulty.bytes);
  });

  test('a server that says no is not asked again', async () => {
    const { requests, faulty } = await readWith({ kind: 'status', status: 451 });
    expect(requests).toBeLessThanOrEqual(3);
    expect(faulty).toMatchObject({ state: 'dropped', bytes: 0, reason: { reason: 'status', status: 451 } });
  });

  test('a server that does not have it is not asked again, and nothing is held against it', async () => {
    const { requests, faulty } = await readWith({ kind: 'status', status: 404 });
    expect(requests).toBeLessThanOrEqual(3);
    expect(faulty).toMatchObject({ state: 'dropped', errors: 0, reason: { status: 404 } });
  });
});
