// Errors of the Move VM: aborts (the program's own) and failures of execution (the machine's).
import type { AbortInfo } from './types.ts';

/** A Move `abort`. */
export class VmAbort extends Error {
  override name = 'VmAbort';
  constructor(readonly info: AbortInfo) {
    super(`MoveAbort in ${info.packageId}::${info.module}::${info.functionName}: ${info.code}`);
  }
}

export type VmErrorCode =
  | 'ArithmeticError'
  | 'VectorOutOfBounds'
  | 'CallStackOverflow'
  | 'VariantMismatch'
  | 'OutOfGas'
  | 'BadBcs'
  | 'UnknownFunction'
  | 'UnknownType'
  | 'LinkError'
  | 'InvariantViolation';

/** Execution failed without a Move abort (`MovePrimitiveRuntimeError` and kin in Sui's status). */
export class VmError extends Error {
  override name = 'VmError';
  constructor(
    readonly code: VmErrorCode,
    message: string,
    /** Where it happened, when it happened inside a function. */
    readonly location?: Omit<AbortInfo, 'code' | 'cleverError'>,
  ) {
    super(message);
  }
}
