// The market's history from a GraphQL indexer, for what full nodes have pruned: the same port as history.ts.
import { fromBase64, normalizeSuiAddress } from '@mysten/sui/utils';
import type { HistoryPage, HistorySource, ModelEvent, OwnershipEvent, Transfer } from '../model/history.ts';
import { calledEvents } from './events.ts';
import { ChainError } from './errors.ts';
import { isOwnership, ownershipTypes, readModelEvent } from './history-events.ts';
import { createGraphql, type Connection } from './history-graphql-client.ts';
import { transfersIn, type BalanceMoves } from './history-transfers.ts';

/** The public service gives at most this many of anything at once. */
const MAX_PAGE = 50;

const EVENT = 'contents { type { repr } bcs }';
const CHANGE = 'amount coinType { repr } owner { address }';
const PAGE = 'pageInfo { hasNextPage endCursor }';

const CALLS = `query Calls($type: String!, $first: Int!, $after: String) {
  events(filter: { type: $type }, first: $first, after: $after) {
    ${PAGE} nodes { transaction { digest } ${EVENT} }
  }
}`;

const TRANSACTIONS = `query Transactions($filter: TransactionFilter!, $first: Int!, $after: String) {
  transactions(filter: $filter, first: $first, after: $after) {
    ${PAGE}
    nodes {
      digest
      sender { address }
      effects {
        timestamp
        balanceChanges(first: ${MAX_PAGE}) { ${PAGE} nodes { ${CHANGE} } }
        events(first: ${MAX_PAGE}) { ${PAGE} nodes { ${EVENT} } }
      }
    }
  }
}`;

const MORE_CHANGES = `query MoreChanges($digest: String!, $after: String) {
  transactionEffects(digest: $digest) {
    balanceChanges(first: ${MAX_PAGE}, after: $after) { ${PAGE} nodes { ${CHANGE} } }
  }
}`;

const MORE_EVENTS = `query MoreEvents($digest: String!, $after: String) {
  transactionEffects(digest: $digest) { events(first: ${MAX_PAGE}, after: $after) { ${PAGE} nodes { ${EVENT} } } }
}`;

/** Retention differs by filter; what all questions of this file can count on is the narrowest. */
const AVAILABLE = `query Available {
  serviceConfig {
    calls: availableRange(type: "Query", field: "events", filters: ["type"]) { first { sequenceNumber timestamp } }
    affected: availableRange(type: "Query", field: "transactions", filters: ["affectedAddress"]) {
      first { sequenceNumber timestamp }
    }
    sent: availableRange(type: "Query", field: "transactions", filters: ["sentAddress"]) {
      first { sequenceNumber timestamp }
    }
  }
}`;

interface EventNode {
  transaction?: { digest: string } | null;
  contents: { type: { repr: string } | null; bcs: string | null } | null;
}

interface ChangeNode {
  amount: string | null;
  coinType: { repr: string } | null;
  owner: { address: string } | null;
}

interface Effects {
  timestamp: string | null;
  balanceChanges: Connection<ChangeNode> | null;
  events: Connection<EventNode> | null;
}

interface TransactionNode {
  digest: string;
  /** Absent for what the system does by itself. */
  sender: { address: string } | null;
  effects: Effects | null;
}

interface Range {
  first: { sequenceNumber: number; timestamp: string | null } | null;
}

type Cancellable = { signal?: AbortSignal | undefined };
type PageOptions = Cancellable & { cursor?: string | undefined; limit: number };

/** @param url the indexer's GraphQL endpoint */
export function createGraphqlHistorySource(
  url: string,
  packageId: string,
  options: { fetch?: typeof fetch } = {},
): HistorySource {
  const graphql = createGraphql(url, options.fetch ?? globalThis.fetch.bind(globalThis));
  const called = `${packageId}::events::Called`;

  async function transactions(
    filter: Record<string, string>,
    { cursor, limit, signal }: PageOptions,
  ): Promise<HistoryPage<BalanceMoves>> {
    const first = Math.min(limit, MAX_PAGE);
    const data = await graphql.ask<{ transactions: Connection<TransactionNode> }>(
      TRANSACTIONS,
      { filter, first, after: cursor ?? null },
      signal,
    );
    const items: BalanceMoves[] = [];
    for (const node of data.transactions.nodes) {
      if (node.sender) items.push(await toMoves(node, node.sender.address, signal));
    }
    return { items, ...position(data.transactions, cursor) };
  }

  async function toMoves(
    { digest, effects }: TransactionNode,
    sender: string,
    signal: AbortSignal | undefined,
  ): Promise<BalanceMoves> {
    if (!effects?.timestamp || !effects.balanceChanges || !effects.events) throw incomplete('transaction');
    const changes = await graphql.rest(effects.balanceChanges, async (after) => {
      const more = await graphql.ask<{ transactionEffects: Effects }>(
        MORE_CHANGES,
        { digest, after },
        signal,
      );
      return more.transactionEffects.balanceChanges;
    });
    const events = await eventsOf(digest, effects, signal);
    return {
      digest,
      sender,
      atMs: toMs(effects.timestamp),
      changes: changes.map(({ amount, coinType, owner }) => {
        if (amount === null || !coinType || !owner) throw incomplete('balance change');
        return { address: owner.address, coin: coinType.repr, amount: BigInt(amount) };
      }),
      calls: events.flatMap((event) => readCall(event, digest)),
    };
  }

  /** All events of a transaction, however many. */
  async function eventsOf(digest: string, effects: Effects | null, signal: AbortSignal | undefined) {
    if (!effects?.events) throw incomplete('transaction');
    return graphql.rest(effects.events, async (after) => {
      const more = await graphql.ask<{ transactionEffects: Effects }>(MORE_EVENTS, { digest, after }, signal);
      return more.transactionEffects.events;
    });
  }

  function readChange({ contents }: EventNode, digest: string): ModelEvent | undefined {
    if (!contents?.type || contents.bcs === null) throw incomplete('event');
    const event = { eventType: contents.type.repr, bcs: fromBase64(contents.bcs) };
    return readModelEvent(event, digest, packageId);
  }

  function readCall({ contents }: EventNode, digest: string) {
    if (!contents?.type || contents.bcs === null) throw incomplete('event');
    const event = { packageId, module: '', sender: '', eventType: contents.type.repr, json: null };
    return calledEvents([{ ...event, bcs: fromBase64(contents.bcs) }], digest, packageId);
  }

  async function firstFunding(
    address: string,
    signal: AbortSignal | undefined,
  ): Promise<Transfer | undefined> {
    let cursor: string | undefined;
    for (;;) {
      // Unlike a full node's, these filters have no "but not": what the address sent comes along.
      const page = await transactions({ affectedAddress: address }, { cursor, limit: MAX_PAGE, signal });
      for (const moves of page.items) {
        const found = transfersIn(moves).find(({ to }) => to === address);
        if (found) return found;
      }
      if (!page.hasMore) return undefined;
      cursor = page.cursor;
    }
  }

  return {
    async calls({ cursor, limit, signal }) {
      const data = await graphql.ask<{ events: Connection<EventNode> }>(
        CALLS,
        { type: called, first: Math.min(limit, MAX_PAGE), after: cursor ?? null },
        signal,
      );
      const items = data.events.nodes.flatMap((event) => {
        if (!event.transaction) throw incomplete('transaction of an event');
        return readCall(event, event.transaction.digest);
      });
      return { items, ...position(data.events, cursor) };
    },

    /** One type of event after another, since one question names one type: in order of the ledger within each. */
    async ownership({ cursor, limit, signal }) {
      const types = ownershipTypes(packageId);
      const cursors = readCursors(cursor, types.length);
      const items: OwnershipEvent[] = [];
      let hasMore = false;
      for (const [index, type] of types.entries()) {
        const first = Math.min(limit, MAX_PAGE);
        const data = await graphql.ask<{ events: Connection<EventNode> }>(
          CALLS,
          { type, first, after: cursors[index] ?? null },
          signal,
        );
        const { endCursor, hasNextPage } = data.events.pageInfo;
        cursors[index] = endCursor ?? cursors[index] ?? null;
        hasMore ||= hasNextPage;
        for (const event of data.events.nodes) {
          if (!event.transaction) throw incomplete('transaction of an event');
          const found = readChange(event, event.transaction.digest);
          if (found && isOwnership(found)) items.push(found);
        }
      }
      return { items, hasMore, cursor: JSON.stringify(cursors) };
    },

    async modelEvents(model, { cursor, limit, signal }) {
      const data = await graphql.ask<{ transactions: Connection<TransactionNode> }>(
        TRANSACTIONS,
        { filter: { affectedObject: model }, first: Math.min(limit, MAX_PAGE), after: cursor ?? null },
        signal,
      );
      const items: ModelEvent[] = [];
      for (const { digest, effects } of data.transactions.nodes) {
        for (const event of await eventsOf(digest, effects, signal)) {
          const found = readChange(event, digest);
          if (found?.model === model) items.push(found);
        }
      }
      return { items, ...position(data.transactions, cursor) };
    },

    async firstFundings(addresses, { signal }) {
      const found = new Map<string, Transfer>();
      for (const address of new Set(addresses.map((of) => normalizeSuiAddress(of)))) {
        const first = await firstFunding(address, signal);
        if (first) found.set(address, first);
      }
      return found;
    },

    async transfersFrom(of, options) {
      const address = normalizeSuiAddress(of);
      const page = await transactions({ sentAddress: address }, options);
      const items = page.items.flatMap((moves) => transfersIn(moves).filter(({ from }) => from === address));
      return { ...page, items };
    },

    async knownSinceMs({ signal }) {
      const { serviceConfig } = await graphql.ask<{ serviceConfig: Record<string, Range> }>(
        AVAILABLE,
        {},
        signal,
      );
      const starts = Object.values(serviceConfig).map(({ first }) => {
        if (!first) throw incomplete('range');
        return first.sequenceNumber === 0 ? 0 : toMs(first.timestamp);
      });
      return Math.max(...starts);
    },
  };
}

/** Where each type of event was left. @throws ChainError 'chain/rejected' for a cursor of another kind of source */
function readCursors(cursor: string | undefined, count: number): (string | null)[] {
  if (cursor === undefined) return Array.from({ length: count }, () => null);
  try {
    const cursors: unknown = JSON.parse(cursor);
    if (Array.isArray(cursors) && cursors.length === count) return cursors as (string | null)[];
  } catch {
    // Said below.
  }
  throw new ChainError('chain/rejected', 'This is no cursor of an indexer');
}

/** The end of an empty page is not told; it is where the page began. */
function position({ pageInfo }: Connection<unknown>, cursor: string | undefined) {
  const end = pageInfo.endCursor ?? cursor;
  return { hasMore: pageInfo.hasNextPage, ...(end === undefined ? {} : { cursor: end }) };
}

function toMs(timestamp: string | null): number {
  const ms = timestamp === null ? Number.NaN : Date.parse(timestamp);
  if (Number.isNaN(ms)) throw incomplete('time');
  return ms;
}

function incomplete(what: string): ChainError {
  return new ChainError('chain/unexpected-shape', `The indexer left out a ${what} that was asked for`);
}
