// The three kinds of transactions a market consists of: paid calls, coins sent, and what authors do to their listings.
// Says of each what it read, wrote, emitted and moved.
import { gasSummary } from '../chain/gas.ts';
import type { LedgerEvent, StoredObject } from '../chain/types.ts';
import { parseType } from '../vm/move-type.ts';
import type { Value } from '../vm/types.ts';
import { fromBytes } from '../vm/value.ts';
import type { ChangeRow } from './columns.ts';
import { COMPUTATION } from './computation.ts';
import type { History } from './history.ts';
import { string, typeName } from './objects.ts';
import type { Happening } from './record.ts';
import { changeRequest, listRequest, PLAIN_CALLS, type Operation } from './requests.ts';

const id = (address: string): Value => ({ fields: [address] });

/** `module` is the one the transaction called, as Sui has it, not the one that declares the event. */
function event(history: History, module: 'payment' | 'hub', name: string, fields: Value[]): LedgerEvent {
  const { packageId } = history.chain;
  const type = history.eventType(name);
  return {
    packageId,
    module,
    sender: '',
    type,
    bytes: history.before.vm.serialize(type, { fields }),
  };
}

export function callHappening(history: History, call: number): Happening {
  const { columns: c, objects } = history;
  const meter = c.meter[call]!;
  const model = c.meterModel[meter]!;
  const position = c.position[call]!;
  const [payer, payout] = [c.addresses[c.payer[call]!]!, c.addresses[c.payout[call]!]!];
  const price = c.price[call]!;
  const pair = c.pair[call]!;
  // Methods, since a million of these are made while a market is read: arrows would be made with each.
  return {
    sender: payer,
    parties: [payer, payout],
    calls: price ? history.calls.paid : history.calls.free,
    bytes() {
      return history.callBytes(call).slice();
    },
    gas() {
      return history.callGas(call);
    },
    events() {
      const row = c.models[model]!;
      const fields: Value[] = [
        id(row.listing.id),
        BigInt(c.version[call]!),
        payer,
        payer,
        payout,
        price,
        typeName(history.suiType),
        fromBytes(c.commitment.subarray(32 * call, 32 * call + 32)),
        BigInt(meter - row.meter),
        BigInt(c.meterCalls[call]! + c.meterSelfCalls[call]!),
        pair < 0,
        BigInt(c.time[position]!),
      ];
      return [{ ...event(history, 'payment', 'Called', fields), sender: payer }];
    },
    written() {
      const written: ReturnType<Happening['written']> = [
        { after: objects.meter(meter, call), before: objects.meter(meter, c.previousOnMeter[call]!) },
      ];
      if (pair >= 0) {
        const last = c.previousOfPair[call]!;
        written.push({ after: objects.stat(call), ...(last >= 0 && { before: objects.stat(last) }) });
      }
      return written;
    },
    read() {
      return [objects.model(history.changeBefore(model, position)), objects.clock(position)];
    },
    moves() {
      return [
        { owner: payer, amount: -price },
        { owner: payout, amount: price },
      ];
    },
  };
}

export function transferHappening(history: History, row: number): Happening {
  const { columns: c } = history;
  const { from, to, amount } = c.transfers[row]!;
  const [sender, receiver] = [c.addresses[from]!, c.addresses[to]!];
  return {
    sender,
    parties: [sender, receiver],
    calls: PLAIN_CALLS.transfer,
    bytes: () => history.transferBytes(row).slice(),
    gas: () => gasSummary(COMPUTATION.transfer, 0n, 0n),
    events: () => [],
    written: () => [],
    read: () => [],
    moves: () => [
      { owner: sender, amount: -amount },
      { owner: receiver, amount },
    ],
  };
}

const FUNCTIONS = {
  price: 'set_price',
  active: 'set_active',
  payout: 'set_payout',
  'hand-over': 'hand_over',
} as const;

function operationOf({ change, model }: ChangeRow, history: History): Operation {
  switch (change.kind) {
    case 'listed':
      throw new TypeError('a listing is no operation');
    case 'version':
      return {
        function: 'add_version',
        value: history.columns.models[model]!.listing.versions[change.number - 1]!,
      };
    case 'price':
      return { function: FUNCTIONS.price, value: change.to };
    case 'active':
      return { function: FUNCTIONS.active, value: change.active };
    default:
      return { function: FUNCTIONS[change.kind], value: change.to };
  }
}

export function changeHappening(history: History, row: number): Happening {
  const { columns: c, objects, chain } = history;
  const change = c.changes[row]!;
  const { model, position, sender, previous } = change;
  const { listing } = c.models[model]!;
  const { kind } = change.change;
  const hub = (name: string) => `${chain.packageId}::hub::${name}`;
  const functions =
    kind === 'listed'
      ? ['new_version', 'list']
      : kind === 'version'
        ? ['new_version', 'add_version']
        : [FUNCTIONS[kind]];

  const written = (): { after: StoredObject; before?: StoredObject }[] => {
    const made = kind === 'listed' || kind === 'version' ? [{ after: objects.version(row) }] : [];
    if (kind !== 'listed') {
      return [
        { after: objects.model(row), before: objects.model(previous) },
        { after: objects.cap(row), before: objects.cap(previous) },
        ...made,
      ];
    }
    const first = c.models[model]!.meter;
    return [
      { after: objects.hub(model), before: objects.hub(model - 1) },
      { after: objects.model(row) },
      { after: objects.cap(row) },
      { after: objects.entry(model) },
      ...made,
      ...listing.meters.map((_, shard) => ({ after: objects.meter(first + shard, -1) })),
    ];
  };
  return {
    sender,
    // Who gets the cap, too.
    parties: [sender, change.after.author],
    calls: functions.map(hub),
    bytes: () => {
      if (change.change.kind === 'listed') {
        const { author, price } = change.change;
        return listRequest(chain, { author, price, listing, nonce: position });
      }
      const { id: objectId, version, digest } = objects.cap(previous);
      return changeRequest(chain, {
        sender,
        model: { id: listing.id, initialVersion: objects.sharedAt(model) },
        cap: { objectId, version, digest },
        operation: operationOf(change, history),
        nonce: position,
      });
    },
    gas: () => {
      const computation = kind === 'listed' ? COMPUTATION.list(listing) : COMPUTATION.change;
      const { stored, released } = objects.changeFees(row);
      return gasSummary(computation, stored, released);
    },
    events: () => changeEvents(history, change).map((e) => ({ ...e, sender })),
    written,
    read: () => [objects.clock(position)],
    moves: () => [],
  };
}

function changeEvents(history: History, { model, change, position, after }: ChangeRow): LedgerEvent[] {
  const { listing } = history.columns.models[model]!;
  const atMs = BigInt(history.columns.time[position]!);
  const own = id(listing.id);
  const versionAdded = () => {
    const version = listing.versions[after.head - 1]!;
    return event(history, 'hub', 'VersionAdded', [
      own,
      BigInt(after.head),
      version.manifest,
      fromBytes(version.manifestHash),
      [...version.parts],
      BigInt(version.bytes),
      atMs,
    ]);
  };
  switch (change.kind) {
    case 'listed': {
      const fields: Value[] = [
        own,
        BigInt(history.before.hubCount + model),
        change.author,
        change.author,
        change.price,
        typeName(history.suiType),
        string(listing.name),
        string(listing.license),
        listing.tags.map(string),
        listing.meters.map(id),
        atMs,
      ];
      return [event(history, 'hub', 'Listed', fields), versionAdded()];
    }
    case 'version':
      return [versionAdded()];
    case 'price':
      return [event(history, 'hub', 'PriceChanged', [own, change.from, change.to, atMs])];
    case 'active':
      return [event(history, 'hub', 'ActiveChanged', [own, change.active, atMs])];
    case 'payout':
      return [event(history, 'hub', 'PayoutChanged', [own, change.from, change.to, atMs])];
    case 'hand-over':
      return [event(history, 'hub', 'HandedOver', [own, change.from, change.to, atMs])];
  }
}

export const eventTypeOf = (packageId: string, name: string) => parseType(`${packageId}::events::${name}`);
