// One GraphQL question over HTTP, tried again where that may help. Knows no schema.
import { messageOf } from '../errors.ts';
import { ChainError } from './errors.ts';
import { retryReads } from './history-retry.ts';

export interface Connection<Node> {
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
  nodes: Node[];
}

export interface Graphql {
  /** @throws ChainError 'chain/unreachable' | 'chain/rejected' | 'chain/unexpected-shape' */
  ask<Data>(
    query: string,
    variables: Record<string, unknown>,
    signal: AbortSignal | undefined,
  ): Promise<Data>;
  /** All nodes of a connection whose first page is known. */
  rest<Node>(
    first: Connection<Node>,
    next: (after: string | null) => Promise<Connection<Node> | null>,
  ): Promise<Node[]>;
}

interface Answer {
  data?: unknown;
  errors?: { message?: string }[];
}

export function createGraphql(url: string, fetch: typeof globalThis.fetch): Graphql {
  async function post(body: string, signal: AbortSignal): Promise<Response> {
    try {
      return await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal,
      });
    } catch (cause) {
      throw unreachable(messageOf(cause), cause);
    }
  }

  async function once(body: string, signal: AbortSignal): Promise<unknown> {
    const response = await post(body, signal);
    // Too many questions, or a gateway's trouble: later it may work.
    if (response.status === 429 || response.status >= 500) throw unreachable(`HTTP ${response.status}`);
    let answer: Answer;
    try {
      answer = (await response.json()) as Answer;
    } catch (cause) {
      if (signal.aborted) throw cause;
      if (!response.ok) throw unreachable(`HTTP ${response.status}`, cause);
      throw new ChainError('chain/unexpected-shape', 'The indexer did not answer in JSON', { cause });
    }
    if (answer.errors?.length) {
      const message = answer.errors.map(({ message = 'unknown' }) => message).join('; ');
      throw new ChainError('chain/rejected', message, { details: { status: response.status } });
    }
    if (!response.ok || !answer.data) {
      throw new ChainError('chain/rejected', `The indexer answered ${response.status} without data`, {
        details: { status: response.status },
      });
    }
    return answer.data;
  }

  return {
    ask: <Data>(query: string, variables: Record<string, unknown>, signal: AbortSignal | undefined) => {
      const body = JSON.stringify({ query, variables });
      return retryReads((abort) => once(body, abort), { signal }) as Promise<Data>;
    },
    async rest(first, next) {
      const nodes = [...first.nodes];
      let page = first;
      while (page.pageInfo.hasNextPage) {
        const following = await next(page.pageInfo.endCursor);
        if (!following) {
          throw new ChainError('chain/unexpected-shape', 'The indexer forgot a transaction it told of');
        }
        nodes.push(...following.nodes);
        page = following;
      }
      return nodes;
    },
  };
}

function unreachable(reason: string, cause?: unknown): ChainError {
  return new ChainError('chain/unreachable', 'The indexer did not answer', {
    cause,
    retryable: true,
    details: { reason },
  });
}
