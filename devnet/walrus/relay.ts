// The upload relay: takes a registered blob's raw bytes, keeps them if they are that blob, and returns the storage
// nodes' confirmation. Knows the registry, the store and the committee; knows no reader.
import { sha256 } from '@noble/hashes/sha2.js';
import type { Ledger } from '../chain/types.ts';
import type { BlobStore, StoredBytes } from './blob-store.ts';
import type { Committee } from './committee.ts';
import { blobIdBytes, type Encoder, toBase64Url } from './encoder.ts';
import type { BlobRegistry } from './registry.ts';
import { refuse, respondJson } from './response.ts';
import { findTipProblem, type Tip, tipConfig } from './tip.ts';

/** As the public relays: 1 GiB. */
const MAX_UPLOAD_BYTES = 2 ** 30;
/** Bytes are compared this many at a time. */
const COMPARE_BYTES = 2 ** 20;

export interface RelayPorts {
  ledger: Pick<Ledger, 'getTransaction' | 'nowMs'>;
  registry: BlobRegistry;
  store: BlobStore;
  encoder: Encoder;
  committee: Committee;
}

export interface RelayRequest {
  request: Request;
  /** Below the relay's base. */
  path: string;
  query: URLSearchParams;
  /** Asked for each upload; none where absent. */
  tip?: Tip | undefined;
}

/** Answers, or undefined when `path` is no route of a relay. */
export async function handleRelay(ports: RelayPorts, asked: RelayRequest): Promise<Response | undefined> {
  const { request, path, tip } = asked;
  if (path === '/v1/tip-config' && request.method === 'GET') return respondJson(200, tipConfig(tip));
  if (path !== '/v1/blob-upload-relay') return undefined;
  if (request.method !== 'POST') return refuse(405, 'METHOD_NOT_ALLOWED', 'upload with POST');
  return upload(ports, asked);
}

async function upload(ports: RelayPorts, { request, query, tip }: RelayRequest): Promise<Response> {
  const { ledger, registry, committee } = ports;
  const blobId = query.get('blob_id') ?? '';
  const deletableObject = query.get('deletable_blob_object') ?? undefined;
  if (!blobIdBytes(blobId)) return refuse(400, 'INVALID_BLOB_ID', 'blob_id is not a blob ID');
  if ((query.get('encoding_type') ?? 'RS2') !== 'RS2')
    return refuse(400, 'INVALID_ENCODING_TYPE', 'encoding_type is not RS2');
  if (Number(request.headers.get('content-length') ?? 0) > MAX_UPLOAD_BYTES) return tooLarge();

  await registry.sync();
  const registration = registry
    .registrations(blobId)
    .find((r) => (deletableObject ? r.deletable && r.objectId === deletableObject : !r.deletable));
  if (!registration) return refuse(400, 'NOT_REGISTERED', 'the blob is not registered on chain');

  const received = await receive(ports.store, request, { digest: tip !== undefined });
  if (!received) return tooLarge();
  const { bytes, digest } = received;
  const problem =
    tip && digest && (await findTipProblem(ledger, tip, query, { sha256: digest, size: bytes.size }));
  if (problem) return refuse(400, problem, 'the tip for this blob was not paid in the transaction named');
  const refusal = await keep(ports, blobId, bytes);
  if (refusal) return refusal;

  const certificate = committee.certify({ epoch: registry.epoch, blobId, deletableObject });
  return respondJson(200, {
    blob_id: blobId,
    confirmation_certificate: {
      signers: certificate.signers,
      serialized_message: [...certificate.serializedMessage],
      signature: toBase64Url(certificate.signature),
    },
  });
}

/** Takes the body in as it comes; undefined when there is too much of it. */
async function receive(
  store: BlobStore,
  request: Request,
  options: { digest: boolean },
): Promise<{ bytes: StoredBytes; digest: Uint8Array | undefined } | undefined> {
  const upload = store.begin();
  const hash = options.digest ? sha256.create() : undefined;
  let size = 0;
  try {
    // Not every browser lets a request's body be read as a stream.
    const body = request.body ?? new Response(await request.arrayBuffer()).body;
    const reader = body?.getReader();
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      size += next.value.length;
      if (size > MAX_UPLOAD_BYTES) {
        upload.abandon();
        await reader?.cancel();
        return undefined;
      }
      hash?.update(next.value);
      await upload.write(next.value);
    }
    return { bytes: await upload.finish(), digest: hash?.digest() };
  } catch (error) {
    upload.abandon();
    throw error;
  }
}

/** Stores the bytes if they are the blob; a repeated upload is compared, not encoded again. */
async function keep(
  { store, encoder }: RelayPorts,
  blobId: string,
  bytes: StoredBytes,
): Promise<Response | undefined> {
  const stored = await store.get(blobId);
  if (stored && (await sameBytes(stored, bytes))) return undefined;
  const actual = (await encoder.identify(bytes)).blobId;
  if (actual !== blobId) return refuse(400, 'BLOB_ID_MISMATCH', `the bytes are those of blob ${actual}`);
  await store.put(blobId, bytes);
  return undefined;
}

async function sameBytes(a: StoredBytes, b: StoredBytes): Promise<boolean> {
  if (a.size !== b.size) return false;
  for (let at = 0; at < a.size; at += COMPARE_BYTES) {
    const end = Math.min(a.size, at + COMPARE_BYTES);
    const [left, right] = await Promise.all([a, b].map((bytes) => bytes.slice(at, end).arrayBuffer()));
    const other = new Uint8Array(right!);
    if (!new Uint8Array(left!).every((byte, i) => byte === other[i])) return false;
  }
  return true;
}

const tooLarge = () => refuse(413, 'PAYLOAD_TOO_LARGE', `a relay takes at most ${MAX_UPLOAD_BYTES} bytes`);
