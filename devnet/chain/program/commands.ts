// The commands that are not Move calls: coins split and merged, objects transferred, vectors made, packages published.
// Coins are 0x2::coin::Coin<T> { id: UID, balance: Balance<T> { value: u64 } }.
import { fromBase64 } from '@mysten/sui/utils';
import { intern, parseType } from '../../vm/move-type.ts';
import { borrow } from '../../vm/value.ts';
import type { MoveType, StructValue, Vm } from '../../vm/types.ts';
import { argumentError, ExecutionFailure } from '../failure.ts';
import { coinInner, UPGRADE_CAP } from '../type-tag.ts';
import type { Command } from '../transaction.ts';
import { isContext } from './move-call.ts';
import { Uses, type Place } from './places.ts';
import { buildPackage } from './publish.ts';
import { objectId, result, uid, type Resolve, type Runtime } from './runtime.ts';

const U64: MoveType = { kind: 'u64' };
const ADDRESS: MoveType = { kind: 'address' };
const U64_MAX = (1n << 64n) - 1n;

const balanceField = (coin: unknown) => (coin as StructValue).fields[1] as StructValue;
export const coinBalance = (coin: unknown): bigint => balanceField(coin).fields[0] as bigint;
export function setCoinBalance(coin: unknown, value: bigint): void {
  balanceField(coin).fields[0] = value;
}

function borrowCoin(vm: Vm, uses: Uses, place: Place): { type: MoveType; value: StructValue } {
  if (!place.type || !coinInner(place.type)) throw argumentError(0, 'TypeMismatch');
  return { type: place.type, value: uses.borrow(vm, place, 0, place.type, true).value as StructValue };
}

export function splitCoins(
  rt: Runtime,
  command: Extract<Command, { SplitCoins: unknown }>['SplitCoins'],
  resolve: Resolve,
): Place[] {
  const uses = new Uses();
  const amounts = command.amounts.map((a, i) => uses.take(rt.vm, resolve(a, i + 1), i + 1, U64) as bigint);
  const { type, value: coin } = borrowCoin(rt.vm, uses, resolve(command.coin, 0));
  return amounts.map((amount) => {
    const held = coinBalance(coin);
    if (held < amount) {
      throw new ExecutionFailure('InsufficientCoinBalance', 'Insufficient coin balance for operation.');
    }
    setCoinBalance(coin, held - amount);
    return result(type, { fields: [uid(rt.session.freshId()), { fields: [amount] }] });
  });
}

export function mergeCoins(
  rt: Runtime,
  command: Extract<Command, { MergeCoins: unknown }>['MergeCoins'],
  resolve: Resolve,
): Place[] {
  const uses = new Uses();
  const { type, value: coin } = borrowCoin(rt.vm, uses, resolve(command.destination, 0));
  command.sources.forEach((argument, i) => {
    const source = uses.take(rt.vm, resolve(argument, i + 1), i + 1, type);
    const sum = coinBalance(coin) + coinBalance(source);
    if (sum > U64_MAX) throw new ExecutionFailure('CoinBalanceOverflow', 'The coin balance overflows u64');
    setCoinBalance(coin, sum);
    rt.session.deleteId(objectId(source));
  });
  return [];
}

export function transferObjects(
  rt: Runtime,
  command: Extract<Command, { TransferObjects: unknown }>['TransferObjects'],
  resolve: Resolve,
): Place[] {
  const uses = new Uses();
  const objects = command.objects.map((argument, i) => {
    const taken = uses.takeObject(resolve(argument, i), i);
    const abilities = rt.vm.abilities(taken.type);
    if (!abilities.key || !abilities.store) throw argumentError(i, 'InvalidTransferObject');
    return taken;
  });
  const at = objects.length;
  const address = uses.take(rt.vm, resolve(command.address, at), at, ADDRESS) as string;
  for (const { type, value } of objects)
    rt.session.transfer(objectId(value), type, value, { kind: 'address', address });
  return [];
}

export function makeMoveVec(
  rt: Runtime,
  command: Extract<Command, { MakeMoveVec: unknown }>['MakeMoveVec'],
  resolve: Resolve,
): Place[] {
  const uses = new Uses();
  const places = command.elements.map((argument, i) => resolve(argument, i));
  const of = command.type === null ? places[0]?.type : parseType(command.type);
  if (!of || (command.type === null && !rt.vm.abilities(of).key)) {
    throw argumentError(0, 'InvalidMakeMoveVecNonObjectArgument');
  }
  const values = places.map((place, i) => uses.take(rt.vm, place, i, of));
  return [
    result(
      intern({ kind: 'vector', of }),
      values,
      places.some((p) => p.dirty),
    ),
  ];
}

/** Work charged for reading and linking a new package, by the byte. */
const BYTES_PER_UNIT = 16;

export function publish(rt: Runtime, command: Extract<Command, { Publish: unknown }>['Publish']): Place[] {
  const id = rt.session.freshId();
  rt.session.createdIds.delete(id); // the id of a package, not of an object
  const dependencies = command.dependencies.map((d) => rt.findPackage(d)!);
  const modules = command.modules.map((m) => (typeof m === 'string' ? fromBase64(m) : Uint8Array.from(m)));
  const made = buildPackage(id, modules, dependencies);
  for (const bytes of modules) rt.session.work += BigInt(Math.ceil(bytes.length / BYTES_PER_UNIT));
  rt.vm.loadPackage(made.package);
  rt.published.push(made);
  for (const module of made.order) initialise(rt, id, module);
  const cap = { fields: [uid(rt.session.freshId()), { fields: [id] }, 1n, 0n] };
  return [result(UPGRADE_CAP, cap)];
}

/** Runs a module's `init`, with its one-time witness when it asks for one. */
function initialise(rt: Runtime, packageId: string, module: string): void {
  const signature = rt.vm.signature(packageId, module, 'init');
  if (!signature || signature.visibility !== 'private') return;
  const args = signature.parameters.map((p) => (isContext(p) ? borrow(rt.context) : { fields: [false] }));
  rt.vm.call(rt.session, { packageId, module, name: 'init' }, [], args);
}
