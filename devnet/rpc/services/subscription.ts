// sui.rpc.v2.SubscriptionService: the history calls' frames from the tip on, without an end.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import type { Ledger } from '../../chain/types.ts';
import { writeCheckpoint } from '../checkpoint.ts';
import { encodeCursor, endOf } from '../cursor.ts';
import type { Call, Service } from '../dispatch.ts';
import { compileEventFilter, compileTransactionFilter } from '../filters.ts';
import { checkpointsOf, eventsOf, tipPosition, transactionsOf } from '../history.ts';
import { parseMask } from '../mask.ts';
import type { Frame, Source, Step } from '../query.ts';
import { Code, GrpcError } from '../status.ts';
import { eventFrame, transactionFrame } from './ledger.ts';

export function createSubscriptionService(ledger: Ledger): Service {
  /** Every step after the present tip. Positions of transactions and of checkpoints count differently. */
  async function* follow<Item>(
    source: Source<Item>,
    start: bigint,
    signal: AbortSignal,
  ): AsyncGenerator<Step<Item>> {
    let next = start;
    while (!signal.aborted) {
      const seen = await tipPosition(ledger);
      for await (const step of source({ from: next, descending: false })) {
        if (signal.aborted) break;
        yield step;
        next = step.position + 1n;
      }
      await ledger.waitForCommit(seen, signal);
    }
    throw new GrpcError(Code.cancelled, 'the subscription was cancelled');
  }

  async function* frames<Item>(source: Source<Item>, signal: AbortSignal): AsyncGenerator<Frame<Item>> {
    const start = (await tipPosition(ledger)) + 1n;
    for await (const { position, checkpoint, items } of follow(source, start, signal)) {
      for (const { index, item } of items)
        yield { item, watermark: { cursor: encodeCursor({ position, index }) } };
      if (!items.length) yield { watermark: { cursor: encodeCursor(endOf(position)), checkpoint } };
    }
  }

  return {
    type: G.SubscriptionService,
    methods: {
      async *SubscribeTransactions(request: G.SubscribeTransactionsRequest, { signal }: Call) {
        const mask = parseMask(request.readMask, 'digest');
        const source = transactionsOf(ledger, compileTransactionFilter(request.filter));
        for await (const frame of frames(source, signal)) yield transactionFrame(frame, mask, ledger);
      },

      async *SubscribeEvents(request: G.SubscribeEventsRequest, { signal }: Call) {
        const mask = parseMask(request.readMask, 'event_type');
        const source = eventsOf(ledger, compileEventFilter(request.filter));
        for await (const frame of frames(source, signal)) yield eventFrame(frame, mask, ledger);
      },

      async *SubscribeCheckpoints(request: G.SubscribeCheckpointsRequest, { signal }: Call) {
        const mask = parseMask(request.readMask, 'sequence_number,digest');
        const matches = request.filter && compileTransactionFilter(request.filter);
        const latest = await ledger.getCheckpoint('latest');
        const source = checkpointsOf(ledger, matches);
        for await (const { position, items } of follow(source, (latest?.sequence ?? -1n) + 1n, signal)) {
          const item = items[0]?.item;
          yield item
            ? { cursor: position, checkpoint: await writeCheckpoint(item, mask, ledger) }
            : { cursor: position };
        }
      },
    },
  };
}
