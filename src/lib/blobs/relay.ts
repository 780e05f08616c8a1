// An upload relay: takes raw bytes, spreads them over the storage nodes, answers with their certificate.
// Does not know the chain.
import { toBase64 } from '@mysten/sui/utils';
import { messageOf } from '../errors.ts';
import { parseCertificate } from './certificate.ts';
import { BlobError } from './errors.ts';
import { abandonable } from './queue.ts';
import { SendTimeout, type SendBytes, type SendReply } from './send-bytes.ts';
import { parseTip, type RelayTip, type TipProof } from './tip.ts';
import type { BlobCertificate } from './types.ts';

export interface RelayOptions {
  url: string;
  fetch: typeof fetch;
  send: SendBytes;
  timeouts?: Partial<RelayTimeouts>;
}

export interface RelayTimeouts {
  tipMs: number;
  /** Of one upload: so much, plus the time the body takes at the slowest line worth waiting for. */
  uploadMs: number;
  uploadMsPerMb: number;
  /** Pauses before each repetition of an upload that failed for a passing reason. */
  retryMs: readonly number[];
}

export interface Relay {
  /** What it asks for each upload; undefined if nothing. @throws BlobError 'blobs/relay-unavailable' | 'blobs/relay-answer' */
  tip(options: { signal?: AbortSignal }): Promise<RelayTip | undefined>;
  /**
   * Uploads a registered blob. Repeating it is harmless: the relay certifies again what it has stored.
   *
   * @throws BlobError 'blobs/relay-refused' | 'blobs/relay-unavailable' | 'blobs/relay-answer'
   */
  upload(
    blob: { blobId: string; blobObjectId: string; bytes: Blob; tip?: TipProof },
    options: { signal?: AbortSignal; onProgress?: (sent: number) => void },
  ): Promise<BlobCertificate>;
}

const DEFAULT_TIMEOUTS: RelayTimeouts = {
  tipMs: 15_000,
  uploadMs: 120_000,
  uploadMsPerMb: 8_000,
  retryMs: [1_000, 3_000, 9_000],
};

export function createRelay(options: RelayOptions): Relay {
  const url = options.url.replace(/\/+$/, '');
  const timeouts = { ...DEFAULT_TIMEOUTS, ...options.timeouts };

  const unavailable = (cause: unknown, details: Record<string, unknown> = {}) =>
    new BlobError('blobs/relay-unavailable', `The upload relay does not answer: ${messageOf(cause)}`, {
      details: { relay: url, ...details },
      retryable: true,
      cause,
    });

  async function readTip(signal: AbortSignal | undefined): Promise<unknown> {
    const timeout = AbortSignal.timeout(timeouts.tipMs);
    try {
      const response = await options.fetch(`${url}/v1/tip-config`, {
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      if (!response.ok) throw new Error(`status ${response.status}`);
      return await response.json();
    } catch (cause) {
      signal?.throwIfAborted();
      throw unavailable(cause);
    }
  }

  return {
    async tip({ signal }) {
      const answer = await readTip(signal);
      try {
        return parseTip(answer);
      } catch (cause) {
        throw new BlobError('blobs/relay-answer', 'This is not an upload relay', {
          details: { relay: url },
          cause,
        });
      }
    },

    async upload({ blobId, blobObjectId, bytes, tip }, { signal, onProgress }) {
      const query = new URLSearchParams({ blob_id: blobId, encoding_type: 'RS2' });
      if (tip) {
        query.set('tx_id', tip.digest);
        query.set('nonce', toBase64(tip.nonce).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, ''));
      }
      const request = {
        url: `${url}/v1/blob-upload-relay?${query}`,
        body: bytes,
        timeoutMs: timeouts.uploadMs + Math.ceil(bytes.size / 1_000_000) * timeouts.uploadMsPerMb,
        ...(signal ? { signal } : {}),
        ...(onProgress ? { onProgress } : {}),
      };
      for (let attempt = 0; ; attempt++) {
        signal?.throwIfAborted();
        const pause = timeouts.retryMs[attempt];
        try {
          const reply = await options.send(request);
          if (reply.status === 200) {
            onProgress?.(bytes.size);
            return parseCertificate(reply.text, { blobId, blobObjectId });
          }
          if (pause === undefined || !isPassing(reply)) throw refusal(url, blobId, reply);
        } catch (error) {
          signal?.throwIfAborted();
          const timedOut = error instanceof SendTimeout;
          // A broken line is a TypeError in every fetch; the rest is no fault of the relay.
          if (!timedOut && !(error instanceof TypeError)) throw error;
          if (pause === undefined || timedOut) throw unavailable(error, { blobId, timedOut });
        }
        await sleep(pause, signal);
      }
    },
  };
}

/** Busy, broken for now, or not yet aware of a registration that its own full node will soon tell it of. */
function isPassing({ status, text }: SendReply): boolean {
  return status === 408 || status === 429 || status >= 500 || reasonOf(text) === 'NOT_REGISTERED';
}

function refusal(relay: string, blobId: string, reply: SendReply): BlobError {
  const details = { relay, blobId, status: reply.status, answer: reply.text.slice(0, 500) };
  if (isPassing(reply)) {
    return new BlobError('blobs/relay-unavailable', `The upload relay answers ${reply.status}`, {
      details,
      retryable: true,
    });
  }
  return new BlobError('blobs/relay-refused', `The upload relay refuses the blob (${reply.status})`, {
    details,
  });
}

function reasonOf(text: string): string | undefined {
  try {
    const answer = JSON.parse(text) as { error?: { details?: { reason?: string }[] } } | null;
    return answer?.error?.details?.[0]?.reason;
  } catch {
    return undefined;
  }
}

async function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await abandonable(new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))), signal);
  } finally {
    clearTimeout(timer);
  }
}
