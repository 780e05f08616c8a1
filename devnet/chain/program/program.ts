// Runs the commands of a programmable transaction over its inputs, one after another, and checks what is left over.
// Leaves its doings in the session (the journal) and in the input places; knows no storage, gas price or digest.
import { formatType } from '../../vm/move-type.ts';
import type { MoveType, Value } from '../../vm/types.ts';
import { VmError } from '../../vm/errors.ts';
import type { LoadedInput } from '../inputs.ts';
import { argumentError, asFailure, ExecutionFailure } from '../failure.ts';
import { balanceOf, SUI_FRAMEWORK } from '../type-tag.ts';
import type { Argument, Command } from '../transaction.ts';
import type { ExecutionStatus, StoredObject } from '../types.ts';
import { makeMoveVec, mergeCoins, publish, splitCoins, transferObjects } from './commands.ts';
import { moveCall } from './move-call.ts';
import type { Place } from './places.ts';
import type { Resolve, Runtime } from './runtime.ts';

export class Program {
  readonly inputs: Place[];
  readonly #results: Place[][] = [];

  constructor(
    private readonly rt: Runtime,
    inputs: readonly LoadedInput[],
    readonly gas: Place | undefined,
  ) {
    this.inputs = inputs.map((input) => placeInput(rt, input));
  }

  run(commands: readonly Command[]): ExecutionStatus {
    for (const [index, command] of commands.entries()) {
      try {
        const outputs = this.rt.outputs?.length;
        this.#results.push(this.#execute(command));
        if (this.rt.outputs?.length === outputs) this.rt.outputs?.push({ returned: [], mutated: [] });
      } catch (error) {
        return asFailure(error).status(index);
      }
    }
    try {
      this.#checkLeftovers();
    } catch (error) {
      return asFailure(error).status();
    }
    return { success: true };
  }

  #execute(command: Command): Place[] {
    const { rt } = this;
    switch (command.$kind) {
      case 'MoveCall':
        return moveCall(rt, command.MoveCall, this.#resolve);
      case 'SplitCoins':
        return splitCoins(rt, command.SplitCoins, this.#resolve);
      case 'MergeCoins':
        return mergeCoins(rt, command.MergeCoins, this.#resolve);
      case 'TransferObjects':
        return transferObjects(rt, command.TransferObjects, this.#resolve);
      case 'MakeMoveVec':
        return makeMoveVec(rt, command.MakeMoveVec, this.#resolve);
      case 'Publish':
        return publish(rt, command.Publish);
      case 'Upgrade':
        throw new ExecutionFailure(
          'FeatureNotYetSupported',
          'This network does not upgrade packages: publish anew',
        );
    }
  }

  #resolve: Resolve = (argument: Argument, index: number): Place => {
    switch (argument.$kind) {
      case 'GasCoin':
        if (!this.gas) throw argumentError(index, 'InvalidGasCoinUsage');
        return this.gas;
      case 'Input':
        return this.inputs[argument.Input] ?? fail(index, 'IndexOutOfBounds', argument.Input);
      case 'Result': {
        const results = this.#results[argument.Result] ?? fail(index, 'IndexOutOfBounds', argument.Result);
        if (results.length !== 1) return fail(index, 'InvalidResultArity', argument.Result);
        return results[0]!;
      }
      case 'NestedResult': {
        const [command, nth] = argument.NestedResult;
        const results = this.#results[command] ?? fail(index, 'IndexOutOfBounds', command);
        return results[nth] ?? fail(index, 'SecondaryIndexOutOfBounds', command, nth);
      }
    }
  };

  /** A result that is still there must be one that may be dropped. */
  #checkLeftovers(): void {
    if (this.rt.unchecked) return;
    for (const [resultIndex, places] of this.#results.entries()) {
      for (const [subresult, place] of places.entries()) {
        if (!place.cell) continue;
        const { drop, copy } = this.rt.vm.abilities(place.type!);
        if (drop || copy) continue;
        throw new ExecutionFailure(
          'UnusedValueWithoutDrop',
          `Unused result without the drop ability. Command result ${resultIndex}, return value ${subresult}`,
          { of: 'result', result: resultIndex, subresult },
        );
      }
    }
  }
}

function fail(index: number, error: string, result: number, subresult?: number): never {
  throw argumentError(index, error, { result, ...(subresult !== undefined && { subresult }) });
}

const framework = (module: string, name: string, arg: MoveType): MoveType => ({
  kind: 'struct',
  address: SUI_FRAMEWORK,
  module,
  name,
  args: [arg],
});

function placeInput(rt: Runtime, input: LoadedInput): Place {
  switch (input.kind) {
    case 'pure':
      return { origin: 'pure', bytes: input.bytes, dirty: false };
    case 'object':
      rt.session.inputOwners.set(input.object.id, input.object.owner);
      return placeObject(rt, 'object', input.object, input.mutable);
    case 'receiving': {
      const { object } = input;
      const value: Value = { fields: [{ fields: [object.id] }, object.version] };
      return {
        origin: 'receiving',
        type: framework('transfer', 'Receiving', typeOf(object)),
        cell: { value },
        dirty: false,
      };
    }
    case 'withdrawal': {
      const type = framework('funds_accumulator', 'Withdrawal', balanceOf(input.coinType));
      return {
        origin: 'withdrawal',
        type,
        cell: { value: { fields: [input.owner, input.limit] } },
        dirty: false,
      };
    }
  }
}

export function placeObject(
  rt: Runtime,
  origin: 'object' | 'gas',
  object: StoredObject,
  mutable: boolean,
): Place {
  const type = typeOf(object);
  const { content } = object;
  if (content.kind !== 'struct') throw new VmError('InvariantViolation', `${object.id} is a package`);
  return {
    origin,
    type,
    cell: { value: rt.vm.deserialize(type, content.bytes) },
    object,
    mutable,
    dirty: false,
  };
}

export function typeOf({ id, content }: StoredObject): MoveType {
  if (content.kind === 'struct') return content.type;
  throw new VmError('InvariantViolation', `${id} is a package, used as ${formatType({ kind: 'address' })}`);
}
