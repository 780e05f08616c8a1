// Turns what the runtime throws into typed errors. The runtime has only message text; its ERROR_CODE number is stable.
import { messageOf } from '../errors.ts';
import { InferError, type InferErrorCode } from './errors.ts';

const INVALID_PROTOBUF = 7;
const NOT_IMPLEMENTED = 9;

export function loadError(cause: unknown): InferError {
  if (cause instanceof InferError) return cause;
  const { status, text } = readMessage(cause);
  if (isOutOfMemory(cause, text)) return outOfMemory(cause);
  const code: InferErrorCode =
    status === INVALID_PROTOBUF
      ? 'infer/not-a-model'
      : status === NOT_IMPLEMENTED
        ? 'infer/unsupported-operator'
        : 'infer/load-failed';
  const details = code === 'infer/unsupported-operator' ? { operators: operatorsIn(text) } : {};
  return new InferError(code, `The runtime refused the model: ${text}`, { cause, details });
}

export function runError(cause: unknown): InferError {
  if (cause instanceof InferError) return cause;
  const { status, text } = readMessage(cause);
  if (isOutOfMemory(cause, text)) return outOfMemory(cause);
  return new InferError('infer/run-failed', `The run failed: ${text}`, { cause, details: { status } });
}

/** True if the WebAssembly instance itself died, so that nothing more can be asked of it. */
export function isFatal(error: unknown): boolean {
  if (error instanceof InferError && error.code === 'infer/out-of-memory') return true;
  return error instanceof Error && error.cause instanceof WebAssembly.RuntimeError;
}

function outOfMemory(cause: unknown): InferError {
  return new InferError('infer/out-of-memory', 'The model does not fit into memory', { cause });
}

function isOutOfMemory(cause: unknown, text: string): boolean {
  return cause instanceof RangeError || /bad_alloc|out of memory|Aborted\(OOM\)/i.test(text);
}

function readMessage(cause: unknown): { status: number | undefined; text: string } {
  const text = messageOf(cause);
  const match = /ERROR_CODE: (\d+), ERROR_MESSAGE: ([\s\S]*)/.exec(text);
  return match ? { status: Number(match[1]), text: match[2]!.trim() } : { status: undefined, text };
}

/** `Could not find an implementation for Foo(9) node with name ...` */
function operatorsIn(text: string): string[] {
  const match = /implementation for (\S+?)\(\d+\)/.exec(text);
  return match ? [match[1]!] : [];
}
