// An aggregator: serves certified, unexpired blobs over HTTP, whole or in ranges, with the public ones' rules and
// error bodies. Also the storage nodes' metadata route. Knows nothing of uploads.
import type { Ledger } from '../chain/types.ts';
import { headersOf, readAttributes } from './attributes.ts';
import type { BlobStore } from './blob-store.ts';
import { type ByteRange, parseRangeHeader, parseRangeQuery } from './byte-range.ts';
import { blobIdBytes, type Encoder } from './encoder.ts';
import type { BlobRegistry } from './registry.ts';
import { refuse, respond } from './response.ts';

export interface AggregatorPorts {
  ledger: Pick<Ledger, 'getObject'>;
  registry: BlobRegistry;
  store: BlobStore;
  encoder: Encoder;
  /** Metadata already computed, by blob ID: a pure function of the blob, and dear. */
  metadata: Map<string, Uint8Array>;
}

const CACHE_CONTROL = 'public, max-age=86400, stale-while-revalidate=3600';
const ROUTE = /^\/v1\/blobs\/([^/]+)(?:\/(byte-range|metadata))?$/;
const OBJECT_ROUTE = /^\/v1\/blobs\/by-object-id\/(0x[0-9a-fA-F]{1,64})$/;
const STREAM_ROUTE = /^\/v1alpha\/blobs\/([^/]+)\/stream$/;

/** Answers `path` below an aggregator's base, or undefined when it is no route of an aggregator. */
export async function handleAggregator(
  ports: AggregatorPorts,
  request: Request,
  path: string,
  query: URLSearchParams,
): Promise<Response | undefined> {
  const byObject = OBJECT_ROUTE.exec(path);
  const stream = STREAM_ROUTE.exec(path);
  const byBlob = ROUTE.exec(path);
  if (!byObject && !stream && !byBlob) return undefined;
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, 'METHOD_NOT_ALLOWED', 'an aggregator only reads');

  await ports.registry.sync();
  let blobId: string;
  let attributes = {};
  if (byObject) {
    const objectId = `0x${byObject[1]!.slice(2).toLowerCase().padStart(64, '0')}`;
    const registration = ports.registry.object(objectId);
    if (!registration?.certified) return notFound();
    blobId = registration.blobId;
    attributes = headersOf(await readAttributes(ports.ledger, objectId));
  } else {
    blobId = decodeURIComponent((stream ?? byBlob)![1]!);
    if (!blobIdBytes(blobId)) return refuse(400, 'INVALID_BLOB_ID', 'the path does not name a blob ID');
    if (!ports.registry.isAvailable(blobId)) return notFound();
  }
  const blob = await ports.store.get(blobId);
  if (!blob) return notFound();
  if (byBlob?.[2] === 'metadata') return serveMetadata(ports, request, blobId, blob);

  const head = { ...attributes, etag: `"${blobId}"` };
  if (byBlob?.[2] === 'byte-range') {
    const result = parseRangeQuery(query, blob.size);
    if (!result.ok) return refuse(result.status, 'INVALID_BYTE_RANGE', result.message);
    const { start, end } = result.range;
    return serve(request, blob, 200, result.range, { ...head, etag: `"${blobId}-${start}-${end - start}"` });
  }
  const header = request.headers.get('range');
  if (header === null || stream) return serve(request, blob, 200, { start: 0, end: blob.size }, head);
  const result = parseRangeHeader(header, blob.size);
  if (!result.ok) return refuse(result.status, 'INVALID_BYTE_RANGE', result.message);
  const { start, end } = result.range;
  return serve(request, blob, 206, result.range, {
    ...head,
    'content-range': `bytes ${start}-${end - 1}/${blob.size}`,
  });
}

function serve(
  request: Request,
  blob: Blob,
  status: 200 | 206,
  range: ByteRange,
  headers: Record<string, string>,
): Response {
  const body = request.method === 'HEAD' ? null : blob.slice(range.start, range.end);
  return respond(status, body, {
    'content-type': 'application/octet-stream',
    'cache-control': CACHE_CONTROL,
    'x-content-type-options': 'nosniff',
    ...headers,
    'content-length': String(range.end - range.start),
  });
}

async function serveMetadata(
  { encoder, metadata }: AggregatorPorts,
  request: Request,
  blobId: string,
  blob: Blob,
): Promise<Response> {
  let bytes = metadata.get(blobId);
  if (!bytes) {
    bytes = encoder.metadata(new Uint8Array(await blob.arrayBuffer()));
    metadata.set(blobId, bytes);
  }
  const body = request.method === 'HEAD' ? null : new Uint8Array(bytes);
  return respond(200, body, {
    'content-type': 'application/octet-stream',
    'content-length': String(bytes.length),
  });
}

const notFound = () =>
  refuse(
    404,
    'BLOB_NOT_FOUND',
    'the requested blob does not exist on Walrus, is not certified, or has expired',
  );
