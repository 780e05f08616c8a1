// gRPC statuses: the one error the services throw, and how the ledger's refusals become one.
// Knows status codes; knows no framing and no service.
import { LedgerRejection } from '../chain/rejection.ts';

export const Code = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  notFound: 5,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
} as const;

export type StatusCode = (typeof Code)[keyof typeof Code];

export class GrpcError extends Error {
  override name = 'GrpcError';
  constructor(
    readonly code: StatusCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const REJECTIONS: Record<LedgerRejection['code'], StatusCode> = {
  invalid: Code.invalidArgument,
  'not-found': Code.notFound,
  precondition: Code.failedPrecondition,
  exhausted: Code.resourceExhausted,
};

export function toGrpcError(error: unknown): GrpcError {
  if (error instanceof GrpcError) return error;
  if (error instanceof LedgerRejection) {
    return new GrpcError(REJECTIONS[error.code], error.message, { cause: error });
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new GrpcError(Code.internal, message, { cause: error });
}
