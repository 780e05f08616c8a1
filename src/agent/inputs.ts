// What a caller gives for a model's inputs, as tensors, through the preprocessing that the manifest declares.
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  decodeWav,
  fixedTensor,
  mediaKind,
  prepareInput,
  type Manifest,
  type ManifestInput,
  type Media,
  type RgbaImage,
  type Tensor,
  type Tensors,
} from '../lib/index.ts';
import { decodeImage } from './decode-image.ts';
import { UsageError } from './exit.ts';

/** Text as it is, or the bytes of a file with the name it is called by. */
export type Given = { text: string } | { bytes: Uint8Array; from: string };

/** @throws UsageError for a name the model does not have, or bytes that are not what the input takes */
export async function prepareInputs(manifest: Manifest, given: ReadonlyMap<string, Given>): Promise<Tensors> {
  const names = manifest.inputs.map(({ name }) => name);
  for (const name of given.keys()) {
    if (!names.includes(name)) {
      throw new UsageError(`The model has no input "${name}"; it has ${names.join(', ')}`);
    }
  }
  const tensors: Tensors = {};
  for (const input of manifest.inputs) {
    const value = given.get(input.name) ?? initialOf(input);
    const tensor = value === undefined ? fixedTensor(input) : await toTensor(input, value);
    if (tensor) tensors[input.name] = tensor;
  }
  return tensors;
}

/** What a form would hold before anybody touches it. */
function initialOf({ fixed, initial }: ManifestInput): Given | undefined {
  return fixed || initial === undefined ? undefined : { text: String(initial) };
}

async function toTensor(input: ManifestInput, value: Given): Promise<Tensor> {
  const media = await toMedia(input, value);
  const one = input.shape.every((size) => size === 1);
  // A single text is taken as it stands, its commas part nothing; in JSON's quotes it is taken out of them.
  if (media.kind === 'text' && input.dtype === 'string' && !input.preprocess && one && !isJson(media.text)) {
    return { dtype: 'string', shape: input.shape.map(() => 1), data: [media.text] };
  }
  return prepareInput(input, media);
}

/** Of a string, or of arrays of them. */
function isJson(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' || Array.isArray(value);
  } catch {
    return false;
  }
}

/** `NAME=VALUE` of a command line: VALUE is `@FILE`, or text. */
export async function readPairs(pairs: readonly string[]): Promise<Map<string, Given>> {
  const given = new Map<string, Given>();
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 1) throw new UsageError(`--input takes NAME=VALUE, not "${pair}"`);
    const value = pair.slice(equals + 1);
    given.set(
      pair.slice(0, equals),
      value.startsWith('@') ? await readGiven(value.slice(1)) : { text: value },
    );
  }
  return given;
}

/**
 * Relative paths start where the caller stands, also when npm has moved to this project's folder.
 *
 * @throws UsageError if there is no such file
 */
export async function readGiven(file: string): Promise<Given> {
  const path = resolve(process.env['INIT_CWD'] ?? '.', file);
  try {
    return { bytes: new Uint8Array(await readFile(path)), from: `the file ${file}` };
  } catch {
    throw new UsageError(`The file ${file} cannot be read`);
  }
}

async function toMedia(input: ManifestInput, value: Given): Promise<Media> {
  const kind = mediaKind(input);
  if ('text' in value) {
    if (kind === 'image' || kind === 'audio') throw new UsageError(`Input "${input.name}" takes a file`);
    return { kind: 'text', text: value.text };
  }
  if (kind === 'image') return { kind: 'image', image: await readImage(value.from, value.bytes) };
  if (kind === 'audio') return { kind: 'audio', recording: decodeWav(value.bytes) };
  return { kind: 'text', text: new TextDecoder().decode(value.bytes) };
}

async function readImage(from: string, bytes: Uint8Array): Promise<RgbaImage> {
  try {
    return await decodeImage(bytes);
  } catch {
    throw new UsageError(`What came as ${from} is not a picture that can be read`);
  }
}
