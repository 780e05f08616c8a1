// Walrus over a ledger of events alone, and blobs encoded once for all tests: the encoder takes seconds for any size.
import { createMemoryBlobStore, type StoredBytes } from '../../../devnet/walrus/blob-store.ts';
import { createCommittee } from '../../../devnet/walrus/committee.ts';
import { type EncodedBlob, type Encoder, loadEncoder } from '../../../devnet/walrus/encoder.ts';
import { createWalrus, WALRUS_PATHS } from '../../../devnet/walrus/walrus.ts';
import { FakeLedger, PACKAGE } from './fake-ledger.ts';

export const ORIGIN = 'http://devnet.test';
export const RELAY = `${ORIGIN}${WALRUS_PATHS.relay}/v1`;
export const aggregator = (index: number) => `${ORIGIN}${WALRUS_PATHS.aggregator(index)}/v1`;
export const node = (index: number) => `${ORIGIN}${WALRUS_PATHS.storageNode(index)}/v1`;
export const committee = createCommittee();

export interface Sample {
  bytes: Uint8Array<ArrayBuffer>;
  blob: EncodedBlob;
  /** On the ledger. */
  objectId: string;
}

/** The blobs, and an encoder that knows what came out for them. */
export async function encodeSamples(
  ...all: Uint8Array<ArrayBuffer>[]
): Promise<{ samples: Sample[]; encoder: Encoder }> {
  const real = await loadEncoder();
  const samples: Sample[] = [];
  for (const [i, bytes] of all.entries()) {
    const blob = await real.identify(new Blob([bytes]));
    samples.push({ bytes, blob, objectId: `0x${`b${i}`.repeat(32)}` });
  }
  const metadata = new Map<Sample, ReturnType<Encoder['metadata']>>();
  const find = async (bytes: StoredBytes) => {
    const given = new Uint8Array(await bytes.arrayBuffer());
    return samples.find((known) => Buffer.compare(known.bytes, given) === 0);
  };
  const encoder: Encoder = {
    identify: async (bytes) => (await find(bytes))?.blob ?? real.identify(bytes),
    async metadata(bytes) {
      const sample = await find(bytes);
      const known = (sample && metadata.get(sample)) ?? real.metadata(bytes);
      if (sample) metadata.set(sample, known);
      return Uint8Array.from(await known);
    },
  };
  return { samples, encoder };
}

/** A fresh network in epoch 1 with nothing stored. */
export async function createStage(encoder: Encoder) {
  const ledger = new FakeLedger();
  ledger.startEpoch(1);
  const store = createMemoryBlobStore();
  const walrus = await createWalrus({ ledger, packageId: PACKAGE, committee, encoder, store });
  async function ask(url: string, init?: RequestInit): Promise<Response> {
    const response = await walrus.handle(new Request(url, init));
    if (!response) throw new Error(`no route ${url}`);
    return response;
  }
  const upload = (blobId: string, body: Uint8Array<ArrayBuffer>, query = '') =>
    ask(`${RELAY}/blob-upload-relay?blob_id=${blobId}&encoding_type=RS2${query}`, { method: 'POST', body });
  return {
    ledger,
    walrus,
    ask,
    upload,
    read: (suffix: string, init?: RequestInit) => ask(`${aggregator(0)}/blobs/${suffix}`, init),
    async publish({ bytes, blob: { blobId }, objectId }: Sample) {
      ledger.register({ blobId, objectId });
      const { status } = await upload(blobId, bytes);
      if (status !== 200) throw new Error(`the upload was refused with ${status}`);
      ledger.certify({ blobId, objectId });
    },
  };
}
export type Stage = Awaited<ReturnType<typeof createStage>>;

export const reasonOf = async (response: Response): Promise<string> =>
  (await response.json()).error.details[0].reason;
export const bodyOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
