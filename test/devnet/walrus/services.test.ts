import { bls12381_min_pk_verify } from '@mysten/walrus-wasm';
import { fromBase64 } from '@mysten/sui/utils';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { confirmationMessage } from '../../../devnet/walrus/committee.ts';
import type { EncodedBlob, Encoder } from '../../../devnet/walrus/encoder.ts';
import {
  aggregator,
  bodyOf,
  committee,
  createStage,
  encodeSamples,
  node,
  ORIGIN,
  reasonOf,
  RELAY,
  type Sample,
  type Stage,
} from './stage.ts';

const AGGREGATOR = aggregator(0);
const OTHER = `0x${'c1'.repeat(32)}`;
const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);

let encoder: Encoder;
let sample: Sample;
let blob: EncodedBlob;
beforeAll(async () => {
  const encoded = await encodeSamples(bytes);
  encoder = encoded.encoder;
  sample = encoded.samples[0]!;
  blob = sample.blob;
});

let stage: Stage;
let ledger: Stage['ledger'];
let walrus: Stage['walrus'];
let ask: Stage['ask'];
let read: Stage['read'];
let facts: { blobId: string; objectId: string };
beforeEach(async () => {
  stage = await createStage(encoder);
  ({ ledger, walrus, ask, read } = stage);
  facts = { blobId: blob.blobId, objectId: sample.objectId };
});
const upload = (body: Uint8Array<ArrayBuffer>, query?: string) => stage.upload(blob.blobId, body, query);
const publish = () => stage.publish(sample);

describe('the relay', () => {
  it('asks no tip', async () => {
    expect(await (await ask(`${RELAY}/tip-config`)).json()).toBe('no_tip');
  });

  it('confirms a registered permanent blob with a certificate over the exact message', async () => {
    ledger.register(facts);
    const answer = await (await upload(bytes)).json();
    const { signers, serialized_message, signature } = answer.confirmation_certificate;
    const message = Uint8Array.from(serialized_message);
    expect(answer.blob_id).toBe(blob.blobId);
    expect(signers).toEqual([0]);
    expect(message).toEqual(confirmationMessage({ epoch: 1, blobId: blob.blobId }));
    const signed = fromBase64(signature.replaceAll('-', '+').replaceAll('_', '/'));
    expect(bls12381_min_pk_verify(signed, committee.publicKey, message)).toBe(true);
  });

  it('confirms a deletable blob for the object named', async () => {
    ledger.register({ ...facts, deletable: true });
    const answer = await (await upload(bytes, `&deletable_blob_object=${facts.objectId}`)).json();
    const message = Uint8Array.from(answer.confirmation_certificate.serialized_message);
    expect(message).toEqual(
      confirmationMessage({ epoch: 1, blobId: blob.blobId, deletableObject: facts.objectId }),
    );
  });

  it('answers a repeated upload alike', async () => {
    ledger.register(facts);
    const first = await (await upload(bytes)).json();
    expect(await (await upload(bytes)).json()).toEqual(first);
  });

  it('refuses bytes that are not the blob, before and after the right ones came', async () => {
    ledger.register(facts);
    const wrong = bytes.with(500, 0xff);
    const before = await upload(wrong);
    expect([before.status, await reasonOf(before)]).toEqual([400, 'BLOB_ID_MISMATCH']);
    await upload(bytes);
    expect((await upload(wrong)).status).toBe(400);
  });

  it('refuses a blob that is not registered, failed to register, or is of the other persistence', async () => {
    const attempts = [];
    attempts.push(await upload(bytes));
    ledger.register(facts, { success: false });
    attempts.push(await upload(bytes));
    ledger.register({ ...facts, deletable: true });
    attempts.push(await upload(bytes));
    ledger.register({ ...facts, objectId: OTHER });
    attempts.push(await upload(bytes, `&deletable_blob_object=${OTHER}`));
    for (const attempt of attempts)
      expect([attempt.status, await reasonOf(attempt)]).toEqual([400, 'NOT_REGISTERED']);
  });

  it('refuses a registration that has expired', async () => {
    ledger.register({ ...facts, endEpoch: 2 });
    ledger.startEpoch(2);
    expect(await reasonOf(await upload(bytes))).toBe('NOT_REGISTERED');
  });

  it('refuses what is not a blob ID or not RS2', async () => {
    const post = (query: string) =>
      ask(`${RELAY}/blob-upload-relay?${query}`, { method: 'POST', body: bytes });
    expect(await reasonOf(await post('blob_id=abc'))).toBe('INVALID_BLOB_ID');
    expect(await reasonOf(await post(`blob_id=${blob.blobId}&encoding_type=RedStuff`))).toBe(
      'INVALID_ENCODING_TYPE',
    );
  });
});

describe('an aggregator', () => {
  it('serves a blob only once it is certified', async () => {
    expect((await read(blob.blobId)).status).toBe(404);
    ledger.register(facts);
    await upload(bytes);
    const response = await read(blob.blobId);
    expect([response.status, await reasonOf(response)]).toEqual([404, 'BLOB_NOT_FOUND']);
    ledger.certify(facts);
    const served = await read(blob.blobId);
    expect(served.status).toBe(200);
    expect(await bodyOf(served)).toEqual(bytes);
    expect(Object.fromEntries(served.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'cache-control': 'public, max-age=86400, stale-while-revalidate=3600',
      'content-length': '1000',
      'content-type': 'application/octet-stream',
      etag: `"${blob.blobId}"`,
      'x-content-type-options': 'nosniff',
    });
    expect(served.headers.get('access-control-expose-headers')).toBe('');
  });

  it('stops at the end epoch, unless the blob was extended', async () => {
    await publish();
    ledger.startEpoch(4);
    expect((await read(blob.blobId)).status).toBe(404);
    ledger.certify({ ...facts, endEpoch: 6 }, true);
    expect((await read(blob.blobId)).status).toBe(200);
    ledger.startEpoch(6);
    expect((await read(blob.blobId)).status).toBe(404);
  });

  it('stops when a deletable blob is deleted, unless another object keeps it', async () => {
    const other = { ...facts, objectId: OTHER };
    await publish();
    ledger.register(other);
    ledger.certify(other);
    ledger.delete(facts);
    expect((await read(blob.blobId)).status).toBe(200);
    ledger.delete(other);
    expect((await read(blob.blobId)).status).toBe(404);
  });

  it('answers a closed Range with 206 and exactly those bytes', async () => {
    await publish();
    const response = await read(blob.blobId, { headers: { range: 'bytes=250-259' } });
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe('bytes 250-259/1000');
    expect(response.headers.get('content-length')).toBe('10');
    expect([...(await bodyOf(response))]).toEqual([250, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it.each([
    ['bytes=250-', 416],
    ['bytes=-5', 416],
    ['bytes=990-1000', 416],
    ['nonsense', 400],
  ])('refuses Range %s with %i', async (range, status) => {
    await publish();
    const response = await read(blob.blobId, { headers: { range } });
    expect([response.status, await reasonOf(response)]).toEqual([status, 'INVALID_BYTE_RANGE']);
  });

  it('answers the byte-range route with 200, and a bad one with 400', async () => {
    await publish();
    const response = await read(`${blob.blobId}/byte-range?start=998&length=2`);
    expect(response.status).toBe(200);
    expect([...(await bodyOf(response))]).toEqual([998 % 251, 999 % 251]);
    expect((await read(`${blob.blobId}/byte-range?start=999&length=2`)).status).toBe(400);
  });

  it('answers HEAD with the headers alone', async () => {
    await publish();
    const response = await read(blob.blobId, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length')]).toEqual([200, '1000']);
    expect(response.body).toBeNull();
  });

  it('serves by object ID, with the known attributes as headers', async () => {
    await publish();
    ledger.setAttributes(facts.objectId, {
      'content-type': 'text/plain',
      'Content-Language': 'en',
      author: 'someone',
      link: 'a\nb',
    });
    const response = await read(`by-object-id/${facts.objectId}`);
    expect(await bodyOf(response)).toEqual(bytes);
    expect(response.headers.get('content-type')).toBe('text/plain');
    expect(response.headers.get('content-language')).toBe('en');
    expect(response.headers.has('author')).toBe(false);
    expect(response.headers.has('link')).toBe(false);
    expect((await read(`by-object-id/0x123`)).status).toBe(404);
  });

  it('serves the stream route', async () => {
    await publish();
    const streamed = await ask(`${AGGREGATOR.replace('v1', 'v1alpha')}/blobs/${blob.blobId}/stream`);
    expect(await bodyOf(streamed)).toEqual(bytes);
  });

  it('refuses a path that names no blob ID, a write, and an aggregator that is not there', async () => {
    expect((await read('not-a-blob-id')).status).toBe(400);
    expect((await read(blob.blobId, { method: 'PUT', body: bytes })).status).toBe(405);
    expect((await ask(`${aggregator(3)}/blobs/${blob.blobId}`)).status).toBe(404);
  });

  it('allows any page to ask', async () => {
    const response = await read(blob.blobId, { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-headers')).toBe('*');
  });
});

describe('a storage node', () => {
  const metadata = (index: number) => ask(`${node(index)}/blobs/${blob.blobId}/metadata`);

  it('serves the metadata of what is available, under each of its addresses', async () => {
    expect([(await metadata(0)).status, (await metadata(2)).status]).toEqual([404, 404]);
    await publish();
    const expected = await encoder.metadata(new Blob([bytes]));
    for (const index of [0, 1]) expect(await bodyOf(await metadata(index))).toEqual(expected);
    ledger.startEpoch(4);
    expect(await reasonOf(await metadata(0))).toBe('METADATA_NOT_FOUND');
  });

  it('refuses what names no blob, and a write', async () => {
    expect((await ask(`${node(0)}/blobs/abc/metadata`)).status).toBe(400);
    const url = `${node(0)}/blobs/${blob.blobId}/metadata`;
    expect((await ask(url, { method: 'PUT', body: bytes })).status).toBe(405);
  });
});

it('leaves other paths to others', async () => {
  expect(await walrus.handle(new Request(`${ORIGIN}/sui.rpc.v2.LedgerService/GetObject`))).toBeUndefined();
});
