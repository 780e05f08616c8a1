// Sending a large body with byte progress. Only XMLHttpRequest tells how much has left; fetch does elsewhere.

export interface SendRequest {
  url: string;
  body: Blob;
  /** For the whole exchange. */
  timeoutMs: number;
  signal?: AbortSignal;
  onProgress?: (sent: number) => void;
}

export interface SendReply {
  status: number;
  text: string;
}

/** POSTs and answers whatever the server said. @throws SendTimeout, the signal's reason, TypeError if unreachable */
export type SendBytes = (request: SendRequest) => Promise<SendReply>;

/** No answer within the time given. */
export class SendTimeout extends Error {
  override name = 'SendTimeout';
}

/** What is used of XMLHttpRequest. */
export interface Xhr {
  readonly status: number;
  readonly responseText: string;
  timeout: number;
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null };
  onload: (() => void) | null;
  onerror: (() => void) | null;
  ontimeout: (() => void) | null;
  open(method: string, url: string): void;
  send(body: Blob): void;
  abort(): void;
}
export type XhrConstructor = new () => Xhr;

/** With progress where XMLHttpRequest exists, without elsewhere. */
export function createSendBytes(fetchFn: typeof fetch): SendBytes {
  const { XMLHttpRequest: Xhr } = globalThis as unknown as { XMLHttpRequest?: XhrConstructor };
  return Xhr ? createXhrSend(Xhr) : createFetchSend(fetchFn);
}

export function createFetchSend(fetchFn: typeof fetch): SendBytes {
  return async ({ url, body, timeoutMs, signal }) => {
    const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
    try {
      const response = await fetchFn(url, {
        method: 'POST',
        body,
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return { status: response.status, text: await response.text() };
    } catch (error) {
      signal?.throwIfAborted();
      if (timeout.aborted) throw new SendTimeout(`No answer within ${timeoutMs} ms`);
      throw error;
    }
  };
}

export function createXhrSend(Xhr: XhrConstructor): SendBytes {
  return ({ url, body, timeoutMs, signal, onProgress }) =>
    new Promise<SendReply>((resolve, reject) => {
      signal?.throwIfAborted();
      const xhr = new Xhr();
      const onAbort = () => {
        xhr.abort();
        reject(signal!.reason);
      };
      const settle = (action: () => void) => () => {
        signal?.removeEventListener('abort', onAbort);
        action();
      };
      xhr.open('POST', url);
      xhr.timeout = timeoutMs;
      xhr.onload = settle(() => resolve({ status: xhr.status, text: xhr.responseText }));
      xhr.onerror = settle(() => reject(new TypeError('The server could not be reached')));
      xhr.ontimeout = settle(() => reject(new SendTimeout(`No answer within ${timeoutMs} ms`)));
      // Listening makes the request need a preflight, so only where somebody wants to know.
      if (onProgress) xhr.upload.onprogress = (event) => onProgress(event.loaded);
      signal?.addEventListener('abort', onAbort, { once: true });
      xhr.send(body);
    });
}
