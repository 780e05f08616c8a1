// Which object an id names, who holds what, and which transactions an id had to do with: indexes over the columns.
import type { StoredObject } from '../chain/types.ts';
import { CALL, TRANSFER, type Columns } from './columns.ts';
import type { Objects } from './objects.ts';

export interface Locator {
  latest(id: string): StoredObject | undefined;
  /** As the transaction at a position wrote it; undefined if it did not. */
  at(id: string, position: number): StoredObject | undefined;
  children(holder: string): readonly string[];
  touching(id: string): ArrayLike<number>;
}

/** Ids to objects: what it is, and its number. One number holds both. */
const [MODEL, CAP, VERSION, ENTRY, METER, STAT] = [0, 1, 2, 3, 4, 5];
const KINDS = 8;

export function createLocator(columns: Columns, objects: Objects): Locator {
  const { models, changes, meterLast, pairLast, pairFirst } = columns;
  const codes = new Map<string, number>();
  const held = new Map<string, string[]>();
  const name = (id: string, kind: number, number: number) => codes.set(id, number * KINDS + kind);
  const give = (holder: string, id: string) => {
    const ids = held.get(holder);
    if (ids) ids.push(id);
    else held.set(holder, [id]);
  };

  models.forEach(({ listing, meter, changes: rows }, model) => {
    name(listing.id, MODEL, model);
    name(listing.cap, CAP, model);
    give(changes[rows.at(-1)!]!.after.author, listing.cap);
    name(objects.entryId(model), ENTRY, model);
    give(objects.before.hubTable, objects.entryId(model));
    listing.meters.forEach((id, shard) => name(id, METER, meter + shard));
  });
  changes.forEach(({ change, model, after }, row) => {
    if (change.kind !== 'listed' && change.kind !== 'version') return;
    const id = objects.versionId(model, after.head);
    name(id, VERSION, row);
    give(models[model]!.listing.id, id);
  });
  pairFirst.forEach((call, pair) => {
    const id = objects.statId(pair);
    name(id, STAT, pair);
    give(objects.tables[columns.meter[call]!]!, id);
  });
  const postings = postingsByAccount(columns);

  const decode = (id: string) => {
    const code = codes.get(id);
    return code === undefined ? undefined : { kind: code % KINDS, number: Math.floor(code / KINDS) };
  };
  const callAt = (position: number) => (columns.kind[position] === CALL ? columns.row[position]! : undefined);
  const changeAt = (model: number, position: number) =>
    models[model]!.changes.find((row) => changes[row]!.position === position);

  return {
    latest(id) {
      const found = decode(id);
      if (!found) return undefined;
      const { kind, number } = found;
      if (kind === MODEL) return objects.model(models[number]!.changes.at(-1)!);
      if (kind === CAP) return objects.cap(models[number]!.changes.at(-1)!);
      if (kind === VERSION) return objects.version(number);
      if (kind === ENTRY) return objects.entry(number);
      if (kind === METER) return objects.meter(number, meterLast[number]!);
      return objects.stat(pairLast[number]!);
    },

    at(id, position) {
      if (id === objects.before.hub.id) {
        const row = columns.kind[position] !== CALL && columns.kind[position] !== TRANSFER;
        const change = row ? changes[columns.row[position]!] : undefined;
        return change?.change.kind === 'listed' ? objects.hub(change.model) : undefined;
      }
      const found = decode(id);
      if (!found) return undefined;
      const { kind, number } = found;
      const call = callAt(position);
      if (kind === MODEL || kind === CAP) {
        const row = changeAt(number, position);
        return row === undefined ? undefined : kind === MODEL ? objects.model(row) : objects.cap(row);
      }
      if (kind === VERSION)
        return changes[number]!.position === position ? objects.version(number) : undefined;
      if (kind === ENTRY)
        return changeAt(number, position) === models[number]!.changes[0] ? objects.entry(number) : undefined;
      if (kind === STAT)
        return call !== undefined && columns.pair[call] === number ? objects.stat(call) : undefined;
      if (call !== undefined) return columns.meter[call] === number ? objects.meter(number, call) : undefined;
      const model = columns.meterModel[number]!;
      return changeAt(model, position) === models[model]!.changes[0] ? objects.meter(number, -1) : undefined;
    },

    children: (holder) => held.get(holder) ?? [],

    touching(id) {
      const account = columns.accounts.get(id);
      if (account !== undefined) return postings(account);
      if (id === objects.before.hub.id) return models.map(({ changes: rows }) => changes[rows[0]!]!.position);
      const found = decode(id);
      if (!found) return [];
      const { kind, number } = found;
      if (kind === MODEL || kind === CAP) return models[number]!.changes.map((row) => changes[row]!.position);
      if (kind === VERSION) return [changes[number]!.position];
      const listed = (model: number) => changes[models[model]!.changes[0]!]!.position;
      if (kind === ENTRY) return [listed(number)];
      if (kind === STAT) return back(columns, columns.previousOfPair, pairLast[number]!);
      return [
        listed(columns.meterModel[number]!),
        ...back(columns, columns.previousOnMeter, meterLast[number]!),
      ];
    },
  };
}

/** Positions along a chain of calls, oldest first. */
function back({ position }: Columns, previous: Int32Array, last: number): number[] {
  const found: number[] = [];
  for (let call = last; call >= 0; call = previous[call]!) found.push(position[call]!);
  return found.toReversed();
}

/** Positions of all transactions an account sent or was paid by, in order: one array, cut by account. */
function postingsByAccount(columns: Columns): (account: number) => Uint32Array {
  const { addresses, kind, row, payer, payout, transfers, changes, accounts, length } = columns;
  const parties = (at: number): [number, number] => {
    const r = row[at]!;
    if (kind[at] === CALL) return [payer[r]!, payout[r]!];
    if (kind[at] === TRANSFER) return [transfers[r]!.from, transfers[r]!.to];
    const { sender, after } = changes[r]!;
    // The receiver of a cap has to do with its transaction too.
    return [accounts.get(sender)!, accounts.get(after.author)!];
  };
  const starts = new Uint32Array(addresses.length + 1);
  const each = (visit: (account: number, at: number) => void) => {
    for (let at = 0; at < length; at++) {
      const [a, b] = parties(at);
      visit(a, at);
      if (b !== a) visit(b, at);
    }
  };
  each((account) => starts[account + 1]!++);
  for (let i = 0; i < addresses.length; i++) starts[i + 1]! += starts[i]!;
  const next = starts.slice();
  const positions = new Uint32Array(starts.at(-1)!);
  each((account, at) => (positions[next[account]!++] = at));
  return (account) => positions.subarray(starts[account]!, starts[account + 1]!);
}
