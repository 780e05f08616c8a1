// Our Move events as plain data.
import type { SuiClientTypes } from '@mysten/sui/client';
import { normalizeStructTag, normalizeSuiAddress } from '@mysten/sui/utils';
import type { CalledEvent, CallOpenedEvent, OutputBoundEvent } from '../model/listing.ts';
import { Called, CallOpened, OutputBound } from './generated/floe/events.ts';
import { ChainError } from './errors.ts';

/** The `Called` events of a transaction, in order. */
export function calledEvents(events: SuiClientTypes.Event[], digest: string, packageId: string) {
  return readEvents(events, `${packageId}::events::Called`, digest, toCalled);
}

/** Which of them were paid before they were run. */
export function openedEvents(events: SuiClientTypes.Event[], digest: string, packageId: string) {
  return readEvents(events, `${packageId}::events::CallOpened`, digest, toOpened);
}

export function boundEvents(events: SuiClientTypes.Event[], digest: string, packageId: string) {
  return readEvents(events, `${packageId}::events::OutputBound`, digest, toBound);
}

function readEvents<T>(
  events: SuiClientTypes.Event[],
  type: string,
  digest: string,
  read: (bytes: Uint8Array) => T,
): (T & { digest: string })[] {
  const wanted = normalizeStructTag(type);
  return events
    .filter((event) => normalizeStructTag(event.eventType) === wanted)
    .map((event) => {
      try {
        return { ...read(event.bcs), digest };
      } catch (cause) {
        throw new ChainError('chain/unexpected-shape', 'An event of the contract could not be read', {
          cause,
          details: { digest, type },
        });
      }
    });
}

function toCalled(bytes: Uint8Array): Omit<CalledEvent, 'digest'> {
  const fields = Called.parse(bytes);
  return {
    model: normalizeSuiAddress(fields.model),
    version: Number(fields.version),
    payer: normalizeSuiAddress(fields.payer),
    spender: normalizeSuiAddress(fields.spender),
    payout: normalizeSuiAddress(fields.payout),
    price: BigInt(fields.price),
    coin: coinType(fields.coin.name),
    commitment: Uint8Array.from(fields.commitment),
    shard: Number(fields.shard),
    sequence: BigInt(fields.sequence),
    isSelf: fields.is_self,
    atMs: Number(fields.at_ms),
  };
}

function toOpened(bytes: Uint8Array): Omit<CallOpenedEvent, 'digest'> {
  const fields = CallOpened.parse(bytes);
  return {
    model: normalizeSuiAddress(fields.model),
    shard: Number(fields.shard),
    sequence: BigInt(fields.sequence),
    call: normalizeSuiAddress(fields.call),
  };
}

function toBound(bytes: Uint8Array): Omit<OutputBoundEvent, 'digest'> {
  const fields = OutputBound.parse(bytes);
  return {
    model: normalizeSuiAddress(fields.model),
    version: Number(fields.version),
    payer: normalizeSuiAddress(fields.payer),
    spender: normalizeSuiAddress(fields.spender),
    paid: Uint8Array.from(fields.paid),
    commitment: Uint8Array.from(fields.commitment),
    shard: Number(fields.shard),
    sequence: BigInt(fields.sequence),
    atMs: Number(fields.at_ms),
  };
}

/** Move's `TypeName` text (no 0x, full-length addresses) as a coin type. */
export function coinType(typeName: string): string {
  return normalizeStructTag(`0x${typeName}`);
}
