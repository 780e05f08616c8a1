// An aggregator: serves certified, unexpired blobs over HTTP, whole or in ranges, with the public ones' rules and
// error bodies. Knows nothing of uploads, nor of faults.
import type { Ledger } from '../chain/types.ts';
import { headersOf, readAttributes } from './attributes.ts';
import type { BlobStore, StoredBytes } from './blob-store.ts';
import { type ByteRange, parseRangeHeader, parseRangeQuery } from './byte-range.ts';
import { blobIdBytes } from './encoder.ts';
import type { BlobRegistry } from './registry.ts';
import { type Answer, answerWith, refuse } from './response.ts';

export interface AggregatorPorts {
  ledger: Pick<Ledger, 'getObject'>;
  registry: BlobRegistry;
  store: BlobStore;
}

const CACHE_CONTROL = 'public, max-age=86400, stale-while-revalidate=3600';
const ROUTE = /^\/v1\/blobs\/([^/]+)(\/byte-range)?$/;
const OBJECT_ROUTE = /^\/v1\/blobs\/by-object-id\/(0x[0-9a-fA-F]{1,64})$/;
const STREAM_ROUTE = /^\/v1alpha\/blobs\/([^/]+)\/stream$/;

/** Answers `path` below an aggregator's base, or undefined when it is no route of an aggregator. */
export async function handleAggregator(
  ports: AggregatorPorts,
  request: Request,
  path: string,
  query: URLSearchParams,
): Promise<Answer | Response | undefined> {
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

  const whole = { start: 0, end: blob.size };
  const head = { ...attributes, etag: `"${blobId}"` };
  if (byBlob?.[2]) {
    const result = parseRangeQuery(query, blob.size);
    if (!result.ok) return refuse(result.status, 'INVALID_BYTE_RANGE', result.message);
    const { start, end } = result.range;
    return serve(blobId, blob, result.range, { ...head, etag: `"${blobId}-${start}-${end - start}"` });
  }
  const header = request.headers.get('range');
  if (header === null || stream) return serve(blobId, blob, whole, head);
  const result = parseRangeHeader(header, blob.size);
  if (!result.ok) return refuse(result.status, 'INVALID_BYTE_RANGE', result.message);
  const { start, end } = result.range;
  const headers = { ...head, 'content-range': `bytes ${start}-${end - 1}/${blob.size}` };
  return { ...serve(blobId, blob, result.range, headers), status: 206 };
}

function serve(
  blobId: string,
  blob: StoredBytes,
  { start, end }: ByteRange,
  headers: Record<string, string>,
): Answer {
  return answerWith(blob.slice(start, end), {
    blobId,
    headers: {
      'content-type': 'application/octet-stream',
      'cache-control': CACHE_CONTROL,
      'x-content-type-options': 'nosniff',
      ...headers,
    },
    rows: { start, blobSize: blob.size },
  });
}

const notFound = () =>
  refuse(
    404,
    'BLOB_NOT_FOUND',
    'the requested blob does not exist on Walrus, is not certified, or has expired',
  );
