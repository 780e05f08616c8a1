// One runtime session behind plain tensors: signature, inputs in, outputs out. Knows no Worker and no provider choice.
import type { InferenceSession, Tensor as OrtTensor, TypedTensor } from 'onnxruntime-web/wasm';
import {
  DTYPES,
  type DType,
  type ModelSignature,
  type Tensor,
  type TensorInfo,
  type Tensors,
} from '../model/tensor.ts';
import { InferError } from './errors.ts';
import { loadError, runError } from './ort-errors.ts';
import type { Ort, OrtBuild } from './ort-runtime.ts';
import type { OnnxFiles } from './onnx-files.ts';
import type { Provider } from './types.ts';

export const GRAPH_OPTIMIZATION = 'all';
/** How the runtime reports a dimension it knows nothing about: -1 as u32. */
const UNKNOWN_DIMENSION = 0xffff_ffff;

export interface Session {
  readonly signature: ModelSignature;
  readonly runtime: string;
  run(inputs: Tensors): Promise<{ outputs: Tensors; runMs: number }>;
  release(): Promise<void>;
}

export interface SessionOptions {
  /** Sizes for symbolic dimensions, by name. */
  dimensions?: Readonly<Record<string, number>>;
  /** What the file says: of tensors without a shape the runtime says too little. */
  declared?: ModelSignature;
  /** Outputs that stay on the GPU, by name. */
  outputs?: InferenceSession.SessionOptions['preferredOutputLocation'];
}

/** `files` as `withWeightsOutside` left them. @throws InferError 'infer/load-failed' and as `loadError` */
export async function openSession(
  build: OrtBuild,
  files: OnnxFiles,
  provider: Provider,
  options: SessionOptions = {},
): Promise<Session> {
  const { ort } = build;
  const session = await createSession(build, files, provider, options);
  const { inputs = [], outputs = [] } = options.declared ?? {};
  const signature = {
    inputs: tensorInfos(session.inputMetadata, inputs),
    outputs: tensorInfos(session.outputMetadata, outputs),
  };
  if (signature.inputs.length < session.inputNames.length) {
    throw new InferError('infer/load-failed', 'The model takes inputs that are not plain tensors');
  }
  // Sequences and maps cannot leave the runtime; what is a tensor still can.
  const fetches = signature.outputs.map((info) => info.name);
  if (fetches.length === 0) throw new InferError('infer/load-failed', 'The model gives no plain tensors');

  return {
    signature,
    runtime: runtimeName(ort),
    async run(inputs) {
      const feeds: Record<string, OrtTensor> = {};
      for (const [name, tensor] of Object.entries(inputs)) feeds[name] = toOrt(ort, tensor);
      const started = performance.now();
      let results: InferenceSession.OnnxValueMapType;
      try {
        // What goes wrong is thrown; the runtime need not also print it.
        results = await session.run(feeds, fetches, { logSeverityLevel: 4 });
      } catch (cause) {
        throw runError(cause);
      }
      const runMs = performance.now() - started;
      const outputs: Tensors = {};
      for (const name of fetches) outputs[name] = fromOrt(name, results[name] as OrtTensor);
      return { outputs, runMs };
    },
    release: () => session.release(),
  };
}

/** The runtime's own session. @throws InferError as `loadError` */
export async function createSession(
  { ort, weights }: OrtBuild,
  files: OnnxFiles,
  provider: Provider,
  { dimensions = {}, outputs }: SessionOptions = {},
): Promise<InferenceSession> {
  try {
    // The graph is copied once more into the runtime's memory, in whatever form it comes.
    return await ort.InferenceSession.create(new Uint8Array(await files.entry.arrayBuffer()), {
      executionProviders: [provider],
      graphOptimizationLevel: GRAPH_OPTIMIZATION,
      logSeverityLevel: 3,
      freeDimensionOverrides: { ...dimensions },
      ...(outputs ? { preferredOutputLocation: outputs } : {}),
      externalData: files.external.map(({ path, data }) => ({ path, data: weights(data) })),
    });
  } catch (cause) {
    throw loadError(cause);
  }
}

/** As a receipt names it. */
export function runtimeName({ env }: Ort): string {
  const { web, node } = env.versions;
  return node === undefined ? `onnxruntime-web ${web}` : `onnxruntime-node ${node}`;
}

function tensorInfos(
  metadata: readonly InferenceSession.ValueMetadata[],
  declared: readonly TensorInfo[],
): TensorInfo[] {
  return metadata.flatMap((item) => {
    const known = declared.find(({ name }) => name === item.name);
    if (known?.anyRank) return [known];
    if (!item.isTensor || !isDType(item.type)) return [];
    const shape = item.shape.map((size) => (size === UNKNOWN_DIMENSION || size === '' ? null : size));
    return [{ name: item.name, dtype: item.type, shape }];
  });
}

function isDType(type: string): type is DType {
  return (DTYPES as readonly string[]).includes(type);
}

function toOrt(ort: Ort, tensor: Tensor): OrtTensor {
  // The constructor is typed per dtype; `checkInputs` has already matched dtype and array.
  const TensorOf = ort.Tensor as new (
    type: string,
    data: unknown,
    dims: readonly number[],
  ) => TypedTensor<'float32'>;
  return new TensorOf(tensor.dtype, tensor.data, tensor.shape);
}

function fromOrt(name: string, tensor: OrtTensor): Tensor {
  const { type, dims } = tensor;
  if (!isDType(type)) throw new InferError('infer/run-failed', `Output "${name}" has element type ${type}`);
  let data = tensor.data as Tensor['data'];
  // Engines with Float16Array get one; our float16 is raw bits everywhere.
  if (type === 'float16' && !Array.isArray(data) && !(data instanceof Uint16Array)) {
    const floats: ArrayBufferView = data;
    data = new Uint16Array(floats.buffer as ArrayBuffer, floats.byteOffset, floats.byteLength / 2);
  }
  return { dtype: type, shape: [...dims], data };
}
