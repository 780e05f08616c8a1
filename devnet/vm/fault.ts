// Raises what goes wrong inside a function, with the place it happened. Knows functions, not frames.
import { readCleverError } from './clever-error.ts';
import { VmAbort, VmError, type VmErrorCode } from './errors.ts';
import type { Target } from './link.ts';
import { NativeAbort } from './natives/native.ts';
import type { AbortInfo } from './types.ts';

function locate(target: Target, instruction: number): Omit<AbortInfo, 'code' | 'cleverError'> {
  const { id } = target.module.file;
  const { handle, index } = target.definition;
  return {
    packageId: id.address,
    module: id.name,
    functionName: handle.name,
    functionIndex: index,
    instruction,
  };
}

export function fail(code: VmErrorCode, why: string, target: Target, instruction: number): never {
  const where = locate(target, instruction);
  throw new VmError(code, `${why} in ${where.module}::${where.functionName}`, where);
}

export function abort(code: bigint, target: Target, instruction: number): never {
  const cleverError = readCleverError(code, target.module.file);
  throw new VmAbort({ ...locate(target, instruction), code, ...(cleverError && { cleverError }) });
}

/** Gives an error that came out of a native, or out of linking, its place. */
export function place(error: unknown, target: Target, instruction: number): unknown {
  if (error instanceof NativeAbort)
    return new VmAbort({ ...locate(target, instruction), code: error.abortCode });
  if (!(error instanceof VmError) || error.location) return error;
  return new VmError(error.code, error.message, locate(target, instruction));
}
