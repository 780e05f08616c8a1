// The market's objects, made from the columns as they were after any happening: contents by the VM's own codec, sealed
// with version, digest and previous transaction. Knows no transaction's inside.
import { bcs } from '@mysten/sui/bcs';
import { blake2b } from '@noble/hashes/blake2.js';
import { storageFee } from '../chain/gas.ts';
import { meteredSize, seal } from '../chain/object-bcs.ts';
import { uid } from '../chain/program/runtime.ts';
import { CLOCK_ID, SUI_FRAMEWORK } from '../chain/type-tag.ts';
import type { StoredObject } from '../chain/types.ts';
import { formatType, parseType } from '../vm/move-type.ts';
import { deriveFieldId } from '../vm/session.ts';
import type { MoveType, Owner, Value, Vm } from '../vm/types.ts';
import { addressToBytes, bytesToAddress, fromBytes } from '../vm/value.ts';
import { createBlake2b256 } from './blake2b.ts';
import type { Columns } from './columns.ts';
import type { DigestIndex } from './digest-index.ts';

/** What the id of a dynamic field is a hash of begins with this; before the key comes its length, a u64. */
const FIELD_SCOPE = Uint8Array.of(0xf0);
const ADDRESS_LENGTH = Uint8Array.of(32, 0, 0, 0, 0, 0, 0, 0);

type Content = Extract<StoredObject['content'], { kind: 'struct' }>;

/** The network the market is put into, as it stood before. */
export interface Before {
  vm: Vm;
  packageId: string;
  hub: StoredObject;
  /** Id of the hub's table and how many entries it had. */
  hubTable: string;
  hubCount: number;
  clock: StoredObject;
  /** Versions the market's transactions write lie above this. */
  baseVersion: bigint;
}

const encoder = new TextEncoder();
/** A Move string, the same in objects and events. */
export const string = (text: string): Value => ({ fields: [fromBytes(encoder.encode(text))] });
const id = (address: string): Value => ({ fields: [address] });
const ids = (addresses: readonly string[]): Value => addresses.map(id);
/** A 0x1::type_name::TypeName: full-length addresses without 0x. */
export const typeName = (type: MoveType): Value => ({
  fields: [string(formatType(type).replaceAll('0x', ''))],
});

export class Objects {
  readonly types;
  readonly fees;
  /** Ids of the tables behind the meters, by meter. */
  readonly tables: string[];
  readonly #modelFees = new Map<number, bigint>();
  readonly #sui = parseType('0x2::sui::SUI');
  readonly #models = new Map<number, StoredObject>();
  readonly #hash = createBlake2b256();

  constructor(
    readonly columns: Columns,
    readonly before: Before,
    readonly digests: DigestIndex,
  ) {
    const own = (name: string) => parseType(`${before.packageId}::${name}`);
    const field = (key: string, value: string) => {
      const type = parseType(`${SUI_FRAMEWORK}::dynamic_field::Field<${key}, ${value}>`);
      const keyType = parseType(key);
      return { type, keyTag: bcs.TypeTag.serialize(formatType(keyType)).toBytes() };
    };
    this.types = {
      model: own('hub::Model'),
      meter: own('meter::Meter'),
      cap: own('hub::AuthorCap'),
      hub: own('hub::Hub'),
      version: field(`${before.packageId}::hub::VersionKey`, `${before.packageId}::hub::Version`),
      entry: field('u64', `${SUI_FRAMEWORK}::object::ID`),
      stat: field('address', `${before.packageId}::meter::PayerStat`),
    };
    this.tables = columns.meterModel.map((model, meter) => {
      const row = columns.models[model]!;
      const seed = addressToBytes(row.listing.meters[meter - row.meter]!);
      return bytesToAddress(
        blake2b(seed, { dkLen: 32, personalization: encoder.encode('floe seed stats ') }),
      );
    });
    // Sizes of these never change.
    this.fees = {
      cap: columns.models.length ? this.#fee(this.#capContent(0)) : 0n,
      entry: columns.models.length ? this.#fee(this.#entryContent(0)) : 0n,
      meter: columns.meterModel.length ? this.#fee(this.#meterContent(0, -1)) : 0n,
      stat: columns.pairFirst.length ? this.#fee(this.#statContent(columns.pairFirst[0]!)) : 0n,
      hub: before.hub.storageRebate,
    };
  }

  /** What the transaction at a position writes has this version: time's own object is its newest input. */
  versionAt(position: number): bigint {
    return this.before.baseVersion + BigInt(position) + 1n;
  }

  /** When a model and its meters were shared. */
  sharedAt(model: number): bigint {
    return this.versionAt(this.#listedAt(model));
  }

  #listedAt(model: number): number {
    const { changes, models } = this.columns;
    return changes[models[model]!.changes[0]!]!.position;
  }

  #fee(content: StoredObject['content']): bigint {
    return storageFee(meteredSize(content));
  }

  #content(type: MoveType, value: Value): Content {
    const { vm } = this.before;
    return {
      kind: 'struct',
      type,
      hasPublicTransfer: vm.abilities(type).store && vm.abilities(type).key,
      bytes: vm.serialize(type, value),
    };
  }

  #seal(objectId: string, position: number, owner: Owner, content: StoredObject['content']): StoredObject {
    return seal({
      id: objectId,
      version: this.versionAt(position),
      owner,
      previousTransaction: this.digests.text(position),
      storageRebate: this.#fee(content),
      content,
    });
  }

  /** Storage fees of what a change writes, and of what it replaces. */
  changeFees(change: number): { stored: bigint; released: bigint } {
    const { model, change: what } = this.columns.changes[change]!;
    const { cap, entry, hub, meter } = this.fees;
    let fee = this.#modelFees.get(model);
    if (fee === undefined) this.#modelFees.set(model, (fee = this.#fee(this.#modelContent(change))));
    const { kind } = what;
    const version = kind === 'listed' || kind === 'version' ? this.#fee(this.#versionContent(change)) : 0n;
    if (kind !== 'listed') return { stored: fee + cap + version, released: fee + cap };
    const meters = BigInt(this.columns.models[model]!.listing.meters.length) * meter;
    return { stored: hub + fee + cap + entry + version + meters, released: hub };
  }

  #modelContent(change: number): Content {
    const { model, after } = this.columns.changes[change]!;
    const { listing } = this.columns.models[model]!;
    return this.#content(this.types.model, {
      fields: [
        uid(listing.id),
        BigInt(this.before.hubCount + model),
        after.author,
        after.payout,
        after.price,
        typeName(this.#sui),
        after.active,
        BigInt(after.head),
        string(listing.name),
        string(listing.summary),
        string(listing.task),
        string(listing.runtime),
        string(listing.license),
        listing.tags.map(string),
        after.sealed,
        BigInt(after.bytes),
        ids(listing.meters),
        BigInt(this.columns.time[this.#listedAt(model)]!),
      ],
    });
  }

  /** After a change. */
  model(change: number): StoredObject {
    const known = this.#models.get(change);
    if (known) return known;
    const { model, position } = this.columns.changes[change]!;
    const { listing } = this.columns.models[model]!;
    const owner: Owner = { kind: 'shared', initialVersion: this.sharedAt(model) };
    const object = this.#seal(listing.id, position, owner, this.#modelContent(change));
    this.#models.set(change, object);
    return object;
  }

  cap(change: number): StoredObject {
    const { model, position, after } = this.columns.changes[change]!;
    const { listing } = this.columns.models[model]!;
    return this.#seal(
      listing.cap,
      position,
      { kind: 'address', address: after.author },
      this.#capContent(model),
    );
  }

  #capContent(model: number): Content {
    const { listing } = this.columns.models[model]!;
    return this.#content(this.types.cap, { fields: [uid(listing.cap), id(listing.id)] });
  }

  versionId(model: number, number: number): string {
    const key = bcs.u64().serialize(number).toBytes();
    return deriveFieldId(this.columns.models[model]!.listing.id, this.types.version.keyTag, key);
  }

  /** The version that a change brought: the first with the listing. */
  version(change: number): StoredObject {
    const { model, position, after } = this.columns.changes[change]!;
    const owner: Owner = { kind: 'object', parent: this.columns.models[model]!.listing.id };
    return this.#seal(this.versionId(model, after.head), position, owner, this.#versionContent(change));
  }

  #versionContent(change: number): Content {
    const { model, position, after } = this.columns.changes[change]!;
    const made = this.columns.models[model]!.listing.versions[after.head - 1]!;
    const value: Value = {
      fields: [
        made.manifest,
        fromBytes(made.manifestHash),
        [...made.parts],
        BigInt(made.bytes),
        { fields: [made.sealedKey ? [fromBytes(made.sealedKey)] : []] },
        BigInt(this.columns.time[position]!),
      ],
    };
    return this.#content(this.types.version.type, {
      fields: [uid(this.versionId(model, after.head)), { fields: [BigInt(after.head)] }, value],
    });
  }

  entryId(model: number): string {
    const key = bcs
      .u64()
      .serialize(this.before.hubCount + model)
      .toBytes();
    return deriveFieldId(this.before.hubTable, this.types.entry.keyTag, key);
  }

  /** The hub's entry for a model. */
  entry(model: number): StoredObject {
    const owner: Owner = { kind: 'object', parent: this.before.hubTable };
    return this.#seal(this.entryId(model), this.#listedAt(model), owner, this.#entryContent(model));
  }

  #entryContent(model: number): Content {
    const { listing } = this.columns.models[model]!;
    return this.#content(this.types.entry.type, {
      fields: [uid(this.entryId(model)), BigInt(this.before.hubCount + model), id(listing.id)],
    });
  }

  /** After the listing of a model; -1 for the hub as it was before. */
  hub(model: number): StoredObject {
    const { hub, hubTable, hubCount } = this.before;
    if (model < 0) return hub;
    const count = BigInt(hubCount + model + 1);
    const content = this.#content(this.types.hub, {
      fields: [uid(hub.id), count, { fields: [uid(hubTable), count] }],
    });
    return this.#seal(hub.id, this.#listedAt(model), hub.owner, content);
  }

  meterId(meter: number): string {
    const row = this.columns.models[this.columns.meterModel[meter]!]!;
    return row.listing.meters[meter - row.meter]!;
  }

  #meterContent(meter: number, call: number): Content {
    const c = this.columns;
    const row = c.models[c.meterModel[meter]!]!;
    const had = call >= 0;
    const payers = BigInt(had ? c.meterPayers[call]! : 0);
    return this.#content(this.types.meter, {
      fields: [
        uid(this.meterId(meter)),
        id(row.listing.id),
        BigInt(meter - row.meter),
        BigInt(row.listing.meters.length),
        BigInt(had ? c.meterCalls[call]! : 0),
        had ? c.meterRevenue[call]! : 0n,
        BigInt(had ? c.meterSelfCalls[call]! : 0),
        had ? c.meterSelfRevenue[call]! : 0n,
        payers,
        { fields: [uid(this.tables[meter]!), payers] },
      ],
    });
  }

  /** After a call that it counted; -1 for the meter as it was shared. */
  meter(meter: number, call: number): StoredObject {
    const model = this.columns.meterModel[meter]!;
    const position = call < 0 ? this.#listedAt(model) : this.columns.position[call]!;
    const owner: Owner = { kind: 'shared', initialVersion: this.sharedAt(model) };
    return this.#seal(this.meterId(meter), position, owner, this.#meterContent(meter, call));
  }

  statId(pair: number): string {
    const call = this.columns.pairFirst[pair]!;
    const payer = this.columns.addresses[this.columns.payer[call]!]!;
    return this.#fieldId(this.tables[this.columns.meter[call]!]!, addressToBytes(payer));
  }

  /** As `deriveFieldId` has it, for keys that are addresses: hundreds of thousands are wanted at once. */
  #fieldId(parent: string, key: Uint8Array): string {
    return bytesToAddress(
      this.#hash([FIELD_SCOPE, addressToBytes(parent), ADDRESS_LENGTH, key, this.types.stat.keyTag]),
    );
  }

  #statContent(call: number): Content {
    const c = this.columns;
    const pair = c.pair[call]!;
    const at = (which: number) => BigInt(c.time[c.position[which]!]!);
    const value: Value = {
      fields: [
        BigInt(c.pairCalls[call]!),
        c.pairSpent[call]!,
        at(c.pairFirst[pair]!),
        at(call),
        BigInt(c.pairDays[call]!),
      ],
    };
    return this.#content(this.types.stat.type, {
      fields: [uid(this.statId(pair)), c.addresses[c.payer[call]!]!, value],
    });
  }

  /** What a meter knows of a payer after a call. */
  stat(call: number): StoredObject {
    const c = this.columns;
    const owner: Owner = { kind: 'object', parent: this.tables[c.meter[call]!]! };
    return this.#seal(this.statId(c.pair[call]!), c.position[call]!, owner, this.#statContent(call));
  }

  /** As the transaction at a position read it. */
  clock(position: number): StoredObject {
    const { clock, baseVersion, vm } = this.before;
    if (clock.content.kind !== 'struct') return clock;
    const { type } = clock.content;
    const bytes = vm.serialize(type, { fields: [uid(CLOCK_ID), BigInt(this.columns.time[position]!)] });
    return seal({ ...clock, version: baseVersion + BigInt(position), content: { ...clock.content, bytes } });
  }
}
