// Filters of the history calls -> predicates. A filter is in disjunctive normal form: terms are ORed, literals ANDed.
// Knows transactions and events; knows no order and no page.
import type { GrpcTypes as G } from '@mysten/sui/grpc';
import type { ExecutedTransaction, LedgerEvent } from '../chain/types.ts';
import { formatType } from '../vm/move-type.ts';
import type { Owner } from '../vm/types.ts';
import { isWithin, readAddress, readPath, readType } from './address.ts';
import { Code, GrpcError } from './status.ts';

export type TransactionTest = (tx: ExecutedTransaction) => boolean;
export type EventTest = (event: LedgerEvent, tx: ExecutedTransaction) => boolean;

export function compileTransactionFilter(filter: G.TransactionFilter | undefined): TransactionTest {
  return compile(filter?.terms, ({ predicate }: G.TransactionLiteral): TransactionTest => {
    switch (predicate.oneofKind) {
      case 'sender':
      case 'emitModule':
      case 'eventType': {
        const test = compileEventPredicate(predicate);
        if (predicate.oneofKind !== 'sender') return (tx) => tx.events.some((event) => test(event, tx));
        const address = readAddress(predicate.sender.address, 'sender');
        return (tx) => tx.sender === address;
      }
      case 'affectedAddress': {
        const address = readAddress(predicate.affectedAddress.address, 'affected address');
        return (tx) => affects(tx, address);
      }
      case 'affectedObject': {
        const id = readAddress(predicate.affectedObject.objectId, 'affected object');
        return (tx) => tx.changes.some((change) => change.id === id);
      }
      case 'moveCall': {
        const path = readPath(predicate.moveCall.function, 'function');
        return (tx) => tx.calls.some((call) => isWithin(call, path));
      }
      case 'packageWrite':
        return (tx) => tx.changes.some((change) => change.isPackage && change.output);
      default:
        throw unknownPredicate(predicate.oneofKind);
    }
  });
}

export function compileEventFilter(filter: G.EventFilter | undefined): EventTest {
  return compile(filter?.terms, ({ predicate }: G.EventLiteral) => compileEventPredicate(predicate));
}

type EventPredicate = Extract<
  G.EventLiteral['predicate'] | G.TransactionLiteral['predicate'],
  G.EventLiteral['predicate']
>;

function compileEventPredicate(predicate: EventPredicate): EventTest {
  switch (predicate.oneofKind) {
    case 'sender': {
      const address = readAddress(predicate.sender.address, 'sender');
      return (_event, tx) => tx.sender === address;
    }
    case 'emitModule': {
      const path = readPath(predicate.emitModule.module, 'module');
      return (event) => isWithin(`${event.packageId}::${event.module}`, path);
    }
    case 'eventType': {
      const { eventType = '' } = predicate.eventType;
      if (eventType.includes('<')) {
        const type = readType(eventType, 'event type');
        return (event) => formatType(event.type) === type;
      }
      const path = readPath(eventType, 'event type');
      return ({ type }) =>
        type.kind === 'struct' && isWithin(`${type.address}::${type.module}::${type.name}`, path);
    }
    default:
      throw unknownPredicate(predicate.oneofKind);
  }
}

function compile<Literal extends { negated: boolean }, Args extends unknown[]>(
  terms: { literals: Literal[] }[] | undefined,
  compileLiteral: (literal: Literal) => (...args: Args) => boolean,
): (...args: Args) => boolean {
  if (!terms) return () => true;
  if (!terms.length || terms.some(({ literals }) => !literals.length)) {
    throw new GrpcError(Code.invalidArgument, 'a filter needs a term and each term a literal');
  }
  const compiled = terms.map(({ literals }) =>
    literals.map((literal) => ({ negated: literal.negated, test: compileLiteral(literal) })),
  );
  return (...args) => compiled.some((term) => term.every(({ negated, test }) => test(...args) !== negated));
}

type Literal = {
  negated: boolean;
  predicate: G.TransactionLiteral['predicate'] | G.EventLiteral['predicate'];
};

/**
 * Addresses, objects and types of events of which each match has to do with at least one, so that a ledger with an index
 * need not look at everything; undefined when the filter names none.
 */
export function touchedBy(filter: { terms: { literals: Literal[] }[] } | undefined): string[] | undefined {
  const named: string[] = [];
  for (const { literals } of filter?.terms ?? []) {
    const found = literals.map((literal) => (literal.negated ? undefined : keyOf(literal.predicate)));
    const first = found.find((key) => key !== undefined);
    if (first === undefined) return undefined;
    named.push(first);
  }
  return named.length ? named : undefined;
}

function keyOf(predicate: Literal['predicate']): string | undefined {
  switch (predicate.oneofKind) {
    case 'sender':
      return readAddress(predicate.sender.address, 'sender');
    case 'affectedAddress':
      return readAddress(predicate.affectedAddress.address, 'affected address');
    case 'affectedObject':
      return readAddress(predicate.affectedObject.objectId, 'affected object');
    case 'eventType': {
      const { eventType = '' } = predicate.eventType;
      // A whole module, or a type with arguments, is looked for everywhere.
      const isPlain = !eventType.includes('<') && eventType.split('::').length === 3;
      return isPlain ? readPath(eventType, 'event type') : undefined;
    }
    default:
      return undefined;
  }
}

function affects(tx: ExecutedTransaction, address: string): boolean {
  if (tx.concerns && !tx.concerns(address)) return false;
  const isTheirs = (owner: Owner | undefined) => owner?.kind === 'address' && owner.address === address;
  // Balances first: they are at hand where changes of objects are made only when asked for.
  return (
    tx.accumulatorWrites.some(({ owner }) => owner === address) ||
    tx.changes.some(({ input, output }) => isTheirs(input?.owner) || isTheirs(output?.owner))
  );
}

function unknownPredicate(kind: string | undefined): GrpcError {
  return kind
    ? new GrpcError(Code.unimplemented, `filtering by ${kind} is not supported`)
    : new GrpcError(Code.invalidArgument, 'a literal needs a predicate');
}
