// A single-file ONNX model as one with external data: its large weights stay in the file and are named by their place
// in it. The runtime then copies each weight once, instead of the file, the message and the weight. Knows no runtime.
import { ByteSource, fieldsOf, type Field } from './protobuf.ts';
import type { OnnxFiles } from './onnx-files.ts';

/** Smaller weights stay: what shapes depend on must be there when the runtime reads the graph. */
const LARGE_BYTES = 1 << 20;
/** Of all large weights: below this a model is given to the runtime as it is. */
const WORTH_BYTES = 16 << 20;

/** TensorProto.DataLocation.EXTERNAL */
const EXTERNAL = 1;
const [GRAPH, INITIALIZER, RAW_DATA, EXTERNAL_DATA, DATA_LOCATION] = [7, 5, 9, 13, 14];

/** What takes the place of the bytes `from`..`to` of a file. */
interface Edit {
  from: number;
  to: number;
  parts: (Uint8Array<ArrayBuffer> | Blob)[];
}

/**
 * The same model with its large weights as external data, or as it was where that would save little. The file must be
 * an ONNX model, as `readOnnxHeader` found it to be.
 */
export async function withWeightsOutside({ entry, external }: OnnxFiles): Promise<OnnxFiles> {
  if (entry.size < WORTH_BYTES) return { entry, external };
  const source = new ByteSource(entry);
  const graphs: Field[] = [];
  for await (const field of fieldsOf(source, 0, source.size)) {
    if (field.number === GRAPH && field.wire === 2) graphs.push(field);
  }
  const [graph] = graphs;
  // A message in several pieces is legal and unheard of.
  if (!graph || graphs.length > 1) return { entry, external };

  const path = freePath(external);
  const edits: Edit[] = [];
  let moved = 0;
  for await (const tensor of fieldsOf(source, graph.start, graph.end)) {
    if (tensor.number !== INITIALIZER || tensor.wire !== 2) continue;
    const raw = await rawData(source, tensor);
    if (!raw || raw.end - raw.start < LARGE_BYTES) continue;
    const parts = spliced(entry, tensor, [{ from: raw.from, to: raw.end, parts: [reference(path, raw)] }]);
    edits.push({ from: tensor.from, to: tensor.end, parts: message(INITIALIZER, parts) });
    moved += raw.end - raw.start;
  }
  if (moved < WORTH_BYTES) return { entry, external };
  const inside = message(GRAPH, spliced(entry, graph, edits));
  const whole = { start: 0, end: entry.size };
  return {
    entry: new Blob(spliced(entry, whole, [{ from: graph.from, to: graph.end, parts: inside }])),
    external: [...external, { path, data: entry }],
  };
}

/** The field that holds a tensor's bytes, where they are all there is of it. */
async function rawData(source: ByteSource, tensor: Field): Promise<Field | undefined> {
  const raw: Field[] = [];
  for await (const field of fieldsOf(source, tensor.start, tensor.end)) {
    if (field.number === DATA_LOCATION || field.number === EXTERNAL_DATA) return undefined;
    if (field.number === RAW_DATA && field.wire === 2) raw.push(field);
  }
  return raw.length === 1 ? raw[0] : undefined;
}

/** The fields that name a place in a file. */
function reference(path: string, { start, end }: Field): Uint8Array<ArrayBuffer> {
  const entries = { location: path, offset: String(start), length: String(end - start) };
  const fields = Object.entries(entries).map(([key, value]) =>
    field(EXTERNAL_DATA, joined([field(1, text(key)), field(2, text(value))])),
  );
  return joined([...fields, varint(DATA_LOCATION << 3), varint(EXTERNAL)]);
}

function spliced(file: Blob, { start, end }: { start: number; end: number }, edits: readonly Edit[]) {
  const parts: Edit['parts'] = [];
  let at = start;
  for (const edit of edits) {
    parts.push(file.slice(at, edit.from), ...edit.parts);
    at = edit.to;
  }
  return [...parts, file.slice(at, end)];
}

function message(number: number, parts: Edit['parts']): Edit['parts'] {
  const bytes = parts.reduce((sum, part) => sum + (part instanceof Blob ? part.size : part.length), 0);
  return [varint((number << 3) | 2), varint(bytes), ...parts];
}

function field(number: number, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return joined([varint((number << 3) | 2), varint(payload.length), payload]);
}

function varint(value: number): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.of(...bytes, rest);
    bytes.push((rest % 128) | 128);
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

const text = (value: string) => new TextEncoder().encode(value);

/** A name that is no file of the model. */
function freePath(external: OnnxFiles['external']): string {
  let path = 'weights-in-entry';
  while (external.some((file) => file.path === path)) path += '-';
  return path;
}
