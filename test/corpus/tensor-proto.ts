// A TensorProto as a plain tensor, by onnx-proto: what test data is kept in.
import onnxProto from 'onnx-proto';
import { arrayOf, type DType, type Tensor } from '../../src/lib/model/tensor.ts';

const { onnx } = onnxProto;

const DTYPES: Record<number, DType> = {
  1: 'float32', 2: 'uint8', 3: 'int8', 4: 'uint16', 5: 'int16', 6: 'int32', 7: 'int64', 8: 'string', 9: 'bool',
  10: 'float16', 11: 'float64', 12: 'uint32', 13: 'uint64',
}; // prettier-ignore

/** Undefined for element types that JavaScript has no array for. */
export function tensorOf(bytes: Uint8Array): Tensor | undefined {
  const proto = onnx.TensorProto.decode(bytes);
  const dtype = DTYPES[proto.dataType!];
  if (!dtype) return undefined;
  const shape = proto.dims!.map(Number);
  if (dtype === 'string') {
    return { dtype, shape, data: proto.stringData!.map((item) => new TextDecoder().decode(item)) };
  }
  const Elements = arrayOf(dtype)!;
  if (proto.rawData && proto.rawData.length > 0) {
    return { dtype, shape, data: new Elements(new Uint8Array(proto.rawData).buffer) as Tensor['data'] };
  }
  const typed = dtype === 'float32' ? proto.floatData! : dtype === 'float64' ? proto.doubleData! : undefined;
  const whole =
    dtype === 'int64' ? proto.int64Data! : /^uint(32|64)$/.test(dtype) ? proto.uint64Data! : undefined;
  const numbers = (typed ?? whole ?? proto.int32Data!) as unknown[];
  const wide = dtype === 'int64' || dtype === 'uint64';
  const data = (Elements as { from(items: unknown[]): unknown }).from(
    numbers.map((item) => (wide ? BigInt(String(item)) : Number(item))),
  );
  return { dtype, shape, data: data as Tensor['data'] };
}
