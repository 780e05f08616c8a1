// What authors do to their models, out of the contract's events. Pure: knows bytes and types, no client.
import { normalizeStructTag, normalizeSuiAddress } from '@mysten/sui/utils';
import type { ModelEvent, OwnershipEvent } from '../model/history.ts';
import { ChainError } from './errors.ts';
import {
  ActiveChanged,
  HandedOver,
  Listed,
  PayoutChanged,
  PriceChanged,
  TextsChanged,
  VersionAdded,
} from './generated/floe/events.ts';

export interface PlainEvent {
  eventType: string;
  bcs: Uint8Array;
}

type Happening = ModelEvent extends infer E ? (E extends ModelEvent ? Omit<E, 'digest'> : never) : never;

const READERS: Record<string, (bytes: Uint8Array) => Happening> = {
  Listed: (bytes) => {
    const { author, payout, price, ...event } = Listed.parse(bytes);
    return { kind: 'listed', author: id(author), payout: id(payout), price: BigInt(price), ...of(event) };
  },
  VersionAdded: (bytes) => {
    const event = VersionAdded.parse(bytes);
    return { kind: 'version', version: Number(event.version), ...of(event) };
  },
  PriceChanged: (bytes) => {
    const event = PriceChanged.parse(bytes);
    return { kind: 'price', from: BigInt(event.from), to: BigInt(event.to), ...of(event) };
  },
  ActiveChanged: (bytes) => {
    const event = ActiveChanged.parse(bytes);
    return { kind: 'active', active: event.active, ...of(event) };
  },
  PayoutChanged: (bytes) => {
    const event = PayoutChanged.parse(bytes);
    return { kind: 'payout', from: id(event.from), to: id(event.to), ...of(event) };
  },
  TextsChanged: (bytes) => {
    const event = TextsChanged.parse(bytes);
    return { kind: 'texts', name: event.name, ...of(event) };
  },
  HandedOver: (bytes) => {
    const event = HandedOver.parse(bytes);
    return { kind: 'hand-over', from: id(event.from), to: id(event.to), ...of(event) };
  },
};

/** Types of the events that say who answers for a model. */
export function ownershipTypes(packageId: string): string[] {
  return ['Listed', 'PayoutChanged', 'HandedOver'].map((name) => `${packageId}::events::${name}`);
}

export function isOwnership(event: ModelEvent): event is OwnershipEvent {
  return event.kind === 'listed' || event.kind === 'payout' || event.kind === 'hand-over';
}

/**
 * Undefined for calls and for events of other packages.
 *
 * @throws ChainError 'chain/unexpected-shape'
 */
export function readModelEvent(
  { eventType, bcs }: PlainEvent,
  digest: string,
  packageId: string,
): ModelEvent | undefined {
  const prefix = `${packageId}::events::`;
  const type = normalizeStructTag(eventType);
  const reader = type.startsWith(prefix) ? READERS[type.slice(prefix.length)] : undefined;
  if (!reader) return undefined;
  try {
    return { ...reader(bcs), digest };
  } catch (cause) {
    throw new ChainError('chain/unexpected-shape', 'An event of the contract could not be read', {
      cause,
      details: { digest, eventType },
    });
  }
}

const id = normalizeSuiAddress;
const of = (event: { model: string; at_ms: string }) => ({
  model: id(event.model),
  atMs: Number(event.at_ms),
});
