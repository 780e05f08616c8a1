// A GraphQL indexer over the devnet: the public schema, executed by the reference implementation, with the questions
// of our adapter resolved from the ledger. Whatever the schema does not allow fails as it would there.
import { readFileSync } from 'node:fs';
import { toBase64 } from '@mysten/sui/utils';
import { buildSchema, graphql } from 'graphql';
import { serve } from '../../../devnet/node/serve.ts';
import type { ExecutedTransaction, LedgerEvent } from '../../../devnet/chain/types.ts';
import { formatType } from '../../../devnet/vm/move-type.ts';
import type { World } from './history-world.ts';

const SCHEMA = new URL(
  '../../../node_modules/@mysten/sui/src/graphql/generated/schema.graphql',
  import.meta.url,
);

interface PageArguments {
  first?: number;
  after?: string | null;
}

interface Filter {
  type?: string;
  affectedAddress?: string;
  sentAddress?: string;
  affectedObject?: string;
}

export interface Indexer {
  url: string;
  /** Answers of the next requests, before the real ones. */
  next: Response[];
  requests: number;
  close(): Promise<void>;
}

/** @param nested items of a list inside a transaction; small, so that lists have to be continued */
export async function startIndexer({ devnet }: World, { nested = 2 } = {}): Promise<Indexer> {
  const schema = buildSchema(readFileSync(SCHEMA, 'utf8'));

  async function transactions(): Promise<ExecutedTransaction[]> {
    const found: ExecutedTransaction[] = [];
    for await (const { transaction } of devnet.ledger.scan({ from: 0n, descending: false }))
      found.push(transaction);
    return found;
  }

  const root = {
    async events({ filter, ...page }: PageArguments & { filter: Filter }) {
      const nodes = (await transactions()).flatMap((tx) =>
        tx.events.filter(({ type }) => formatType(type) === filter.type).map((event) => eventNode(event, tx)),
      );
      return connection(nodes, page);
    },
    async transactions({ filter, ...page }: PageArguments & { filter: Filter }) {
      const nodes = (await transactions()).filter(
        (tx) =>
          (filter.sentAddress === undefined || tx.sender === filter.sentAddress) &&
          (filter.affectedObject === undefined ||
            tx.changes.some(({ id }) => id === filter.affectedObject)) &&
          (filter.affectedAddress === undefined ||
            tx.sender === filter.affectedAddress ||
            tx.balanceChanges.some(({ address }) => address === filter.affectedAddress)),
      );
      return connection(
        nodes.map((tx) => ({ digest: tx.digest, sender: { address: tx.sender }, effects: effects(tx) })),
        page,
      );
    },
    async transactionEffects({ digest }: { digest: string }) {
      return effects((await devnet.ledger.getTransaction(digest))!);
    },
    serviceConfig: {
      availableRange({ field }: { field: string }) {
        const sequenceNumber = field === 'events' ? 0 : 7;
        return { first: { sequenceNumber, timestamp: '2026-03-01T00:00:00.250Z' } };
      },
    },
  };

  function effects(tx: ExecutedTransaction) {
    const changes = tx.balanceChanges.map(({ address, coinType, amount }) => ({
      amount: String(amount),
      coinType: { repr: coinType },
      owner: { address },
    }));
    return {
      timestamp: new Date(Number(tx.timestampMs)).toISOString(),
      balanceChanges: (page: PageArguments) => connection(changes, { ...page, first: nested }),
      events: (page: PageArguments) =>
        connection(
          tx.events.map((event) => eventNode(event, tx)),
          { ...page, first: nested },
        ),
    };
  }

  const next: Response[] = [];
  const indexer: Indexer = { url: '', next, requests: 0, close: () => server.close() };
  const server = await serve(async (request) => {
    indexer.requests += 1;
    const prepared = next.shift();
    if (prepared) return prepared;
    const { query, variables } = (await request.json()) as {
      query: string;
      variables: Record<string, unknown>;
    };
    return Response.json(
      await graphql({ schema, source: query, rootValue: root, variableValues: variables }),
    );
  });
  indexer.url = `${server.url}/graphql`;
  return indexer;
}

function eventNode(event: LedgerEvent, tx: ExecutedTransaction) {
  const contents = { type: { repr: formatType(event.type) }, bcs: toBase64(event.bytes) };
  return { sequenceNumber: tx.events.indexOf(event), transaction: { digest: tx.digest }, contents };
}

/** Cursors are places; of an empty page none is told, as the schema has it. */
function connection<T>(all: T[], { first = 20, after }: PageArguments) {
  const start = after ? Number(after) + 1 : 0;
  const nodes = all.slice(start, start + first);
  const end = start + nodes.length;
  const endCursor = nodes.length > 0 ? String(end - 1) : null;
  return { nodes, pageInfo: { hasNextPage: end < all.length, hasPreviousPage: start > 0, endCursor } };
}
