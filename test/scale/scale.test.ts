// The page on scale: its numbers are those of a fresh run, and the simulation behaves as queues must.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callsWithinPatience, encodedBytes, mostCommitments, syncCost } from '../../start/scale/answers.ts';
import { fillBlocks, readBlock, steadyBlocks } from '../../start/scale/document.ts';
import { values } from '../../start/scale/limits.ts';
import { measureContract } from '../../start/scale/measure.ts';
import { drawChart } from '../../start/scale/plot.ts';
import {
  createRandom,
  harmonic,
  poisson,
  ranksAbove,
  shardShares,
  shareOfRank,
} from '../../start/scale/popularity.ts';
import { simulateQueue, waitQuantile } from '../../start/scale/queue.ts';

const PAGE = readFileSync(new URL('../../docs/scale.md', import.meta.url), 'utf8');

/** Layout aside: tables are padded when the page is written. */
function bare(text: string): string {
  return text.replace(/\\/g, '').replace(/[\s|-]+/g, ' ').trim(); // prettier-ignore
}

describe('the page', () => {
  it('says what a fresh measurement of the contract says', async () => {
    const blocks = steadyBlocks(await measureContract());
    for (const [name, text] of Object.entries(blocks)) {
      expect(bare(readBlock(PAGE, name) ?? ''), name).toBe(bare(text));
    }
  });

  it('names a source for every limit', () => {
    const block = readBlock(PAGE, 'limits')!;
    const used = [...block.matchAll(/\[([^\]]+)\] *\|/g)].map(([, name]) => name!);
    expect(used.length).toBe(Object.keys(values).length);
    for (const name of used) expect(block).toContain(`[${name}]: https://`);
  });

  it('has a place for every block, and keeps what is around', () => {
    const page = 'a\n<!-- begin x -->\nold\n<!-- end x -->\nb';
    expect(fillBlocks(page, { x: 'new' })).toBe('a\n<!-- begin x -->\n\nnew\n\n<!-- end x -->\nb');
    expect(() => fillBlocks(page, { y: 'new' })).toThrow(RangeError);
  });
});

describe('popularity', () => {
  it('adds up to one over all ranks', () => {
    // H(4) = 25/12, so shares are 12, 6, 4 and 3 twenty-fifths.
    expect([1, 2, 3, 4].map((rank) => shareOfRank(rank, 4) * 25)).toEqual(
      [12, 6, 4, 3].map((value) => expect.closeTo(value, 12)),
    );
    const long = Array.from({ length: 5_000 }, (_, i) => 1 / (i + 1)).reduce((sum, term) => sum + term, 0);
    expect(harmonic(5_000)).toBeCloseTo(long, 10);
    // Of 25 calls a second over four models, two have six or more, and three more than three.
    expect(ranksAbove(6, 25, 4)).toBe(2);
    expect(ranksAbove(3.5, 25, 4)).toBe(3);
  });

  it('puts each caller on one shard, and all of them somewhere', () => {
    const random = createRandom(7);
    const shares = shardShares(4, { count: 3 }, random);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
    expect([...shares].filter((share) => share > 0).length).toBeLessThanOrEqual(3);
    expect([...shardShares(4, { count: Infinity }, random)]).toEqual([0.25, 0.25, 0.25, 0.25]);
  });

  it('draws arrivals with the mean that was asked for', () => {
    const random = createRandom(1);
    for (const mean of [0.5, 20, 200]) {
      const draws = Array.from({ length: 4_000 }, () => poisson(mean, random));
      const found = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
      // Five standard errors.
      expect(Math.abs(found - mean)).toBeLessThan(5 * Math.sqrt(mean / draws.length));
    }
    expect(poisson(0, random)).toBe(0);
  });
});

describe('a queue of payments', () => {
  const options = {
    callers: { count: Infinity },
    paymentMs: 2,
    commitMs: 250,
    utilization: 0.5,
    burstMs: 500,
    deferralCommits: 10,
    commits: 2_000,
  };
  // 0.5 of the time at 2 ms a payment is 250 a second on each shard.
  const run = (rate: number, shards: number) =>
    simulateQueue({ ...options, rate, shards, random: createRandom(3) });

  it('lets everything through at once below what a shard carries', () => {
    const result = run(200, 1);
    expect(result.cancelled).toBe(0);
    expect(waitQuantile(result, 0.99, 250)).toBe(0);
    expect(result.worstLoad).toBeCloseTo(0.8, 10);
  });

  it('schedules no more than that in the long run, and cancels the rest', () => {
    const result = run(500, 1);
    const seconds = (options.commits * options.commitMs) / 1000;
    const scheduled = result.waited.reduce((sum, count) => sum + count, 0);
    expect(scheduled / seconds).toBeGreaterThan(249);
    // The burst is lent once: 500 ms, which is 250 payments.
    expect(scheduled).toBeLessThanOrEqual(250 * seconds + 250 + 1);
    expect(result.cancelled / result.arrived).toBeCloseTo(0.5, 1);
    // Whoever gets through has waited all the time there is: ten commits.
    expect(waitQuantile(result, 0.99, 250)).toBe(2_500);
  });

  it('is relieved by shards in proportion, where callers are alike', () => {
    expect(run(1_900, 8).cancelled).toBe(0);
    expect(run(1_900, 4).cancelled).toBeGreaterThan(0);
  });

  it('loses nothing: arrived is scheduled, cancelled or still waiting', () => {
    const result = run(600, 2);
    const scheduled = result.waited.reduce((sum, count) => sum + count, 0);
    const waiting = result.arrived - scheduled - result.cancelled;
    expect(waiting).toBeGreaterThanOrEqual(0);
    // At most ten commits' arrivals are under way.
    expect(waiting).toBeLessThan(11 * 600 * 0.25 * 1.5);
  });
});

describe('what reading costs', () => {
  const rates = { wireBytes: 700, memoryBytes: 100, workMs: 0.05 };

  it('is round trips, bytes and work', () => {
    // 10 pages of 150 ms, 7 MB at 6.25 MB/s, half a second of work; 20 payers, six at a time.
    const cost = syncCost(values, 10_000, rates);
    expect(cost.nodeSeconds).toBeCloseTo(1.5 + 1.12 + 0.5, 10);
    expect(cost.graphqlSeconds).toBeCloseTo(30 + 1.12 + 0.5, 10);
    expect(cost.fundingSeconds).toBeCloseTo((20 / 6) * 0.15, 10);
  });

  it('has a largest market that fits into a minute', () => {
    const most = callsWithinPatience(values, rates, ({ nodeSeconds }) => nodeSeconds);
    expect(syncCost(values, most, rates).nodeSeconds).toBeLessThanOrEqual(60);
    expect(syncCost(values, most + 1_000, rates).nodeSeconds).toBeGreaterThan(60);
  });

  it('encodes a blob as Walrus does', () => {
    // One symbol is at least two bytes: 1,000 shards of 1,001 symbols, and the metadata.
    expect(encodedBytes(1)).toBe(2 * 1_000 * 1_001 + 64_000_000);
    expect(encodedBytes(334 * 667 * 2 + 1)).toBe(4 * 1_000 * 1_001 + 64_000_000);
  });

  it('fits 496 commitments of 33 bytes into an argument of 16 kB', () => {
    expect(mostCommitments(values)).toBe(496);
  });
});

describe('a chart', () => {
  it('is a standing SVG with words for those who cannot see it, for light and dark', () => {
    const svg = drawChart({
      title: 'A < B',
      description: 'Two lines.',
      x: { label: 'x', ticks: [0, 10], text: String },
      y: { label: 'y', ticks: [0, 100], text: String },
      lines: [
        { label: 'one', points: [[0, 0], [10, 100]] },
        { label: 'two', points: [[0, 0], [10, 99]] },
      ],
    }); // prettier-ignore
    expect(svg).toContain('<title id="t">A &lt; B</title>');
    expect(svg).toContain('prefers-color-scheme: dark');
    expect(svg).not.toMatch(/<script|href|@import/);
    const labels = [...svg.matchAll(/<text x="578" y="([\d.]+)">/g)].map(([, y]) => Number(y));
    expect(labels).toHaveLength(2);
    expect(Math.abs(labels[0]! - labels[1]!)).toBeGreaterThanOrEqual(17);
  });
});
