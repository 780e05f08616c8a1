// TensorFlow.js models behind plain tensors: graph models and Keras layers, on whichever backend can be had.
import type * as Core from '@tensorflow/tfjs-core';
import { messageOf } from '../../errors.ts';
import type { DType, Tensor, TensorInfo, Tensors } from '../../model/tensor.ts';
import { InferError } from '../errors.ts';
import { record } from '../json-record.ts';
import type { OpenRunner, Runner } from '../runner.ts';
import { openBackend, type Tf, type TfBackend } from './backend.ts';
import { layerNames } from './layers.ts';
import { readTfjsModel, type TfjsModel } from './model-json.ts';

/** A model of either kind, as this file needs it. */
interface Network {
  inputs: TensorInfo[];
  outputs: TensorInfo[];
  /** Tensors in the order of `inputs` to tensors in the order of `outputs`. */
  predict(inputs: Core.Tensor[]): Promise<Core.Tensor[]>;
  dispose(): void;
}

export const openTfjs: OpenRunner = async (source, { provider }) => {
  const model = await readTfjsModel(source);
  const backend = await openBackend(provider);
  const { tf } = backend;
  const network = await load(tf, model);
  const runner: Runner = {
    info: {
      provider: backend.provider,
      fallbackReason: backend.fallbackReason,
      fallbacks: backend.fallbacks,
      runtime: `tfjs ${tf.version_core}`,
      graphOptimization: model.format,
      sampler: '',
      signature: { inputs: network.inputs, outputs: network.outputs },
      streams: false,
    },
    deviceLost: deviceLost(backend),
    async run(inputs) {
      const started = performance.now();
      // Models of one process share it; in a Worker there is one.
      if (tf.getBackend() !== backend.provider) await tf.setBackend(backend.provider);
      const outputs = await run(tf, network, inputs);
      return { outputs, runMs: performance.now() - started, stopped: false };
    },
    async dispose() {
      network.dispose();
    },
  };
  return runner;
};

async function load(tf: Tf, model: TfjsModel): Promise<Network> {
  try {
    return await (model.format === 'graph-model' ? loadGraph(tf, model) : loadLayers(tf, model));
  } catch (cause) {
    if (cause instanceof InferError) throw cause;
    throw failure('infer/load-failed', 'The runtime refused the model', cause);
  }
}

async function loadGraph(tf: Tf, model: TfjsModel): Promise<Network> {
  const { loadGraphModel } = await import('@tensorflow/tfjs-converter');
  // A list of texts is otherwise given back while it is still used (4.22).
  if (model.textLists) tf.env().set('KEEP_INTERMEDIATE_TENSORS', true);
  const artifacts = {
    ...metadataOf(model),
    modelTopology: model.topology,
    weightSpecs: model.weights as Core.io.WeightsManifestEntry[],
    // One weight at a time, out of the files as they lie on the disk.
    getWeightStream: () => new Blob(model.shards).stream() as unknown as ReadableStream<ArrayBuffer>,
  };
  const graph = await loadGraphModel({ load: async () => artifacts });
  const outputNames = graph.outputNodes;
  const inputNames = graph.inputs.map((info, index) => ({
    public: graph.inputNodes[index]!,
    node: info.name,
  }));
  return {
    inputs: graph.inputs.map((info, index) => tensorInfo(inputNames[index]!.public, info)),
    outputs: graph.outputs.map((info, index) => {
      const name = outputNames[index]!;
      return tensorInfo(name, { ...signedOutput(model, name), ...defined(info) });
    }),
    async predict(tensors) {
      const feeds = Object.fromEntries(tensors.map((tensor, index) => [inputNames[index]!.node, tensor]));
      const found = model.dynamic
        ? await graph.executeAsync(feeds, outputNames)
        : graph.execute(feeds, outputNames);
      if (model.textLists) graph.disposeIntermediateTensors();
      return Array.isArray(found) ? found : [found];
    },
    dispose: () => graph.dispose(),
  };
}

/** A Keras model takes no stream of weights, and does not say so. */
async function loadLayers(tf: Tf, model: TfjsModel): Promise<Network> {
  const { loadLayersModel } = await import('@tensorflow/tfjs-layers');
  const names = layerNames(model.topology);
  const known = tf.serialization.SerializationMap.getMap().classNameMap;
  const unknown = names.classes.filter((name) => !(name in known));
  if (unknown.length > 0) {
    throw new InferError('infer/unsupported-operator', `The runtime does not know ${unknown.join(', ')}`, {
      details: { operators: unknown },
    });
  }
  const layers = await loadLayersModel(
    tf.io.fromMemory({
      ...metadataOf(model),
      modelTopology: model.topology,
      weightSpecs: model.weights as Core.io.WeightsManifestEntry[],
      weightData: await Promise.all(model.shards.map((shard) => shard.arrayBuffer())),
    }),
  );
  return {
    inputs: layers.inputs.map((info, index) => tensorInfo(names.inputs[index] ?? `input_${index}`, info)),
    outputs: layers.outputs.map((info, index) => tensorInfo(names.outputs[index] ?? `output_${index}`, info)),
    async predict(tensors) {
      const found = tf.tidy(() => layers.predict(tensors.length === 1 ? tensors[0]! : tensors));
      return Array.isArray(found) ? found : [found];
    },
    dispose: () => layers.dispose(),
  };
}

/** What the signature in the JSON says of an output: nodes seldom say it themselves. */
function signedOutput({ json }: TfjsModel, name: string): { shape?: number[]; dtype?: string } {
  const signature = (json['signature'] ?? record(json['userDefinedMetadata'])['signature']) as unknown;
  const found = record(record(record(signature)['outputs'])[name]);
  const dims = record(found['tensorShape'])['dim'];
  const dtype = String(found['dtype']).replace(/^DT_/, '').toLowerCase();
  return {
    ...(Array.isArray(dims) ? { shape: dims.map((dim) => Number(record(dim)['size'] ?? -1)) } : {}),
    dtype: dtype === 'int64' ? 'int32' : dtype,
  };
}

function defined<T extends object>(info: T): Partial<T> {
  return Object.fromEntries(Object.entries(info).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** What the runtime takes out of the JSON beside weights and topology. */
function metadataOf({ json }: TfjsModel): Partial<Core.io.ModelArtifacts> {
  const names = [
    'format',
    'generatedBy',
    'convertedBy',
    'signature',
    'userDefinedMetadata',
    'modelInitializer',
    'initializerSignature',
  ];
  return Object.fromEntries(names.filter((name) => name in json).map((name) => [name, json[name]]));
}

async function run(tf: Tf, network: Network, inputs: Tensors): Promise<Tensors> {
  const given = network.inputs.map(({ name }) => toTf(tf, inputs[name]!));
  let found: Core.Tensor[] = [];
  try {
    found = await network.predict(given);
    const outputs: Tensors = {};
    for (const [index, { name }] of network.outputs.entries())
      outputs[name] = await fromTf(name, found[index]!);
    return outputs;
  } catch (cause) {
    if (cause instanceof InferError) throw cause;
    throw failure('infer/run-failed', 'The run failed', cause);
  } finally {
    for (const tensor of [...given, ...found]) if (tensor?.isDisposed === false) tensor.dispose();
  }
}

function toTf(tf: Tf, { dtype, shape, data }: Tensor): Core.Tensor {
  return tf.tensor(data as Float32Array, [...shape], dtype as 'float32' | 'int32' | 'bool' | 'string');
}

async function fromTf(name: string, tensor: Core.Tensor): Promise<Tensor> {
  if (tensor.dtype === 'complex64') {
    throw new InferError('infer/unsupported-type', `Output "${name}" has complex numbers`, {
      details: { name, dtype: 'complex64' },
    });
  }
  const data = (await tensor.data()) as Tensor['data'];
  // The runtime may keep what it handed out.
  const own = Array.isArray(data) ? [...data] : data.slice();
  return { dtype: tensor.dtype as DType, shape: [...tensor.shape], data: own };
}

function tensorInfo(
  name: string,
  { shape, dtype }: { shape?: readonly (number | null)[] | null | undefined; dtype?: string | undefined },
): TensorInfo {
  const known = dtype === 'int32' || dtype === 'bool' || dtype === 'string' ? dtype : 'float32';
  if (!shape) return { name, dtype: known, shape: [], anyRank: true };
  return { name, dtype: known, shape: shape.map((size) => (size === null || size < 0 ? null : size)) };
}

function failure(code: 'infer/load-failed' | 'infer/run-failed', what: string, cause: unknown): InferError {
  const memory = cause instanceof RangeError && !(cause instanceof WebAssembly.RuntimeError);
  if (memory) return new InferError('infer/out-of-memory', 'The model does not fit into memory', { cause });
  return new InferError(code, `${what}: ${messageOf(cause)}`, { cause });
}

function deviceLost({ tf, provider }: TfBackend): Promise<string> {
  return new Promise<string>((resolve) => {
    if (provider !== 'webgpu') return;
    const { device } = tf.backend() as unknown as { device?: GPUDevice };
    void device?.lost.then(({ reason, message }) => {
      resolve(`The graphics device was lost (${reason}): ${message}`);
    });
  });
}
