// A checking thread: sidecars in once, then runs of rows in and back, never copied. Knows no server and no cache.
import { errorToWire } from '../../errors.ts';
import type { RowReply, RowRequest } from './row-protocol.ts';
import { createRowVerifier, type RowVerifier } from './verifier.ts';

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<RowRequest>) => void) | null;
  postMessage(reply: RowReply, transfer: Transferable[]): void;
};

const verifiers = new Map<number, RowVerifier>();

scope.onmessage = async ({ data }) => {
  if (data.kind === 'close') return void verifiers.delete(data.blob);
  try {
    if (data.kind === 'open') {
      verifiers.set(data.blob, await createRowVerifier({ ...data.proof, ...data }));
      return scope.postMessage({ kind: 'opened', id: data.id }, []);
    }
    const { id, run } = data;
    const wrong = verifiers.get(data.blob)!.verify(run.index, new Uint8Array(run.bytes));
    scope.postMessage({ kind: 'checked', id, run, wrong }, [run.bytes]);
  } catch (error) {
    scope.postMessage({ kind: 'failed', id: data.id, error: errorToWire(error, 'blobs/check-failed') }, []);
  }
};
