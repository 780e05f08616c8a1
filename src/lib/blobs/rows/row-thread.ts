// The page's end of one checking thread: questions by number, and how many bytes are still to be checked.
import type { ErrorWire } from '../../errors.ts';
import { BlobError, type BlobErrorCode } from '../errors.ts';
import { abandonable } from '../queue.ts';
import type { RowReply, RowRequest, RowRun } from './row-protocol.ts';
import type { RowProof } from './verifier.ts';

/** What is used of a Worker, so that another kind of thread can stand in. */
export interface RowWorker {
  onmessage: ((event: MessageEvent<RowReply>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
  postMessage(message: RowRequest, transfer: Transferable[]): void;
  terminate(): void;
}

export interface RowThread {
  /** Bytes handed over and not back yet. */
  readonly load: number;
  readonly dead: boolean;
  open(options: { blob: number; proof: RowProof; blobId: string; shards: number }): Promise<void>;
  check(
    blob: number,
    run: RowRun,
    signal: AbortSignal | undefined,
  ): Promise<{ run: RowRun; wrong: number[] }>;
  forget(blob: number): void;
  end(): void;
}

export function createRowThread(worker: RowWorker): RowThread {
  const waiting = new Map<number, { resolve(reply: RowReply): void; reject(error: Error): void }>();
  let questions = 0;
  let load = 0;
  let death: BlobError | undefined;

  worker.onmessage = ({ data }) => {
    const asked = waiting.get(data.id);
    waiting.delete(data.id);
    if (data.kind === 'failed') asked?.reject(rebuilt(data.error));
    else asked?.resolve(data);
  };
  worker.onerror = (event) => die(event.message || 'The thread could not be started');

  function die(message: string): void {
    death ??= new BlobError('blobs/check-failed', message, { retryable: true });
    worker.terminate();
    for (const { reject } of waiting.values()) reject(death);
    waiting.clear();
  }

  function ask<Kind extends RowReply['kind']>(
    request: (id: number) => RowRequest,
    transfer: Transferable[],
  ): Promise<Extract<RowReply, { kind: Kind }>> {
    return new Promise((resolve, reject) => {
      if (death) return reject(death);
      const id = questions++;
      waiting.set(id, { resolve: (reply) => resolve(reply as Extract<RowReply, { kind: Kind }>), reject });
      worker.postMessage(request(id), transfer);
    });
  }

  return {
    get load() {
      return load;
    },
    get dead() {
      return death !== undefined;
    },
    async open(options) {
      await ask<'opened'>((id) => ({ kind: 'open', id, ...options }), []);
    },
    async check(blob, run, signal) {
      signal?.throwIfAborted();
      const size = run.bytes.byteLength;
      load += size;
      const checked = ask<'checked'>((id) => ({ kind: 'check', id, blob, run }), [run.bytes]).finally(() => {
        load -= size;
      });
      const { run: returned, wrong } = await abandonable(checked, signal);
      return { run: returned, wrong };
    },
    forget(blob) {
      if (!death) worker.postMessage({ kind: 'close', blob }, []);
    },
    end: () => die('The check was ended'),
  };
}

/** Only what this folder throws comes from there. */
function rebuilt({ code, message, details, retryable }: ErrorWire): BlobError {
  return new BlobError(code as BlobErrorCode, message, { details, retryable });
}
