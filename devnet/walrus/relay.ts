// The upload relay: takes a registered blob's raw bytes, keeps them if they are that blob, and returns the storage
// nodes' confirmation. Knows the registry, the store and the committee; knows no reader.
import type { Ledger } from '../chain/types.ts';
import type { BlobStore } from './blob-store.ts';
import type { Committee } from './committee.ts';
import { blobIdBytes, type Encoder, toBase64Url } from './encoder.ts';
import type { BlobRegistry } from './registry.ts';
import { refuse, respondJson } from './response.ts';
import { findTipProblem, type Tip, tipConfig } from './tip.ts';

/** As the public relays: 1 GiB. */
const MAX_UPLOAD_BYTES = 2 ** 30;

export interface RelayPorts {
  ledger: Pick<Ledger, 'getTransaction'>;
  registry: BlobRegistry;
  store: BlobStore;
  encoder: Encoder;
  committee: Committee;
  /** Asked for each upload; none by default. */
  tip?: Tip | undefined;
}

/** Answers `path` below the relay's base, or undefined when it is no route of the relay. */
export async function handleRelay(
  ports: RelayPorts,
  request: Request,
  path: string,
  query: URLSearchParams,
): Promise<Response | undefined> {
  if (path === '/v1/tip-config' && request.method === 'GET') return respondJson(200, tipConfig(ports.tip));
  if (path !== '/v1/blob-upload-relay') return undefined;
  if (request.method !== 'POST') return refuse(405, 'METHOD_NOT_ALLOWED', 'upload with POST');
  return upload(ports, request, query);
}

async function upload(ports: RelayPorts, request: Request, query: URLSearchParams): Promise<Response> {
  const { registry, committee } = ports;
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

  const bytes = new Uint8Array(await request.arrayBuffer());
  if (bytes.length > MAX_UPLOAD_BYTES) return tooLarge();
  const problem = ports.tip && (await findTipProblem(ports.ledger, ports.tip, query, bytes));
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

/** Stores the bytes if they are the blob; a repeated upload is compared, not encoded again. */
async function keep(
  { store, encoder }: RelayPorts,
  blobId: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Response | undefined> {
  const stored = await store.get(blobId);
  if (stored && (await sameBytes(stored, bytes))) return undefined;
  const actual = encoder.identify(bytes).blobId;
  if (actual !== blobId) return refuse(400, 'BLOB_ID_MISMATCH', `the bytes are those of blob ${actual}`);
  await store.put(blobId, new Blob([bytes]));
  return undefined;
}

async function sameBytes(stored: Blob, bytes: Uint8Array): Promise<boolean> {
  if (stored.size !== bytes.length) return false;
  const other = new Uint8Array(await stored.arrayBuffer());
  return other.every((byte, i) => byte === bytes[i]);
}

const tooLarge = () => refuse(413, 'PAYLOAD_TOO_LARGE', `a relay takes at most ${MAX_UPLOAD_BYTES} bytes`);
