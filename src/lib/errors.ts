// The one error type of the library. Areas subclass it beside their throwers; screens and agents switch on `code`.

export interface FloeErrorOptions {
  details?: Record<string, unknown>;
  cause?: unknown;
  /** True if the same call may succeed later without the user changing anything. */
  retryable?: boolean;
}

/** Base of every error the library throws, except cancellation, which stays an `AbortError`. */
export class FloeError<Code extends string = string> extends Error {
  override name = 'FloeError';
  readonly details: Record<string, unknown>;
  readonly retryable: boolean;

  constructor(
    readonly code: Code,
    message: string,
    options: FloeErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.details = options.details ?? {};
    this.retryable = options.retryable ?? false;
  }
}

/** What survives `structuredClone`: Workers send this and the page rebuilds the error. */
export interface ErrorWire {
  code: string;
  message: string;
  details: Record<string, unknown>;
  retryable: boolean;
}

export function errorToWire(error: unknown, fallback: string): ErrorWire {
  if (error instanceof FloeError) {
    return { code: error.code, message: error.message, details: error.details, retryable: error.retryable };
  }
  if (isAbort(error)) return { code: 'abort', message: 'Cancelled', details: {}, retryable: false };
  return { code: fallback, message: messageOf(error), details: {}, retryable: false };
}

/** Rebuilds an error a Worker sent; `abort` becomes an `AbortError` again. */
export function errorFromWire(wire: ErrorWire): Error {
  if (wire.code === 'abort') return new DOMException(wire.message, 'AbortError');
  return new FloeError(wire.code, wire.message, { details: wire.details, retryable: wire.retryable });
}

export function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
