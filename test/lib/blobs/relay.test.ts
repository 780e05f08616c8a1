// An upload relay is believed only where it certifies the very blob, and asked again only where that can help.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';
import { createRelay, type RelayTimeouts } from '../../../src/lib/blobs/relay.ts';
import {
  createFetchSend,
  createSendBytes,
  createXhrSend,
  type Xhr,
  type XhrConstructor,
} from '../../../src/lib/blobs/send-bytes.ts';
import { tipFor } from '../../../src/lib/blobs/tip.ts';
import { tipAmount } from '../../../devnet/walrus/tip.ts';
import { serve } from './loopback.ts';
import { noise } from './noise.ts';

const BODY = noise(200_000);
const ID_BYTES = noise(32, 4);
const BLOB_ID = Buffer.from(ID_BYTES).toString('base64url');
const OBJECT_ID = `0x${'ab'.repeat(32)}`;
const BLOB = { blobId: BLOB_ID, blobObjectId: OBJECT_ID, bytes: new Blob([BODY]) };
const QUICK: Partial<RelayTimeouts> = { tipMs: 20_000, uploadMs: 20_000, uploadMsPerMb: 0, retryMs: [1, 1] };

/** A storage confirmation by hand: intent, epoch u32 LE, blob ID, persistence. */
function message(
  options: { epoch?: number; id?: Uint8Array; persistence?: number[]; intent?: number[] } = {},
) {
  const { epoch = 7, id = ID_BYTES, persistence = [0], intent = [1, 0, 3] } = options;
  return [...intent, epoch, 0, 0, 0, ...id, ...persistence];
}

const certificate = (serialized_message = message()) => ({
  blob_id: BLOB_ID,
  // 0xfb 0xff need the url-safe alphabet.
  confirmation_certificate: { signers: [0, 2], serialized_message, signature: '-_8' },
});

type Answer = [status: number, body: unknown] | 'hang' | 'drop';

async function relayOf(answers: Answer[], tip: unknown = 'no_tip', timeouts = QUICK) {
  const received: Buffer[] = [];
  const server = await serve((request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/v1/tip-config') return void response.end(JSON.stringify(tip));
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push(Buffer.concat(chunks));
      const answer = answers.shift()!;
      if (answer === 'drop') return void request.socket.destroy();
      if (answer === 'hang') return;
      response
        .writeHead(answer[0])
        .end(typeof answer[1] === 'string' ? answer[1] : JSON.stringify(answer[1]));
    });
  });
  const relay = createRelay({ url: `${server.url}/`, fetch, send: createFetchSend(fetch), timeouts });
  return { relay, received, log: server.log };
}

const refusal = (reason: string) => ({ error: { code: 400, message: reason, details: [{ reason }] } });

describe('a tip', () => {
  test('not asked for is none', async () => {
    expect(await (await relayOf([])).relay.tip({})).toBeUndefined();
  });

  test('is a fixed amount, or grows with the encoded size as a relay reckons it', async () => {
    const fixed = await relayOf([], { send_tip: { address: '0x5', kind: { const: 105 } } });
    expect(tipFor((await fixed.relay.tip({}))!, 1)).toBe(105n);
    const linear = { base: 7, encoded_size_mul_per_kib: 3 };
    const { relay } = await relayOf([], { send_tip: { address: '0x5', kind: { linear } } });
    const tip = (await relay.tip({}))!;
    for (const bytes of [1, 445_556, 445_557, 10_000_000, 512 * 1024 * 1024]) {
      expect(tipFor(tip, bytes)).toBe(tipAmount({ address: '0x5', kind: { linear } }, bytes));
    }
  });

  test('that cannot be read is blobs/relay-unavailable', async () => {
    const server = await serve((_, response) => response.writeHead(502).end());
    for (const url of [server.url, 'http://127.0.0.1:1']) {
      const relay = createRelay({ url, fetch, send: createFetchSend(fetch), timeouts: QUICK });
      await expect(relay.tip({})).rejects.toMatchObject({
        code: 'blobs/relay-unavailable',
        retryable: true,
        details: { relay: url },
      });
    }
  });

  test('answered with something else is blobs/relay-answer', async () => {
    const address = '0x5';
    for (const answer of [
      { hello: 'world' },
      'tip',
      null,
      { send_tip: { address } },
      { send_tip: { address, kind: { const: -1 } } },
      { send_tip: { address, kind: { const: 0.5 } } },
      { send_tip: { address: 'me', kind: { const: 1 } } },
    ]) {
      const { relay } = await relayOf([], answer);
      await expect(relay.tip({})).rejects.toMatchObject({ code: 'blobs/relay-answer' });
    }
  });
});

describe('an upload', () => {
  test('sends the raw bytes and gives the certificate as plain JSON', async () => {
    const { relay, received, log } = await relayOf([[200, certificate()]]);
    const sent: number[] = [];
    const given = await relay.upload(BLOB, { onProgress: (bytes) => sent.push(bytes) });
    expect(given).toEqual({
      blobId: BLOB_ID,
      blobObjectId: OBJECT_ID,
      epoch: 7,
      signers: [0, 2],
      message: Buffer.from(message()).toString('base64'),
      signature: '+/8=',
    });
    expect(JSON.parse(JSON.stringify(given))).toEqual(given);
    expect(log).toEqual([`POST /v1/blob-upload-relay?blob_id=${BLOB_ID}&encoding_type=RS2`]);
    expect(Buffer.compare(received[0]!, BODY)).toBe(0);
    expect(sent.at(-1)).toBe(BODY.length);
  });

  test('is repeated after what may pass, the relay not yet knowing of the registration included', async () => {
    const { relay, received } = await relayOf([
      [400, refusal('NOT_REGISTERED')],
      'drop',
      [200, certificate()],
    ]);
    expect((await relay.upload(BLOB, {})).epoch).toBe(7);
    expect(received.length).toBe(3);
  });

  test.each<[string, Answer]>([
    ['busy', [429, '']],
    ['broken', [503, '<html>']],
    ['gone', 'drop'],
  ])('to a relay that stays %s is blobs/relay-unavailable', async (_, answer) => {
    const { relay, received } = await relayOf([answer, answer, answer, answer]);
    await expect(relay.upload(BLOB, {})).rejects.toMatchObject({
      code: 'blobs/relay-unavailable',
      retryable: true,
    });
    expect(received.length).toBe(3);
  });

  test('that is not answered in time is blobs/relay-unavailable, and not sent again', async () => {
    const { relay, received } = await relayOf(['hang', 'hang'], 'no_tip', { ...QUICK, uploadMs: 300 });
    await expect(relay.upload(BLOB, {})).rejects.toMatchObject({
      code: 'blobs/relay-unavailable',
      details: { timedOut: true },
    });
    expect(received.length).toBe(1);
  });

  test('that is refused is blobs/relay-refused at once, with the answer', async () => {
    const { relay, received } = await relayOf([[400, refusal('BLOB_ID_MISMATCH')]]);
    await expect(relay.upload(BLOB, {})).rejects.toMatchObject({
      code: 'blobs/relay-refused',
      retryable: false,
      details: { status: 400, blobId: BLOB_ID, answer: expect.stringContaining('BLOB_ID_MISMATCH') },
    });
    expect(received.length).toBe(1);
  });

  test.each([
    ['no JSON', 'ok'],
    ['no certificate', { blob_id: BLOB_ID }],
    ['another blob', certificate(message({ id: noise(32, 5) }))],
    ['another kind of message', certificate(message({ intent: [2, 0, 3] }))],
    ['a deletable blob', certificate(message({ persistence: [1, ...noise(32)] }))],
    ['a short message', certificate([1, 0, 3])],
  ])('answered with %s is blobs/relay-answer', async (_, body) => {
    const { relay } = await relayOf([[200, body]]);
    await expect(relay.upload(BLOB, {})).rejects.toMatchObject({ code: 'blobs/relay-answer' });
  });

  test.each<[string, Answer[], Partial<RelayTimeouts>]>([
    ['while it is sent', ['hang'], { ...QUICK, uploadMs: 60_000 }],
    ['while it waits to try again', [[500, '']], { ...QUICK, retryMs: [60_000] }],
  ])('can be aborted %s', async (_, answers, timeouts) => {
    const { relay } = await relayOf(answers, 'no_tip', timeouts);
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 50);
    await expect(relay.upload(BLOB, { signal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('sending over XMLHttpRequest', () => {
  /** Does as told; what a browser does is the end-to-end tests' to show. */
  const xhr = (act: (request: Xhr) => void): XhrConstructor =>
    class implements Xhr {
      status = 200;
      responseText = 'done';
      timeout = 0;
      upload: Xhr['upload'] = { onprogress: null };
      onload: Xhr['onload'] = null;
      onerror: Xhr['onerror'] = null;
      ontimeout: Xhr['ontimeout'] = null;
      open() {}
      abort() {}
      send() {
        setTimeout(() => act(this));
      }
    };
  const request = { url: 'http://x/', body: new Blob(['abc']), timeoutMs: 10 };

  test('reports what has left and gives the answer', async () => {
    const Xhr = xhr((one) => {
      one.upload.onprogress?.({ loaded: 2 });
      one.onload?.();
    });
    const sent: number[] = [];
    const reply = await createXhrSend(Xhr)({ ...request, onProgress: (bytes) => sent.push(bytes) });
    expect(reply).toEqual({ status: 200, text: 'done' });
    expect(sent).toEqual([2]);
  });

  test('tells a timeout, a broken line and an abort apart', async () => {
    await expect(createXhrSend(xhr((one) => one.ontimeout?.()))(request)).rejects.toMatchObject({
      name: 'SendTimeout',
    });
    await expect(createXhrSend(xhr((one) => one.onerror?.()))(request)).rejects.toBeInstanceOf(TypeError);
    const abort = new AbortController();
    const sending = createXhrSend(xhr(() => abort.abort()))({ ...request, signal: abort.signal });
    await expect(sending).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('is not tried where there is none', async () => {
    const { url } = await serve((incoming, response) => void incoming.pipe(response));
    expect(await createSendBytes(fetch)({ ...request, url, timeoutMs: 1_000 })).toEqual({
      status: 200,
      text: 'abc',
    });
  });
});
