// A transaction's inputs as the state has them: versions, digests and owners checked, or refused.
// Knows no gas and no Move.
import { fromBase64 } from '@mysten/sui/utils';
import { formatType, parseType } from '../vm/move-type.ts';
import type { MoveType } from '../vm/types.ts';
import { invalid, notFound, staleVersion, wrongDigest, wrongOwner } from './rejection.ts';
import type { State } from './state.ts';
import type { CallArg, ObjectRef, ParsedTransaction } from './transaction.ts';
import { CLOCK_ID } from './type-tag.ts';
import type { StoredObject } from './types.ts';

export type LoadedInput =
  | { kind: 'pure'; bytes: Uint8Array }
  | { kind: 'object'; object: StoredObject; mutable: boolean }
  | { kind: 'receiving'; object: StoredObject }
  | { kind: 'withdrawal'; owner: string; coinType: MoveType; limit: bigint };

export function loadInput(input: CallArg, tx: ParsedTransaction, state: State, checks: boolean): LoadedInput {
  if (input.Pure) return { kind: 'pure', bytes: fromBase64(input.Pure.bytes) };
  if (input.FundsWithdrawal) {
    const { withdrawFrom, typeArg, reservation } = input.FundsWithdrawal;
    if (withdrawFrom.SenderAllowance)
      throw invalid('Unsupported', 'withdrawals from an allowance are not supported');
    const owner = withdrawFrom.Sponsor !== undefined ? tx.gas.owner : tx.sender;
    const limit = BigInt(reservation.MaxAmountU64);
    if (limit === 0n)
      throw invalid('InvalidWithdrawReservation', 'Balance withdraw reservation amount must be non-zero');
    return { kind: 'withdrawal', owner, coinType: parseType(typeArg.Balance), limit };
  }
  const arg = input.Object!;
  if (arg.SharedObject) {
    const { objectId, initialSharedVersion, mutable } = arg.SharedObject;
    const object = existing(state, objectId);
    if (object.owner.kind !== 'shared') {
      throw invalid('NotSharedObjectError', `Object used as shared is not shared: ${objectId}`);
    }
    if (object.owner.initialVersion !== BigInt(initialSharedVersion)) {
      throw invalid(
        'SharedObjectStartingVersionMismatch',
        `Shared object ${objectId} was shared at version ${object.owner.initialVersion}, not ${initialSharedVersion}`,
      );
    }
    if (mutable && objectId === CLOCK_ID)
      throw invalid('ImmutableParameterExpectedError', 'The Clock may only be read');
    return { kind: 'object', object, mutable };
  }
  if (arg.Receiving) return { kind: 'receiving', object: exactObject(state, arg.Receiving, checks) };
  const object = exactObject(state, arg.ImmOrOwnedObject!, checks);
  if (checks) checkOwner(object, tx.sender);
  return { kind: 'object', object, mutable: object.owner.kind !== 'immutable' };
}

function existing(state: State, id: string, version?: bigint): StoredObject {
  const object = state.get(id);
  if (!object) throw notFound(id, version);
  if (object.content.kind === 'package') {
    throw invalid('MovePackageAsObject', `Move package cannot be passed as an object argument: ${id}`);
  }
  return object;
}

/** An object of that version and digest, or a refusal; with `checks` off, whatever version is current. */
export function exactObject(state: State, ref: ObjectRef, checks = true): StoredObject {
  const version = BigInt(ref.version);
  const object = existing(state, ref.objectId, version);
  if (!checks) return object;
  if (object.version !== version) {
    if (version > object.version) throw notFound(ref.objectId, version);
    throw staleVersion({ id: ref.objectId, version, digest: ref.digest }, object);
  }
  if (object.digest !== ref.digest) throw wrongDigest(ref.objectId, object.digest);
  return object;
}

function checkOwner({ id, owner }: StoredObject, sender: string): void {
  switch (owner.kind) {
    case 'address':
      if (owner.address !== sender) throw wrongOwner(id, owner.address, sender);
      return;
    case 'immutable':
      return;
    case 'shared':
      throw invalid('NotOwnedObjectError', `Shared object ${id} cannot be used as an owned input`);
    case 'object':
      throw invalid(
        'InvalidChildObjectArgument',
        `Object ${id} is owned by object ${owner.parent}. Objects owned by other objects cannot be used as input arguments`,
      );
  }
}

/** What the sender's withdrawals reserve of one address balance. */
export function reservedFunds(inputs: readonly LoadedInput[], owner: string, coinType: string): bigint {
  let sum = 0n;
  for (const input of inputs) {
    if (input.kind === 'withdrawal' && input.owner === owner && formatType(input.coinType) === coinType)
      sum += input.limit;
  }
  return sum;
}
