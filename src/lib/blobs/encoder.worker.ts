// The page's encoding thread: a Blob in, its Walrus identity out. Runs one job in its life.
import { messageOf } from '../errors.ts';
import { computeEncoding } from './encoding.ts';
import type { EncodedBlob } from './types.ts';

export type EncoderReply = { encoded: EncodedBlob } | { message: string };

const scope = globalThis as unknown as {
  onmessage: ((event: MessageEvent<Blob>) => void) | null;
  postMessage(reply: EncoderReply): void;
};

scope.onmessage = async ({ data }) => {
  try {
    scope.postMessage({ encoded: await computeEncoding(data) });
  } catch (error) {
    scope.postMessage({ message: messageOf(error) });
  }
};
