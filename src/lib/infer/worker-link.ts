// The page's end of one Worker, or the process's end of one thread: pairs replies with requests, counts what is held there,
// ends it when it may end.
import { messageOf } from '../errors.ts';
import { InferError } from './errors.ts';
import {
  buffersOf,
  copyOf,
  rebuildError,
  type FromWorker,
  type Reply,
  type Request,
  type ToWorker,
} from './protocol.ts';
import type { RunOptions } from './types.ts';

type RequestBody = Request extends infer R ? (R extends Request ? Omit<R, 'id'> : never) : never;

interface Pending {
  type: Request['type'];
  resolve(reply: Reply): void;
  reject(error: unknown): void;
  onText?: ((text: string) => void) | undefined;
}

/** Of the time a Worker may be silent: a machine that slept in between adds one at most. */
const TICKS = 20;

/** The part of a Worker that is used. What holds a process open is a request under way, not the Worker itself. */
export interface ModelWorker {
  postMessage(message: ToWorker, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: { data: FromWorker }) => void): void;
  addEventListener(
    type: 'error',
    listener: (event: { message: string; preventDefault(): void }) => void,
  ): void;
  addEventListener(type: 'messageerror', listener: () => void): void;
  /** Whatever it is at. */
  terminate(): void;
}

export class WorkerLink {
  readonly #worker: ModelWorker;
  readonly #pending = new Map<number, Pending>();
  readonly #held = new Set<number>();
  #nextId = 1;
  #retired = false;
  #ended: unknown;
  readonly #silenceMs: number;
  #silentTicks = 0;
  #watch: ReturnType<typeof setInterval> | undefined;

  /** `silenceMs`: how long something may be under way without a word before the Worker is ended. */
  constructor(worker: ModelWorker, silenceMs: number) {
    this.#worker = worker;
    this.#silenceMs = silenceMs;
    worker.addEventListener('message', (event) => this.#receive(event.data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.end(
        new InferError('infer/worker-died', `The model's Worker died: ${event.message}`, { retryable: true }),
      );
    });
    worker.addEventListener('messageerror', () => {
      this.end(
        new InferError('infer/worker-died', "The model's Worker sent what cannot be read", {
          retryable: true,
        }),
      );
    });
  }

  /** False once nothing new should be asked of this Worker. */
  get usable(): boolean {
    return !this.#retired;
  }

  get alive(): boolean {
    return this.#ended === undefined;
  }

  /** Sends a request. Aborting ends the Worker, unless it still owes others something. */
  request<T extends Reply['type']>(
    body: RequestBody,
    { signal, stop, onText }: RunOptions = {},
  ): Promise<Extract<Reply, { type: T }>> {
    if (this.#ended !== undefined) return Promise.reject(goneAs(this.#ended, body.type));
    signal?.throwIfAborted();
    const id = this.#nextId++;
    return new Promise<Reply>((resolve, reject) => {
      const abort = () => {
        this.#over(id);
        this.#post({ type: 'cancel', run: id });
        // The runtime cannot be interrupted: leave it to those who wait for it and start afresh next time.
        this.retire();
        reject(signal!.reason);
      };
      const onStop = () => this.#post({ type: 'stop', run: id });
      const settled =
        <A>(settle: (value: A) => void) =>
        (value: A) => {
          signal?.removeEventListener('abort', abort);
          stop?.removeEventListener('abort', onStop);
          settle(value);
        };
      signal?.addEventListener('abort', abort, { once: true });
      this.#pending.set(id, { type: body.type, resolve: settled(resolve), reject: settled(reject), onText });
      this.#listen();
      try {
        this.#post({ ...body, id } as Request);
        if (stop?.aborted) onStop();
        else stop?.addEventListener('abort', onStop, { once: true });
      } catch (cause) {
        this.#over(id)!.reject(new InferError('infer/run-failed', messageOf(cause), { cause }));
      }
    }) as Promise<Extract<Reply, { type: T }>>;
  }

  drop(output: number): void {
    if (!this.#held.delete(output)) return;
    this.#post({ type: 'drop', output });
    this.#endIfIdle();
  }

  /** No new work; ends as soon as every reply came and every held output left. */
  retire(): void {
    this.#retired = true;
    this.#endIfIdle();
  }

  /** Ends the Worker now. What is pending fails with `reason`; what it held is gone. */
  end(reason: unknown): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#retired = true;
    clearInterval(this.#watch);
    this.#worker.terminate();
    for (const pending of this.#pending.values()) pending.reject(reason);
    this.#pending.clear();
    this.#held.clear();
  }

  #post(message: ToWorker): void {
    if (this.#ended !== undefined) return;
    if (message.type !== 'run') return this.#worker.postMessage(message, []);
    const inputs = copyOf(message.inputs);
    this.#worker.postMessage({ ...message, inputs }, buffersOf(inputs));
  }

  #endIfIdle(): void {
    if (!this.#retired || this.#pending.size > 0 || this.#held.size > 0) return;
    this.end(new InferError('infer/output-gone', 'The Worker has ended'));
  }

  /** Neither the page nor the Worker can interrupt the runtime: what never ends is ended with its Worker. */
  #listen(): void {
    this.#silentTicks = 0;
    this.#watch ??= setInterval(() => {
      if (++this.#silentTicks <= TICKS) return;
      const seconds = Math.round(this.#silenceMs / 1000);
      this.end(new InferError('infer/timed-out', `Nothing came of the model for ${seconds} s`));
    }, this.#silenceMs / TICKS);
  }

  /** A request that nobody waits for any more. Without any there is nothing to watch, and a process may end. */
  #over(id: number): Pending | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (this.#pending.size === 0) {
      clearInterval(this.#watch);
      this.#watch = undefined;
    }
    return pending;
  }

  #receive(message: FromWorker): void {
    this.#silentTicks = 0;
    if (message.type === 'device-lost') return this.#deviceLost(message.message);
    if (message.type === 'text') return this.#pending.get(message.run)?.onText?.(message.text);
    const pending = this.#over(message.id);
    if (message.type === 'ran') {
      if (pending) this.#held.add(message.output);
      else this.#post({ type: 'drop', output: message.output });
    }
    if (message.type === 'failed') {
      if (message.fatal || message.error.code === 'infer/device-lost') this.#retired = true;
      pending?.reject(rebuildError(message.error));
    } else {
      pending?.resolve(message);
    }
    this.#endIfIdle();
  }

  /** A released output has arrived. */
  settled(output: number): void {
    this.#held.delete(output);
    this.#endIfIdle();
  }

  /** Outputs computed before are in ordinary memory and may have been paid for: only new work goes elsewhere. */
  #deviceLost(message: string): void {
    this.#retired = true;
    const error = new InferError('infer/device-lost', message, { retryable: true });
    for (const [id, pending] of this.#pending) {
      if (pending.type !== 'release') this.#over(id)!.reject(error);
    }
    this.#endIfIdle();
  }
}

/** Outputs in an ended Worker are gone, whatever ended it; other requests fail as the Worker did. */
function goneAs(reason: unknown, request: Request['type']): unknown {
  if (request !== 'release') return reason;
  return new InferError('infer/output-gone', 'The Worker that held these outputs has ended', {
    cause: reason,
  });
}
