// lande's network as an ONNX file: two dense layers and a softmax. Reads the package's own decoder, so no weight is
// interpreted here.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;
const FLOAT = onnx.TensorProto.DataType.FLOAT;

interface Layer {
  options: { type: string };
  filters?: { w: Float32Array }[];
  biases?: { w: Float32Array };
}

interface Lande {
  languages: string[];
  ngrams: string[];
  layers: Layer[];
}

export async function loadLande(): Promise<Lande> {
  const require = createRequire(import.meta.url);
  const main = require.resolve('lande');
  // The package exports only its main file; the parts lie beside it, and the layers are in its own dependency.
  const part = async <T>(file: string) =>
    ((await import(new URL(file, pathToFileURL(main)).href)) as { default: T }).default;
  const languages = await part<string[]>('t50-langs.js');
  const ngrams =
    await part<Record<'unigrams' | 'bigrams' | 'trigrams' | 'quadgrams', string[]>>('t50-ngrams.js');
  const options = await part<object>('t50-options.js');
  const toygrad = (await import(pathToFileURL(createRequire(main).resolve('toygrad')).href)) as {
    NeuralNetwork: new (options: object) => { layers: Layer[] };
  };
  return {
    languages,
    ngrams: [...ngrams.unigrams, ...ngrams.bigrams, ...ngrams.trigrams, ...ngrams.quadgrams],
    layers: new toygrad.NeuralNetwork(options).layers,
  };
}

const OPERATORS: Record<string, string> = {
  relu: 'Relu',
  leakyrelu: 'LeakyRelu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softmax: 'Softmax',
};

export function encodeLande({ layers, ngrams, languages }: Lande): Uint8Array<ArrayBuffer> {
  const node: object[] = [];
  const initializer: object[] = [];
  const steps = layers.filter((layer) => layer.options.type === 'dense' || OPERATORS[layer.options.type]);
  let value = 'ngrams';
  steps.forEach((layer, index) => {
    const output = index === steps.length - 1 ? 'probabilities' : `hidden${index}`;
    if (layer.filters && layer.biases) {
      const [weights, bias] = [`weights${index}`, `bias${index}`];
      const width = layer.filters[0]!.w.length;
      initializer.push(
        tensor(
          weights,
          [layer.filters.length, width],
          layer.filters.map((filter) => filter.w),
        ),
      );
      initializer.push(tensor(bias, [layer.filters.length], [layer.biases.w]));
      // Filters are rows, so B is transposed.
      const transB = { name: 'transB', type: onnx.AttributeProto.AttributeType.INT, i: 1 };
      node.push({ opType: 'Gemm', input: [value, weights, bias], output: [output], attribute: [transB] });
    } else {
      node.push({ opType: OPERATORS[layer.options.type]!, input: [value], output: [output] });
    }
    value = output;
  });
  const model = onnx.ModelProto.encode({
    irVersion: 8,
    producerName: 'floe',
    docString: 'lande 1.0.10 by Fabio Spampinato (MIT)',
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'lande',
      node,
      initializer,
      input: [valueInfo('ngrams', ngrams.length)],
      output: [valueInfo('probabilities', languages.length)],
    },
  });
  return new Uint8Array(model.finish());
}

function tensor(name: string, dims: number[], rows: Float32Array[]): object {
  const data = Float32Array.from(rows.flatMap((row) => [...row]));
  return { name, dims, dataType: FLOAT, rawData: new Uint8Array(data.buffer) };
}

function valueInfo(name: string, width: number): object {
  const dim = [{ dimParam: 'batch' }, { dimValue: width }];
  return { name, type: { tensorType: { elemType: FLOAT, shape: { dim } } } };
}
