// `--input NAME=VALUE` to tensors, through the preprocessing that the manifest declares.
import { readFile } from 'node:fs/promises';
import {
  decodeWav,
  fixedTensor,
  mediaKind,
  prepareInput,
  type Manifest,
  type ManifestInput,
  type Media,
  type RgbaImage,
  type Tensors,
} from '../lib/index.ts';
import { decodeImage } from './decode-image.ts';
import { UsageError } from './exit.ts';

/** @throws UsageError for a name the model does not have or a file that cannot be read */
export async function readInputs(manifest: Manifest, given: string[]): Promise<Tensors> {
  const values = new Map(given.map(splitInput));
  const tensors: Tensors = {};
  for (const input of manifest.inputs) {
    const value = values.get(input.name);
    values.delete(input.name);
    if (value !== undefined) tensors[input.name] = prepareInput(input, await readMedia(input, value));
    else {
      const fixed = fixedTensor(input);
      if (fixed) tensors[input.name] = fixed;
    }
  }
  const [unknown] = values.keys();
  if (unknown !== undefined) {
    const names = manifest.inputs.map(({ name }) => name).join(', ');
    throw new UsageError(`The model has no input "${unknown}"; it has ${names}`);
  }
  return tensors;
}

function splitInput(text: string): [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--input takes NAME=VALUE, not "${text}"`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

async function readMedia(input: ManifestInput, value: string): Promise<Media> {
  const kind = mediaKind(input);
  if (!value.startsWith('@')) {
    if (kind === 'image' || kind === 'audio') throw new UsageError(`Input "${input.name}" takes @FILE`);
    return { kind: 'text', text: value };
  }
  const file = value.slice(1);
  let bytes: Buffer;
  try {
    bytes = await readFile(file);
  } catch {
    throw new UsageError(`The file ${file} cannot be read`);
  }
  if (kind === 'image') return { kind: 'image', image: await readImage(file, bytes) };
  if (kind === 'audio') return { kind: 'audio', recording: decodeWav(bytes) };
  return { kind: 'text', text: bytes.toString('utf8') };
}

async function readImage(file: string, bytes: Uint8Array): Promise<RgbaImage> {
  try {
    return await decodeImage(bytes);
  } catch {
    throw new UsageError(`${file} is not a picture that can be read`);
  }
}
