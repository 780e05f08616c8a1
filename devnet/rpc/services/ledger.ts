// sui.rpc.v2.LedgerService: objects, transactions, checkpoints, epochs and their history.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import type { ExecutedTransaction, Ledger, StoredObject } from '../../chain/types.ts';
import { readAddress } from '../address.ts';
import { writeCheckpoint, writeEpoch } from '../checkpoint.ts';
import type { Service } from '../dispatch.ts';
import { indexInCheckpoint, writeEvent, writeExecuted } from '../executed.ts';
import { compileEventFilter, compileTransactionFilter, touchedBy } from '../filters.ts';
import { checkpointsOf, eventsOf, transactionsOf, type PlacedEvent } from '../history.ts';
import { toTimestamp } from '../json.ts';
import { parseMask, type Mask } from '../mask.ts';
import { writeObject } from '../object.ts';
import { runQuery, type Frame } from '../query.ts';
import { Code, GrpcError, toGrpcError } from '../status.ts';

const OBJECT_FIELDS = 'object_id,version,digest';
const EVENT_FIELDS = 'package_id,module,sender,event_type,transaction_digest,event_index';
const MAX_BATCH = 1000;

export function createLedgerService(ledger: Ledger, { scanLimit }: { scanLimit: number }): Service {
  return {
    type: G.LedgerService,
    methods: {
      async GetServiceInfo(): Promise<G.GetServiceInfoResponse> {
        const latest = await ledger.getCheckpoint('latest');
        return {
          chainId: ledger.chainId,
          chain: 'localnet',
          epoch: ledger.epoch,
          ...(latest
            ? { checkpointHeight: latest.sequence, timestamp: toTimestamp(latest.timestampMs) }
            : {}),
          lowestAvailableCheckpoint: 0n,
          lowestAvailableCheckpointObjects: 0n,
          server: 'floe-devnet',
        };
      },

      async GetObject(request: G.GetObjectRequest): Promise<G.GetObjectResponse> {
        const object = await findObject(ledger, request);
        return { object: writeObject(object, parseMask(request.readMask, OBJECT_FIELDS), ledger.vm) };
      },

      async BatchGetObjects(request: G.BatchGetObjectsRequest): Promise<G.BatchGetObjectsResponse> {
        const mask = parseMask(request.readMask, OBJECT_FIELDS);
        const objects = await batch(request.requests, async (one): Promise<G.GetObjectResult> => {
          const object = writeObject(await findObject(ledger, one), mask, ledger.vm);
          return { result: { oneofKind: 'object', object } };
        });
        return { objects };
      },

      async GetTransaction(request: G.GetTransactionRequest): Promise<G.GetTransactionResponse> {
        const transaction = await findTransaction(ledger, request.digest);
        return {
          transaction: await writeExecuted(transaction, parseMask(request.readMask, 'digest'), ledger),
        };
      },

      async BatchGetTransactions(
        request: G.BatchGetTransactionsRequest,
      ): Promise<G.BatchGetTransactionsResponse> {
        const mask = parseMask(request.readMask, 'digest');
        const transactions = await batch(request.digests, async (digest): Promise<G.GetTransactionResult> => {
          const transaction = await writeExecuted(await findTransaction(ledger, digest), mask, ledger);
          return { result: { oneofKind: 'transaction', transaction } };
        });
        return { transactions };
      },

      async GetCheckpoint(request: G.GetCheckpointRequest): Promise<G.GetCheckpointResponse> {
        const { checkpointId: id } = request;
        const which =
          id.oneofKind === 'sequenceNumber'
            ? id.sequenceNumber
            : id.oneofKind === 'digest'
              ? id.digest
              : 'latest';
        const checkpoint = await ledger.getCheckpoint(which);
        if (!checkpoint) throw new GrpcError(Code.notFound, `Checkpoint ${which} not found`);
        return { checkpoint: await writeCheckpoint(checkpoint, checkpointMask(request), ledger) };
      },

      async GetEpoch(request: G.GetEpochRequest): Promise<G.GetEpochResponse> {
        const { epoch = ledger.epoch } = request;
        // Past epochs left no record: their start is not known.
        if (epoch !== ledger.epoch) throw new GrpcError(Code.notFound, `Epoch ${epoch} not found`);
        return { epoch: writeEpoch(parseMask(request.readMask, 'epoch'), ledger) };
      },

      async *ListTransactions(
        request: G.ListTransactionsRequest,
      ): AsyncGenerator<G.ListTransactionsResponse> {
        const mask = parseMask(request.readMask, 'digest');
        const source = transactionsOf(
          ledger,
          compileTransactionFilter(request.filter),
          touchedBy(request.filter),
        );
        for await (const frame of runQuery(request, source, scanLimit))
          yield transactionFrame(frame, mask, ledger);
      },

      async *ListEvents(request: G.ListEventsRequest): AsyncGenerator<G.ListEventsResponse> {
        const mask = parseMask(request.readMask, EVENT_FIELDS);
        const source = eventsOf(ledger, compileEventFilter(request.filter), touchedBy(request.filter));
        for await (const frame of runQuery(request, source, scanLimit)) yield eventFrame(frame, mask, ledger);
      },

      async *ListCheckpoints(request: G.ListCheckpointsRequest): AsyncGenerator<G.ListCheckpointsResponse> {
        const mask = checkpointMask(request);
        const matches = request.filter && compileTransactionFilter(request.filter);
        for await (const frame of runQuery(request, checkpointsOf(ledger, matches), scanLimit)) {
          const { item, ...rest } = frame;
          yield item ? { ...rest, checkpoint: await writeCheckpoint(item, mask, ledger) } : rest;
        }
      },
    },
  };
}

const checkpointMask = (request: { readMask?: { paths: string[] } }) =>
  parseMask(request.readMask, 'sequence_number,digest');

export async function transactionFrame(frame: Frame<ExecutedTransaction>, mask: Mask, ledger: Ledger) {
  const { item, ...rest } = frame;
  return item ? { ...rest, transaction: await writeExecuted(item, mask, ledger) } : rest;
}

/** An event delivered on its own also says where it stands. */
export async function eventFrame(frame: Frame<PlacedEvent>, mask: Mask, ledger: Ledger) {
  const { item, ...rest } = frame;
  if (!item) return rest;
  const { event, index, transaction: tx } = item;
  const message = writeEvent(event, mask, ledger.vm);
  if (mask.has('checkpoint') && tx.checkpoint !== undefined) message.checkpoint = tx.checkpoint;
  if (mask.has('transaction_digest')) message.transactionDigest = tx.digest;
  if (mask.has('transaction_index')) message.transactionIndex = await indexInCheckpoint(tx, ledger);
  if (mask.has('event_index')) message.eventIndex = index;
  return { ...rest, event: message };
}

async function findObject(ledger: Ledger, request: G.GetObjectRequest): Promise<StoredObject> {
  const id = readAddress(request.objectId, 'object_id');
  const object = await ledger.getObject(id, request.version);
  if (object) return object;
  const at = request.version === undefined ? '' : ` with version ${request.version}`;
  throw new GrpcError(Code.notFound, `Object ${id}${at} not found`);
}

async function findTransaction(ledger: Ledger, digest: string | undefined): Promise<ExecutedTransaction> {
  if (!digest) throw new GrpcError(Code.invalidArgument, 'missing digest');
  const transaction = await ledger.getTransaction(digest);
  if (!transaction) throw new GrpcError(Code.notFound, `Transaction ${digest} not found`);
  return transaction;
}

type BatchError = { result: { oneofKind: 'error'; error: { code: number; message: string; details: [] } } };

/** In a batch a missing row is an answer, not a failure of the call. */
async function batch<In, Out>(
  requests: In[],
  answer: (request: In) => Promise<Out>,
): Promise<(Out | BatchError)[]> {
  if (requests.length > MAX_BATCH) {
    throw new GrpcError(Code.invalidArgument, `a batch holds at most ${MAX_BATCH} requests`);
  }
  return Promise.all(
    requests.map((request) =>
      answer(request).catch((error: unknown): BatchError => {
        const { code, message } = toGrpcError(error);
        return { result: { oneofKind: 'error', error: { code, message, details: [] } } };
      }),
    ),
  );
}
