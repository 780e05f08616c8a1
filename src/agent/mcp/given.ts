// Inputs as an agent writes them in JSON: values, texts, file paths, data URLs.
import { mediaKind, type Hub, type Manifest, type ManifestInput, type OpenModel } from '../../lib/index.ts';
import { UsageError } from '../exit.ts';
import { readGiven, type Given } from '../inputs.ts';

const DATA_URL = /^data:[^,]*,/;

/**
 * Numbers and nested arrays are tensors; a string is text where the input takes text, and a file path or data URL where
 * it takes a picture or a recording; `{ "file": path }` is always a file.
 *
 * @throws UsageError for files that cannot be read and values nobody can take
 */
export async function givenFromJson(
  manifest: Manifest,
  inputs: Record<string, unknown>,
): Promise<Map<string, Given>> {
  const given = new Map<string, Given>();
  for (const [name, value] of Object.entries(inputs)) {
    const input = manifest.inputs.find((known) => known.name === name);
    given.set(name, await toGiven(name, value, input));
  }
  return given;
}

async function toGiven(name: string, value: unknown, input: ManifestInput | undefined): Promise<Given> {
  if (typeof value === 'string') {
    if (DATA_URL.test(value)) return readDataUrl(name, value);
    const kind = input && mediaKind(input);
    return kind === 'image' || kind === 'audio' ? readGiven(value) : { text: value };
  }
  if (typeof value === 'number' || typeof value === 'boolean' || Array.isArray(value)) {
    return { text: JSON.stringify(value) };
  }
  const file = typeof value === 'object' && value !== null && 'file' in value ? value.file : undefined;
  if (typeof file === 'string') return readGiven(file);
  throw new UsageError(`Input "${name}" is a number, an array, a text, {"file": path} or a data URL`);
}

async function readDataUrl(name: string, url: string): Promise<Given> {
  try {
    // The platform's own parser; nothing leaves the process.
    const response = await fetch(url);
    return { bytes: new Uint8Array(await response.arrayBuffer()), from: `the data URL of "${name}"` };
  } catch {
    throw new UsageError(`The data URL of input "${name}" cannot be read`);
  }
}

/**
 * The inputs of one of the author's examples.
 *
 * @throws UsageError if the model has none of this name
 */
export async function givenFromExample(
  hub: Hub,
  model: OpenModel,
  label: string,
  signal: AbortSignal,
): Promise<Map<string, Given>> {
  const { examples } = model.manifest;
  const example = examples.find((known) => known.label === label);
  if (!example) {
    const labels = examples.map((known) => `"${known.label}"`).join(', ');
    throw new UsageError(`The model has no example "${label}"; it has ${labels || 'none'}`);
  }
  const given = new Map<string, Given>();
  for (const [name, value] of Object.entries(example.inputs)) {
    if (value.kind === 'text') given.set(name, { text: value.text });
    else {
      const files = await hub.files(model, { signal });
      const file = files.get(value.path);
      if (!file) throw new UsageError(`The example lacks its file ${value.path}`);
      given.set(name, { bytes: new Uint8Array(await file.arrayBuffer()), from: value.path });
    }
  }
  return given;
}
