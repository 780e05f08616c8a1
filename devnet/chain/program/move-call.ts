// The MoveCall command: who may call what, with which types and arguments, and what comes back.
// Knows no other command.
import { substitute, parseType } from '../../vm/move-type.ts';
import { VmError } from '../../vm/errors.ts';
import { borrow, copyValue, deref } from '../../vm/value.ts';
import type {
  Abilities,
  FunctionSignature,
  MoveType,
  Ref,
  SignatureType,
  Value,
  Vm,
} from '../../vm/types.ts';
import { argumentError, ExecutionFailure, typeArgumentError } from '../failure.ts';
import { SUI_FRAMEWORK } from '../type-tag.ts';
import type { Argument, Command } from '../transaction.ts';
import { Uses, type Place } from './places.ts';
import { result, type CommandOutput, type Resolve, type Runtime } from './runtime.ts';

type Call = Extract<Command, { MoveCall: unknown }>['MoveCall'];

export function moveCall(rt: Runtime, call: Call, resolve: Resolve): Place[] {
  const target = { packageId: call.package, module: call.module, name: call.function };
  const label = `${target.packageId}::${target.module}::${target.name}`;
  const signature = rt.vm.signature(target.packageId, target.module, target.name);
  if (!signature) throw new ExecutionFailure('FunctionNotFound', `Function Not Found. ${label}`);
  checkVisible(rt, signature, target, label);
  const types = typeArguments(rt.vm, signature, call.typeArguments);

  const taken: Place[] = [];
  const mutated: { argument: Argument; type: MoveType; ref: Ref }[] = [];
  const uses = new Uses();
  const privateEntry = signature.visibility !== 'public';
  let next = 0;
  const args = signature.parameters.map((parameter): Value | Ref => {
    if (isContext(parameter)) return borrow(rt.context);
    const index = next++;
    const argument = call.arguments[index];
    if (!argument) throw arity(call.arguments.length, signature);
    const place = resolve(argument, index);
    if (privateEntry && place.dirty && !rt.unchecked) {
      throw argumentError(index, 'InvalidArgumentToPrivateEntryFunction');
    }
    taken.push(place);
    if (parameter.kind !== 'ref') return uses.take(rt.vm, place, index, substitute(parameter, types));
    const type = substitute(parameter.to, types);
    const ref = borrow(uses.borrow(rt.vm, place, index, type, parameter.mutable));
    if (parameter.mutable && rt.outputs) mutated.push({ argument, type, ref });
    return ref;
  });
  if (next !== call.arguments.length) throw arity(call.arguments.length, signature);
  if (!signature.isEntry) for (const place of taken) place.dirty = true;

  const returned = rt.vm.call(rt.session, target, types, args);
  const results = signature.returns.map((of, i) => {
    const value = returned[i]!;
    if (of.kind !== 'ref') return result(substitute(of, types), value as Value, !signature.isEntry);
    return result(substitute(of.to, types), copyValue(deref(value as Ref)), true);
  });
  if (rt.outputs) rt.outputs.push(describe(rt.vm, results, mutated));
  return results;
}

function describe(
  vm: Vm,
  results: Place[],
  mutated: { argument: Argument; type: MoveType; ref: Ref }[],
): CommandOutput {
  return {
    returned: results.map(({ type, cell }) => ({ type: type!, bytes: vm.serialize(type!, cell!.value) })),
    mutated: mutated.map(({ argument, type, ref }) => ({
      argument,
      type,
      bytes: vm.serialize(type, deref(ref)),
    })),
  };
}

const arity = (given: number, { parameters }: FunctionSignature) =>
  new ExecutionFailure(
    'ArityMismatch',
    `Arity mismatch for Move function. Expected ${parameters.filter((p) => !isContext(p)).length} arguments, got ${given}.`,
  );

/** Functions of the framework that only the module defining the type may call. */
const PRIVATE_GENERICS: Record<string, ReadonlySet<string>> = {
  transfer: new Set(['transfer', 'share_object', 'freeze_object', 'receive', 'party_transfer']),
  event: new Set(['emit', 'emit_authenticated']),
};

function checkVisible(
  rt: Runtime,
  signature: FunctionSignature,
  target: { packageId: string; module: string; name: string },
  label: string,
): void {
  const isPrivate = target.packageId === SUI_FRAMEWORK && PRIVATE_GENERICS[target.module]?.has(target.name);
  if (isPrivate) {
    throw new ExecutionFailure(
      'NonEntryFunctionInvoked',
      `Non Entry Function Invoked. Cannot directly call ${label}; use a public variant`,
    );
  }
  if (rt.unchecked) return;
  if (signature.visibility !== 'public' && !signature.isEntry) {
    throw new ExecutionFailure(
      'NonEntryFunctionInvoked',
      'Non Entry Function Invoked. Move Call must start with an entry function',
    );
  }
  const reference = signature.returns.findIndex((r) => r.kind === 'ref');
  if (reference >= 0) {
    throw new ExecutionFailure(
      'InvalidPublicFunctionReturnType',
      `The signature of Move function ${label} is not allowed: it returns a reference at index ${reference}`,
      { of: 'return', index: reference },
    );
  }
}

function typeArguments(vm: Vm, signature: FunctionSignature, given: readonly string[]): MoveType[] {
  if (given.length !== signature.typeParameters.length) {
    throw new ExecutionFailure(
      'TypeArityMismatch',
      `Type arity mismatch for Move function. Expected ${signature.typeParameters.length}, got ${given.length}.`,
    );
  }
  return given.map((text, index) => {
    const type = parseType(text);
    if (!satisfies(abilities(vm, type, index), signature.typeParameters[index]!)) {
      throw typeArgumentError(index, 'ConstraintNotSatisfied');
    }
    return type;
  });
}

function abilities(vm: Vm, type: MoveType, index: number): Abilities {
  try {
    return vm.abilities(type);
  } catch (error) {
    if (error instanceof VmError) throw typeArgumentError(index, 'TypeNotFound');
    throw error;
  }
}

const satisfies = (has: Abilities, needs: Abilities) =>
  (has.copy || !needs.copy) &&
  (has.drop || !needs.drop) &&
  (has.store || !needs.store) &&
  (has.key || !needs.key);

export const isContext = (type: SignatureType): boolean =>
  type.kind === 'ref' &&
  type.to.kind === 'struct' &&
  type.to.name === 'TxContext' &&
  type.to.module === 'tx_context' &&
  type.to.address === SUI_FRAMEWORK;
