// A small published version whose parts are real Walrus blobs with sidecars, an aggregator that counts what it sends,
// and tabs over one store.
import { createHash } from 'node:crypto';
import type { RangeStore } from '../../../../src/lib/blobs/cache/filed-store.ts';
import { createProcessLocks } from '../../../../src/lib/blobs/locks.ts';
import { planRanges } from '../../../../src/lib/blobs/ranges/range-plan.ts';
import { createRangeReader } from '../../../../src/lib/blobs/ranges/range-reader.ts';
import { createReader } from '../../../../src/lib/blobs/reader.ts';
import { buildSidecar } from '../../../../src/lib/blobs/rows/build-sidecar.ts';
import { createMemoryStore } from '../../../../src/lib/blobs/stores.ts';
import type { KeyValueStore } from '../../../../src/lib/blobs/types.ts';
import { createWeights, type Weights, type WeightsOptions } from '../../../../src/lib/blobs/weights.ts';
import type { ModelVersion } from '../../../../src/lib/model/listing.ts';
import { toHex } from '../../../../src/lib/model/hex.ts';
import { checkManifest, encodeManifest, type Manifest } from '../../../../src/lib/model/manifest.ts';
import { packFiles } from '../../../../src/lib/model/pack.ts';
import { serve } from '../loopback.ts';

/** Seven rows of 667 symbols of 2 bytes: what a blob of up to 445,556 bytes is cut in. */
export const RANGE_BYTES = 7 * 667 * 2;

export interface ProvedVersion {
  version: ModelVersion;
  manifest: Manifest;
  hash: string;
  /** By blob ID, the manifest's too; with `embed` the sidecars are behind it. */
  blobs: Map<string, Uint8Array>;
  sidecars: Map<string, Uint8Array>;
}

export async function provedVersion(
  files: Record<string, Uint8Array<ArrayBuffer>>,
  options: { maxPartBytes?: number; model?: string; embed?: boolean } = {},
): Promise<ProvedVersion> {
  const { model = '0x1', embed = false } = options;
  const pack = await packFiles(
    Object.entries(files).map(([path, data]) => ({ path, data: new Blob([data]) })),
    options,
  );
  const blobs = new Map<string, Uint8Array>();
  const sidecars = new Map<string, Uint8Array>();
  const parts: Manifest['parts'] = [];
  for (const part of pack.parts) {
    const { blobId, sidecar } = await buildSidecar(part);
    const proof = { bytes: sidecar.length, sha256: createHash('sha256').update(sidecar).digest('hex') };
    parts.push({ blobId, bytes: part.size, ...(embed ? { sidecar: proof } : {}) });
    blobs.set(blobId, new Uint8Array(await part.arrayBuffer()));
    sidecars.set(blobId, sidecar);
  }
  const manifest = checkManifest({
    format: 'floe-manifest/1',
    runtime: 'onnx',
    entry: Object.keys(files)[0],
    task: 'test',
    card: model,
    parts,
    files: pack.files,
    inputs: [],
    outputs: [],
  });
  const bytes = encodeManifest(manifest);
  const manifestHash = new Uint8Array(createHash('sha256').update(bytes).digest());
  const manifestBlobId = createHash('sha256').update(bytes).digest('base64url');
  const behind = embed ? [...sidecars.values()] : [];
  blobs.set(manifestBlobId, Buffer.concat([bytes, ...(embed ? [Uint8Array.of(10)] : []), ...behind]));
  const version: ModelVersion = {
    model,
    number: 1,
    manifestBlobId,
    manifestHash,
    partBlobIds: parts.map(({ blobId }) => blobId),
    bytes: pack.bytes,
    sealed: false,
    createdMs: 0,
  };
  return { version, manifest, hash: toHex(manifestHash), blobs, sidecars };
}

/** What was asked of the aggregator: a range, or a whole blob. */
export interface Asked {
  blobId: string;
  offset: number;
  bytes: number;
  whole: boolean;
}

export interface Aggregator {
  url: string;
  asked: Asked[];
  /** Bytes of parts handed to the network. */
  sentBytes(): number;
  /** Called before each answer; it waits for what is returned. */
  before: (asked: Asked) => Promise<void> | void;
}

export async function serveVersions(...versions: ProvedVersion[]): Promise<Aggregator> {
  const blobs = new Map(versions.flatMap((version) => [...version.blobs]));
  const parts = new Set(versions.flatMap(({ version }) => version.partBlobIds));
  const aggregator: Aggregator = {
    url: '',
    asked: [],
    sentBytes: () => sent,
    before: () => undefined,
  };
  let sent = 0;
  const { url } = await serve((request, response) => {
    const blobId = /^\/v1\/blobs\/([\w-]{43})$/.exec(request.url ?? '')?.[1] ?? '';
    const bytes = blobs.get(blobId);
    if (!bytes) return void response.writeHead(404).end();
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '');
    const offset = Number(range?.[1] ?? 0);
    const body = bytes.subarray(offset, range ? Number(range[2]) + 1 : bytes.length);
    const asked = { blobId, offset, bytes: body.length, whole: !range };
    if (parts.has(blobId)) aggregator.asked.push(asked);
    void Promise.resolve(aggregator.before(asked)).then(() => {
      if (request.socket.destroyed) return;
      if (parts.has(blobId)) sent += body.length;
      response.writeHead(range ? 206 : 200, { 'content-length': body.length }).end(body);
    });
  });
  return Object.assign(aggregator, { url });
}

/** Weights as a tab of its own has them, over a shared store; one request at a time unless told otherwise. */
export function openTab(
  { url }: { url: string },
  versions: readonly ProvedVersion[],
  options: Partial<WeightsOptions> & { perOrigin?: number; fetch?: typeof fetch } = {},
): Weights {
  const { perOrigin = 1, fetch, ...rest } = options;
  const sidecars = new Map(versions.flatMap((version) => [...version.sidecars]));
  const fetching = fetch ? { fetch } : {};
  const aggregators = [url];
  return createWeights({
    reader: createReader({ aggregators, ...fetching }),
    readRanges: createRangeReader({ aggregators, perOrigin, ...fetching }),
    proofOf: async ({ blobId }) => {
      const sidecar = sidecars.get(blobId);
      return sidecar && { sidecar };
    },
    store: createMemoryStore(),
    locks: createProcessLocks(),
    space: async () => ({}),
    wait: async () => undefined,
    rangeBytes: RANGE_BYTES,
    ...rest,
  });
}

export function rangesOf(bytes: number) {
  return planRanges(bytes, { rangeBytes: RANGE_BYTES });
}

/** A store whose every write is first told of, with the bytes that it is of; what `before` throws is the write's failure. */
export function watched(
  store: KeyValueStore,
  before: (key: string, bytes: number) => void,
  after: (key: string, bytes: number) => void = () => undefined,
): KeyValueStore {
  const tell = async (key: string, bytes: number, write: () => Promise<void>) => {
    before(key, bytes);
    await write();
    after(key, bytes);
  };
  const set: KeyValueStore['set'] = (key, value) =>
    tell(key, value instanceof Blob ? value.size : 0, () => store.set(key, value));
  if (!('setBytes' in store)) return { ...store, set };
  const filed = store as RangeStore;
  const setBytes: RangeStore['setBytes'] = (key, bytes) =>
    tell(key, bytes.buffer.byteLength, () => filed.setBytes(key, bytes));
  return { ...filed, set, setBytes } as RangeStore;
}

/** A store that refuses Blobs beyond so many bytes at a time, with the error a browser gives. */
export function limited(store: KeyValueStore, limit: number, name = 'QuotaExceededError'): KeyValueStore {
  const sizes = new Map<string, number>();
  const before = (key: string, bytes: number) => {
    const used = [...sizes].reduce((sum, [other, size]) => sum + (other === key ? 0 : size), 0);
    if (used + bytes > limit) throw new DOMException('no room', name);
  };
  return {
    ...watched(store, before, (key, bytes) => sizes.set(key, bytes)),
    async delete(key) {
      await store.delete(key);
      sizes.delete(key);
    },
  };
}
