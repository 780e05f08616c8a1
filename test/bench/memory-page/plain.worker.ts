// The yardstick: onnxruntime-web as its documentation shows it, given a model's files in one way or another.
import type { Provider } from '../../../src/lib/infer/types.ts';

/** Which build of the runtime. */
export type Build = 'wasm' | 'jspi' | 'webgpu';
/** As what the runtime is given bytes. */
export type Form = 'blob' | 'bytes' | 'url';

export interface PlainRequest {
  entry: Blob;
  external: { path: string; data: Blob }[];
  build: Build;
  provider: Provider;
  entryAs: Form;
  externalAs: Form;
  rows: number[];
}
export type PlainReply = { sums: number[]; openMs: number } | { error: string };

const scope = globalThis as unknown as {
  postMessage(message: PlainReply): void;
  onmessage: ((event: MessageEvent<PlainRequest>) => void) | null;
};

const BUILDS = {
  wasm: () => import('onnxruntime-web/wasm'),
  jspi: () => import('onnxruntime-web/jspi'),
  webgpu: () => import('onnxruntime-web/webgpu'),
};

async function open(request: PlainRequest): Promise<PlainReply> {
  const ort = await BUILDS[request.build]();
  ort.env.wasm.numThreads = 1;
  const started = performance.now();
  const session = await ort.InferenceSession.create(
    (await as(request.entry, request.entryAs)) as Uint8Array,
    {
      executionProviders: [request.provider],
      externalData: await Promise.all(
        request.external.map(async ({ path, data }) => ({ path, data: await as(data, request.externalAs) })),
      ),
    },
  );
  const openMs = performance.now() - started;
  const rows = Int32Array.from(request.rows);
  const { sums } = await session.run({ rows: new ort.Tensor('int32', rows, [rows.length]) });
  return { sums: [...(sums!.data as Float32Array)], openMs };
}

async function as(blob: Blob, form: Form): Promise<Blob | Uint8Array | string> {
  if (form === 'blob') return blob;
  return form === 'url' ? URL.createObjectURL(blob) : new Uint8Array(await blob.arrayBuffer());
}

scope.onmessage = ({ data }) => {
  open(data).then(
    (reply) => scope.postMessage(reply),
    (error: unknown) => scope.postMessage({ error: String(error) }),
  );
};
