// One node of one operator, with what it must give: a case of ours where ONNX's own test data has none.
import { arrayOf, type DType, type Tensor } from '../../src/lib/model/tensor.ts';
import { model, node, TYPE, value, type TypeName } from './onnx-parts.ts';

export interface OperatorCase {
  operator: string;
  label: string;
  opset: number;
  make(): Uint8Array<ArrayBuffer>;
  inputs: Record<string, Tensor>;
  outputs: Tensor[];
}

export function tensor(dtype: TypeName & DType, shape: number[], data: readonly (number | string)[]): Tensor {
  const Elements = arrayOf(dtype);
  if (!Elements) return { dtype, shape, data: data.map(String) };
  const items = dtype === 'int64' ? data.map((item) => BigInt(item)) : data;
  return {
    dtype,
    shape,
    data: (Elements as { from(items: unknown): unknown }).from(items) as Tensor['data'],
  };
}

export const row = (data: number[]) => tensor('float32', [data.length], data);

/** `inputs` null is an input left out. */
export function operatorCase(
  operator: string,
  opset: number,
  inputs: (Tensor | null)[],
  expected: Tensor | Tensor[],
  { label = '', attributes = [] as object[], domain = '' } = {},
): OperatorCase {
  const outputs = Array.isArray(expected) ? expected : [expected];
  const declared = (name: string, { dtype, shape }: Tensor) => value(name, shape, TYPE[dtype as TypeName]);
  const given = inputs.flatMap((input, index) => (input ? [[`i${index}`, input] as const] : []));
  return {
    operator: domain === '' ? operator : `${domain}::${operator}`,
    label,
    opset,
    inputs: Object.fromEntries(given),
    outputs,
    make: () =>
      model(
        {
          node: [
            node(
              operator,
              inputs.map((input, index) => (input ? `i${index}` : '')),
              outputs.map((_, index) => `o${index}`),
              attributes,
              { domain },
            ),
          ],
          input: given.map(([name, input]) => declared(name, input)),
          output: outputs.map((output, index) => declared(`o${index}`, output)),
        },
        {
          irVersion: 10,
          opsetImport: [{ domain: '', version: opset }, ...(domain === '' ? [] : [{ domain, version: 1 }])],
        },
      ),
  };
}
