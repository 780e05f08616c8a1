// Our Move events as plain data.
import type { SuiClientTypes } from '@mysten/sui/client';
import { normalizeStructTag, normalizeSuiAddress } from '@mysten/sui/utils';
import type { CalledEvent } from '../model/listing.ts';
import { Called } from './generated/floe/events.ts';
import { ChainError } from './errors.ts';

/** The `Called` events of a transaction, in order. */
export function calledEvents(
  events: SuiClientTypes.Event[],
  digest: string,
  packageId: string,
): CalledEvent[] {
  const wanted = normalizeStructTag(`${packageId}::events::Called`);
  return events
    .filter((event) => normalizeStructTag(event.eventType) === wanted)
    .map((event) => toCalled(event, digest));
}

function toCalled(event: SuiClientTypes.Event, digest: string): CalledEvent {
  try {
    const fields = Called.parse(event.bcs);
    return {
      digest,
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
  } catch (cause) {
    throw new ChainError('chain/unexpected-shape', 'A Called event could not be read', {
      cause,
      details: { digest },
    });
  }
}

/** Move's `TypeName` text (no 0x, full-length addresses) as a coin type. */
export function coinType(typeName: string): string {
  return normalizeStructTag(`0x${typeName}`);
}
