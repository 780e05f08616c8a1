// Failures of execution: the transaction is committed, its effects are rolled back, gas is charged.
// Owns their names (Sui's ExecutionFailureStatus), their form in the effects, and where the VM's errors go among them.
import type { bcs } from '@mysten/sui/bcs';
import { VmAbort, VmError } from '../vm/errors.ts';
import type { AbortInfo } from '../vm/types.ts';
import type { ExecutionStatus, FailureDetail } from './types.ts';

type Failed = Extract<ExecutionStatus, { success: false }>;
type Effects = Extract<(typeof bcs.TransactionEffects)['$inferInput'], { V2: unknown }>['V2'];
export type StatusBcs = Effects['status'];

export class ExecutionFailure extends Error {
  override name = 'ExecutionFailure';
  constructor(
    readonly kind: string,
    message: string,
    readonly detail?: FailureDetail,
    readonly abort?: AbortInfo,
  ) {
    super(message);
  }

  status(command?: number): Failed {
    return {
      success: false,
      kind: this.kind,
      message: this.message + (command === undefined ? '' : ` in command ${command}`),
      ...(command !== undefined && { command }),
      ...(this.abort && { abort: this.abort }),
      ...(this.detail && { detail: this.detail }),
    };
  }
}

export const argumentError = (
  index: number,
  error: string,
  place?: { result?: number; subresult?: number },
) =>
  new ExecutionFailure('CommandArgumentError', `Invalid command argument at ${index}. ${error}`, {
    of: 'argument',
    index,
    error,
    ...place,
  });

export const typeArgumentError = (index: number, error: 'TypeNotFound' | 'ConstraintNotSatisfied') =>
  new ExecutionFailure('TypeArgumentError', `Error for type argument at index ${index}: ${error}`, {
    of: 'typeArgument',
    index,
    error,
  });

export const insufficientGas = () => new ExecutionFailure('InsufficientGas', 'Insufficient Gas.');

/** Anything thrown while commands run, as an execution failure; what is no failure of the program is thrown on. */
export function asFailure(error: unknown): ExecutionFailure {
  if (error instanceof ExecutionFailure) return error;
  if (error instanceof VmAbort) {
    const { info } = error;
    const said = info.cleverError?.rendered ?? info.cleverError?.constantName;
    const message =
      `Move Runtime Abort. Location: ${info.packageId}::${info.module}::${info.functionName} ` +
      `(function index ${info.functionIndex}) at offset ${info.instruction}, Abort Code: ${info.code}`;
    return new ExecutionFailure('MoveAbort', said ? `${message} ('${said}')` : message, undefined, info);
  }
  if (!(error instanceof VmError)) throw error;
  const { location } = error;
  switch (error.code) {
    case 'ArithmeticError':
    case 'VectorOutOfBounds':
    case 'CallStackOverflow':
    case 'VariantMismatch':
      return new ExecutionFailure(
        'MovePrimitiveRuntimeError',
        `Move Primitive Runtime Error. ${error.message}`,
        location && { of: 'location', location },
      );
    case 'OutOfGas':
      return insufficientGas();
    case 'UnknownFunction':
      return new ExecutionFailure('FunctionNotFound', `Function Not Found. ${error.message}`);
    case 'LinkError':
      return new ExecutionFailure('InvalidLinkage', `Invalid linkage: ${error.message}`);
    case 'UnknownType':
    case 'BadBcs':
      return new ExecutionFailure(
        'VMVerificationOrDeserializationError',
        `Move Bytecode Verification Error. ${error.message}`,
      );
    case 'InvariantViolation':
      return new ExecutionFailure('VMInvariantViolation', `MOVE VM INVARIANT VIOLATION. ${error.message}`);
  }
}

function locationBcs(at: Omit<AbortInfo, 'code' | 'cleverError'>) {
  return {
    module: { address: at.packageId, name: at.module },
    function: at.functionIndex,
    instruction: at.instruction,
    functionName: at.functionName,
  };
}

/** The status as the effects carry it. */
export function statusBcs(status: ExecutionStatus): StatusBcs {
  if (status.success) return { Success: null };
  return {
    Failure: {
      error: { [status.kind]: payload(status) } as never,
      command: status.command === undefined ? null : BigInt(status.command),
    },
  };
}

function payload({ kind, abort, detail }: Failed): unknown {
  if (kind === 'MoveAbort' && abort) return [locationBcs(abort), abort.code];
  if (kind === 'MovePrimitiveRuntimeError')
    return detail?.of === 'location' ? locationBcs(detail.location) : null;
  switch (detail?.of) {
    case 'argument':
      return { argIdx: detail.index, kind: { [detail.error]: argumentPlace(detail) } };
    case 'typeArgument':
      return { argumentIdx: detail.index, kind: { [detail.error]: null } };
    case 'result':
      return { resultIdx: detail.result, secondaryIdx: detail.subresult };
    case 'return':
      return { idx: detail.index };
    case 'size':
      return { objectSize: detail.size, maxObjectSize: detail.max };
    default:
      return null;
  }
}

function argumentPlace({
  error,
  result = 0,
  subresult = 0,
}: Extract<FailureDetail, { of: 'argument' }>): unknown {
  switch (error) {
    case 'IndexOutOfBounds':
      return { idx: result };
    case 'SecondaryIndexOutOfBounds':
      return { resultIdx: result, secondaryIdx: subresult };
    case 'InvalidResultArity':
      return { resultIdx: result };
    default:
      return null;
  }
}
