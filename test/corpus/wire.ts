// Tensors and files as JSON, between the tests and their page. Knows neither.
import { arrayOf, type Tensor, type Tensors } from '../../src/lib/model/tensor.ts';

interface WireTensor {
  name: string;
  dtype: Tensor['dtype'];
  shape: readonly number[];
  /** Bytes in base64; strings as they are. */
  data: string | string[];
}

export interface WireJob {
  runtime: 'onnx' | 'tfjs';
  entry: string;
  /** Bytes in base64, by path. */
  files: [path: string, base64: string][];
  inputs?: WireTensor[];
  /** What must come out, in the order of the signature. */
  expected?: WireTensor[];
}

export function toWire(tensors: Tensors | readonly [string, Tensor][]): WireTensor[] {
  const entries = Array.isArray(tensors)
    ? (tensors as [string, Tensor][])
    : Object.entries(tensors as Tensors);
  return entries.map(([name, { dtype, shape, data }]) => {
    if (Array.isArray(data)) return { name, dtype, shape, data };
    return {
      name,
      dtype,
      shape,
      data: base64(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
    };
  });
}

export function fromWire(tensors: readonly WireTensor[]): [string, Tensor][] {
  return tensors.map(({ name, dtype, shape, data }) => {
    const Elements = arrayOf(dtype);
    const own = Elements && typeof data === 'string' ? new Elements(bytesOf(data).buffer) : data;
    return [name, { dtype, shape, data: own as Tensor['data'] }];
  });
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
