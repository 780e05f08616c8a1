// Turns what the runtime throws into typed errors. The runtime has only message text; its ERROR_CODE number is stable,
// and where one number means many things its words are looked at, as version 1.30 has them. Each is met by a test.
import { messageOf } from '../errors.ts';
import { InferError, type InferErrorCode } from './errors.ts';

const INVALID_PROTOBUF = 7;
const NOT_IMPLEMENTED = 9;

/** An operator without a kernel, without a schema, of a domain nobody registered. */
const UNKNOWN_OPERATOR = [
  /implementation for (\S+?)\(\d+\)/,
  /No Op registered for (\S+)/,
  /error: (\S+?)\(-?\d+\) is not a registered function\/op/i,
];
/** An allocation that failed; a size past 2^32, past 2^63, past what a tensor may have. */
const TOO_LARGE =
  /bad_alloc|out of memory|Aborted\(OOM\)|SafeInt\w*\(?.*overflow|Integer overflow|shape is too large|exceeds the supported maximum|Array buffer allocation failed/i;
/** A type number that has no JavaScript array, said without an error code. */
const UNSUPPORTED_TYPE = /unsupported data type: (\d+)/i;
/** What a run says on a device that was lost before: the session had opened all the same. */
const DEVICE_LOST = /map_async_result|device.{0,20}(lost|destroyed)/i;

export function loadError(cause: unknown): InferError {
  if (cause instanceof InferError) return cause;
  const { status, text } = readMessage(cause);
  const known = knownError(cause, text);
  if (known) return known;
  const operator = operatorIn(text);
  const code: InferErrorCode =
    status === INVALID_PROTOBUF
      ? 'infer/not-a-model'
      : status === NOT_IMPLEMENTED || operator !== undefined
        ? 'infer/unsupported-operator'
        : 'infer/load-failed';
  const details =
    code === 'infer/unsupported-operator' ? { operators: operator === undefined ? [] : [operator] } : {};
  return new InferError(code, `The runtime refused the model: ${text}`, { cause, details });
}

export function runError(cause: unknown): InferError {
  if (cause instanceof InferError) return cause;
  const { status, text } = readMessage(cause);
  return (
    knownError(cause, text) ??
    new InferError('infer/run-failed', `The run failed: ${text}`, { cause, details: { status } })
  );
}

/** True if the WebAssembly instance itself died, so that nothing more can be asked of it. */
export function isFatal(error: unknown): boolean {
  if (error instanceof InferError && error.code === 'infer/out-of-memory') return true;
  return error instanceof Error && error.cause instanceof WebAssembly.RuntimeError;
}

/** What means the same whether it comes while a model is opened or while it runs. */
function knownError(cause: unknown, text: string): InferError | undefined {
  if (cause instanceof RangeError || TOO_LARGE.test(text)) {
    return new InferError('infer/out-of-memory', 'The model does not fit into memory', { cause });
  }
  if (DEVICE_LOST.test(text)) {
    return new InferError('infer/device-lost', `The graphics device was lost: ${text}`, {
      cause,
      retryable: true,
    });
  }
  const type = UNSUPPORTED_TYPE.exec(text);
  if (!type) return undefined;
  return new InferError('infer/unsupported-type', `The runtime cannot hand over what it has: ${text}`, {
    cause,
    details: { type: Number(type[1]) },
  });
}

function readMessage(cause: unknown): { status: number | undefined; text: string } {
  const text = messageOf(cause);
  const match = /ERROR_CODE: (\d+), ERROR_MESSAGE: ([\s\S]*)/.exec(text);
  return match ? { status: Number(match[1]), text: match[2]!.trim() } : { status: undefined, text };
}

function operatorIn(text: string): string | undefined {
  for (const pattern of UNKNOWN_OPERATOR) {
    const match = pattern.exec(text);
    if (match) return match[1]!.replace(/^(ai\.onnx)?:/, '').replace(/:+/, '::');
  }
  return undefined;
}
