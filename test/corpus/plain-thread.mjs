// The yardstick: onnxruntime-web and TensorFlow.js as their documentation shows them, with nothing of ours around them,
// in a thread of its own. Models and tensors come and go as plain data.
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';

const require = createRequire(import.meta.url);

parentPort.on('message', ({ id, runtime, files, entry, inputs, backend }) => {
  const run = runtime === 'onnx' ? runOnnx : runTfjs;
  run(files, entry, inputs, backend).then(
    (outputs) => parentPort.postMessage({ id, outputs }),
    (error) => parentPort.postMessage({ id, error: String(error.stack) }),
  );
});

async function runOnnx(files, entry, inputs) {
  const ort = await import('onnxruntime-web/wasm');
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create(files.get(entry), { logSeverityLevel: 3 });
  const feeds = {};
  for (const [name, { dtype, data, shape }] of Object.entries(inputs)) {
    feeds[name] = new ort.Tensor(dtype, data, shape);
  }
  const results = await session.run(feeds);
  const outputs = Object.entries(results).map(([name, { type, dims, data }]) => {
    return [name, { dtype: type, shape: [...dims], data }];
  });
  await session.release();
  return outputs;
}

async function runTfjs(files, entry, inputs, backend) {
  const tf = require('@tensorflow/tfjs-core');
  require('@tensorflow/tfjs-backend-cpu');
  const wasm = require('@tensorflow/tfjs-backend-wasm');
  const { loadGraphModel } = require('@tensorflow/tfjs-converter');
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  wasm.setThreadsCount(1);
  if (!(await tf.setBackend(backend))) throw new Error(`no ${backend}`);
  // Version 4.22 gives a list of texts back while it is still used; with this it does not.
  tf.env().set(
    'KEEP_INTERMEDIATE_TENSORS',
    Object.values(inputs).some(({ dtype }) => dtype === 'string'),
  );
  const { weightsManifest, ...json } = JSON.parse(new TextDecoder().decode(files.get(entry)));
  const folder = entry.slice(0, entry.lastIndexOf('/') + 1);
  const shards = weightsManifest.flatMap(({ paths }) => paths.map((path) => files.get(folder + path)));
  const artifacts = {
    ...json,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(Buffer.concat(shards)).buffer,
  };
  const graph = json.modelTopology.node !== undefined;
  const load = graph ? loadGraphModel : require('@tensorflow/tfjs-layers').loadLayersModel;
  const model = await load(tf.io.fromMemory(artifacts));
  const feeds = Object.entries(inputs).map(([name, { dtype, data, shape }]) => [
    name,
    tf.tensor(data, shape, dtype),
  ]);
  // Layers models number their inputs anew in every process: there is one, and it is the one.
  const given = graph ? Object.fromEntries(feeds) : feeds[0][1];
  const names = model.outputs.map(({ name }) => name);
  const results = [await (graph ? model.executeAsync(given, names) : model.predict(given))].flat();
  const outputs = [];
  for (const [index, result] of results.entries()) {
    outputs.push([names[index], { dtype: result.dtype, shape: result.shape, data: await result.data() }]);
  }
  tf.dispose([results, feeds.map(([, tensor]) => tensor)]);
  model.dispose();
  return outputs;
}
