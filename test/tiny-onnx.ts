// Small real ONNX files, written with onnx-proto: y = x * weights, with variations that must be refused.
import onnxProto from 'onnx-proto';

const { onnx } = onnxProto;

export interface TinyOptions {
  /** The operator between x and weights. */
  operator?: string;
  domain?: string;
  weights?: number[];
  /** Keeps the weights out of the file, under this name. */
  externalFile?: string;
}

const FLOAT = onnx.TensorProto.DataType.FLOAT;

/** Bytes of a model x[n, k] -> y[n, k], k = the number of weights. */
export function tinyModel(options: TinyOptions = {}): Uint8Array<ArrayBuffer> {
  const { operator = 'Mul', domain = '', weights = [2, 3, 4], externalFile } = options;
  const raw = new Uint8Array(Float32Array.from(weights).buffer);
  const value = (name: string) => ({
    name,
    type: {
      tensorType: { elemType: FLOAT, shape: { dim: [{ dimParam: 'n' }, { dimValue: weights.length }] } },
    },
  });
  const model = onnx.ModelProto.create({
    irVersion: 8,
    producerName: 'floe-tests',
    opsetImport: [{ domain: '', version: 13 }, ...(domain === '' ? [] : [{ domain, version: 1 }])],
    graph: {
      name: 'tiny',
      node: [{ opType: operator, domain, input: ['x', 'weights'], output: ['y'], name: 'scale' }],
      input: [value('x')],
      output: [value('y')],
      initializer: [
        {
          name: 'weights',
          dataType: FLOAT,
          dims: [weights.length],
          ...(externalFile === undefined
            ? { rawData: raw }
            : {
                dataLocation: onnx.TensorProto.DataLocation.EXTERNAL,
                externalData: [
                  { key: 'location', value: externalFile },
                  { key: 'offset', value: '0' },
                  { key: 'length', value: String(raw.length) },
                ],
              }),
        },
      ],
    },
  });
  return new Uint8Array(onnx.ModelProto.encode(model).finish());
}
