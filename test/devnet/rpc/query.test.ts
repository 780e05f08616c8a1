import { GrpcTypes as G } from '@mysten/sui/grpc';
import { describe, expect, it } from 'vitest';
import { runQuery, type Frame, type QueryRequest, type Source } from '../../../devnet/rpc/query.ts';

const { ITEM_LIMIT, SCAN_LIMIT, CHECKPOINT_BOUND, CURSOR_BOUND, LEDGER_TIP } = G.QueryEndReason;

/** Transactions 0..4, each in a checkpoint of its own number plus ten; 1 has two items, 2 none, the others one. */
const HISTORY = [['a'], ['b', 'c'], [], ['d'], ['e']];

const source: Source<string> = async function* ({ from, descending }) {
  const start = from ?? (descending ? 99n : 0n);
  const positions = [0n, 1n, 2n, 3n, 4n].filter((p) => (descending ? p <= start : p >= start));
  for (const position of descending ? positions.toReversed() : positions) {
    const items = HISTORY[Number(position)]!.map((item, index) => ({ index, item }));
    yield { position, checkpoint: position + 10n, items };
  }
};

async function run(request: QueryRequest, scanLimit = 1000): Promise<Frame<string>[]> {
  const frames = [];
  for await (const frame of runQuery(request, source, scanLimit)) frames.push(frame);
  return frames;
}
const items = (frames: Frame<string>[]) => frames.flatMap((frame) => frame.item ?? []).join('');
const end = (frames: Frame<string>[]) => frames.at(-1)!.end?.reason;
const cursor = (frames: Frame<string>[]) => frames.at(-1)!.watermark.cursor!;
const descending = G.Ordering.DESCENDING;

describe('a history query', () => {
  it('sends all items in order and ends at the tip', async () => {
    const frames = await run({});
    expect(items(frames)).toBe('abcde');
    expect(end(frames)).toBe(LEDGER_TIP);
    expect(frames.at(-1)!.item).toBeUndefined();
    expect(frames.at(-1)!.watermark.checkpoint).toBe(14n);
  });

  it('sets the end on exactly one frame and a cursor on every frame', async () => {
    for (const request of [{}, { options: { limit: 2 } }, { options: { ordering: descending } }]) {
      const frames = await run(request);
      expect(frames.filter((frame) => frame.end)).toHaveLength(1);
      expect(frames.every((frame) => frame.watermark.cursor)).toBe(true);
    }
  });

  it('puts the end on the last item when the limit is reached', async () => {
    const frames = await run({ options: { limit: 2 } });
    expect(items(frames)).toBe('ab');
    expect(frames.at(-1)).toMatchObject({ item: 'b', end: { reason: ITEM_LIMIT } });
  });

  it('resumes within a transaction, ascending and descending', async () => {
    const first = await run({ options: { limit: 2 } });
    expect(items(await run({ options: { after: cursor(first) } }))).toBe('cde');
    const last = await run({ options: { limit: 3, ordering: descending } });
    expect(items(last)).toBe('edc');
    expect(items(await run({ options: { before: cursor(last), ordering: descending } }))).toBe('ba');
  });

  it('gives nothing twice when it resumes from a terminal frame', async () => {
    const done = await run({});
    const again = await run({ options: { after: cursor(done) } });
    expect(items(again)).toBe('');
    expect(cursor(again)).toEqual(cursor(done));
  });

  it('keeps to the bounds of both cursors', async () => {
    const after = cursor(await run({ options: { limit: 1 } }));
    const before = cursor(await run({ options: { limit: 4 } }));
    const ascending = await run({ options: { after, before } });
    expect(items(ascending)).toBe('bc');
    expect(end(ascending)).toBe(CURSOR_BOUND);
    expect(items(await run({ options: { after, before, ordering: descending } }))).toBe('cb');
  });

  it('keeps to a range of checkpoints: the first in, the last out', async () => {
    const frames = await run({ startCheckpoint: 11n, endCheckpoint: 13n });
    expect(items(frames)).toBe('bc');
    expect(end(frames)).toBe(CHECKPOINT_BOUND);
    const back = await run({ startCheckpoint: 11n, endCheckpoint: 13n, options: { ordering: descending } });
    expect(items(back)).toBe('cb');
    expect(end(back)).toBe(CHECKPOINT_BOUND);
  });

  it('stops at the scan limit with a cursor that misses nothing', async () => {
    const frames = await run({}, 3);
    expect(items(frames)).toBe('abc');
    expect(end(frames)).toBe(SCAN_LIMIT);
    expect(items(await run({ options: { after: cursor(frames) } }))).toBe('de');
    const back = await run({ options: { ordering: descending } }, 2);
    expect(items(back)).toBe('ed');
    expect(items(await run({ options: { before: cursor(back), ordering: descending } }))).toBe('cba');
  });

  it('refuses a cursor it did not make', async () => {
    await expect(run({ options: { after: Uint8Array.of(1) } })).rejects.toMatchObject({ code: 3 });
  });
});
