// An encoding thread: hashes Blobs, encodes strips of their columns, joins the strips. Reads the Blobs by itself.
import { errorToWire } from '../errors.ts';
import { hashStream } from './encoding.ts';
import type { EncoderReply, EncoderRequest } from './encoder-protocol.ts';
import { joinStrips } from './rows/build-sidecar.ts';
import { encodeStrip } from './rows/encode-strip.ts';
import { rowGeometry } from './rows/geometry.ts';
import { loadKernel } from './rows/kernel.ts';
import { loadRecovery } from './rows/recovery.ts';

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<EncoderRequest>) => void) | null;
  postMessage(reply: EncoderReply, transfer?: Transferable[]): void;
};

scope.onmessage = async ({ data }) => {
  const progress = (done: number) => scope.postMessage({ kind: 'progress', done });
  try {
    if (data.kind === 'hash') {
      const result = await hashStream(data.bytes, { onProgress: progress });
      return scope.postMessage({ kind: 'done', result });
    }
    const kernel = await loadKernel();
    if (data.kind === 'join') {
      const result = joinStrips(rowGeometry(data.size), kernel, data.strips);
      return scope.postMessage({ kind: 'done', result });
    }
    const { bytes, strip } = data;
    const tools = { kernel, recovery: await loadRecovery() };
    const result = await encodeStrip(bytes, rowGeometry(bytes.size), strip, tools, { onWork: progress });
    scope.postMessage({ kind: 'done', result }, [result.leaves.buffer]);
  } catch (error) {
    scope.postMessage({ kind: 'failed', error: errorToWire(error, 'blobs/encode-failed') });
  }
};
