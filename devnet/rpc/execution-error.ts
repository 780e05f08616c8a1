// How a failed execution is told on the wire: the proto ExecutionStatus, aborts with place and clever error.
// Knows the status union of the ledger; knows no transaction.
import { GrpcTypes as G } from '@mysten/sui/grpc';
import type { ExecutionStatus, FailureDetail } from '../chain/types.ts';
import type { AbortInfo } from '../vm/types.ts';

type Failure = Extract<ExecutionStatus, { success: false }>;

/** Variants whose wire name is not their own name in capitals. */
const RENAMED: Record<string, keyof typeof G.ExecutionError_ExecutionErrorKind> = {
  MoveObjectTooBig: 'OBJECT_TOO_BIG',
  MovePackageTooBig: 'PACKAGE_TOO_BIG',
  SharedObjectOperationNotAllowed: 'CONSENSUS_OBJECT_OPERATION_NOT_ALLOWED',
};

export function writeStatus(status: ExecutionStatus): G.ExecutionStatus {
  if (status.success) return { success: true };
  return {
    success: false,
    error: {
      description: status.message,
      kind: kindOf(status.kind),
      errorDetails: detailsOf(status),
      ...(status.command === undefined ? {} : { command: BigInt(status.command) }),
    },
  };
}

function kindOf(name: string): G.ExecutionError_ExecutionErrorKind {
  return lookUp(G.ExecutionError_ExecutionErrorKind, RENAMED[name] ?? name);
}

/** Every kind enum has its "unknown" at 0. */
function lookUp<Kind extends number>(kinds: Record<string, Kind | string>, name: string): Kind {
  const found = kinds[toScreamingCase(name)];
  return typeof found === 'number' ? found : (0 as Kind);
}

function detailsOf({ abort, detail }: Failure): G.ExecutionError['errorDetails'] {
  if (abort) return { oneofKind: 'abort', abort: writeAbort(abort) };
  switch (detail?.of) {
    case 'argument':
      return {
        oneofKind: 'commandArgumentError',
        commandArgumentError: {
          argument: detail.index,
          kind: lookUp(G.CommandArgumentError_CommandArgumentErrorKind, detail.error),
          ...(detail.result === undefined ? {} : { indexError: writeIndex(detail.result, detail.subresult) }),
        },
      };
    case 'typeArgument': {
      const kind = lookUp(G.TypeArgumentError_TypeArgumentErrorKind, detail.error);
      return { oneofKind: 'typeArgumentError', typeArgumentError: { typeArgument: detail.index, kind } };
    }
    case 'result':
      return { oneofKind: 'indexError', indexError: writeIndex(detail.result, detail.subresult) };
    case 'return':
      return { oneofKind: 'indexError', indexError: writeIndex(detail.index) };
    case 'size':
      return { oneofKind: 'sizeError', sizeError: { size: detail.size, maxSize: detail.max } };
    case 'location':
      // A primitive runtime error (overflow, index out of bounds) tells its place through `abort`, as full nodes do.
      return { oneofKind: 'abort', abort: { location: writeLocation(detail.location) } };
    case undefined:
      return { oneofKind: undefined };
    default:
      return detail satisfies never;
  }
}

function writeIndex(index: number, subresult?: number): G.IndexError {
  return { index, ...(subresult === undefined ? {} : { subresult }) };
}

function writeAbort(info: AbortInfo): G.MoveAbort {
  return {
    abortCode: info.code,
    location: writeLocation(info),
    ...(info.cleverError ? { cleverError: writeCleverError(info.cleverError) } : {}),
  };
}

function writeLocation(place: Extract<FailureDetail, { of: 'location' }>['location']): G.MoveLocation {
  return {
    package: place.packageId,
    module: place.module,
    function: place.functionIndex,
    functionName: place.functionName,
    instruction: place.instruction,
  };
}

function writeCleverError(error: NonNullable<AbortInfo['cleverError']>): G.CleverError {
  const { errorCode, line, constantName, constantType, rendered, rawValue } = error;
  return {
    ...(errorCode === undefined ? {} : { errorCode: BigInt(errorCode) }),
    ...(line === undefined ? {} : { lineNumber: BigInt(line) }),
    ...(constantName === undefined ? {} : { constantName }),
    ...(constantType === undefined ? {} : { constantType }),
    value:
      rendered !== undefined
        ? { oneofKind: 'rendered', rendered }
        : rawValue
          ? { oneofKind: 'raw', raw: rawValue }
          : { oneofKind: undefined },
  };
}

/** `VMInvariantViolation` -> `VM_INVARIANT_VIOLATION`. */
function toScreamingCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .toUpperCase();
}
