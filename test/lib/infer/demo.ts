// The demo models as the tests here use them: one model's draft as an engine source, one input from its example.
import { demoModels } from '../../../start/models/index.ts';
import { decodeWav } from '../../../src/lib/infer/wav.ts';
import { decodeImage } from '../../../src/agent/decode-image.ts';
import { fixedTensor, prepareInput, type Media } from '../../../src/lib/infer/media.ts';
import type { EngineSource } from '../../../src/lib/infer/types.ts';
import type { PublicationDraft } from '../../../src/lib/hub/types.ts';
import type { Tensors } from '../../../src/lib/model/tensor.ts';

export async function demoModel(task: string): Promise<PublicationDraft> {
  const model = (await demoModels()).find((draft) => draft.task === task);
  if (!model) throw new Error(`No demo model for ${task}`);
  return model;
}

export function sourceOf(draft: PublicationDraft): EngineSource {
  const { runtime, entry, pipeline } = draft;
  return { runtime, entry, pipeline, files: new Map(draft.files.map(({ path, data }) => [path, data])) };
}

export function fileOf(draft: PublicationDraft, path: string): Blob {
  const file = draft.files.find((candidate) => candidate.path === path);
  if (!file) throw new Error(`No file ${path}`);
  return file.data;
}

export async function bytesOf(draft: PublicationDraft, path = draft.entry): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await fileOf(draft, path).arrayBuffer());
}

/** The inputs of an example, or of `media` in place of its first. */
export async function inputsOf(draft: PublicationDraft, example = 0, media?: Media): Promise<Tensors> {
  const inputs: Tensors = {};
  for (const input of draft.inputs) {
    const fixed = fixedTensor(input);
    inputs[input.name] =
      fixed ?? prepareInput(input, media ?? (await exampleMedia(draft, example, input.name)));
  }
  return inputs;
}

async function exampleMedia(draft: PublicationDraft, example: number, name: string): Promise<Media> {
  const given = draft.examples![example]!.inputs[name]!;
  if (given.kind === 'text') return given;
  const bytes = await bytesOf(draft, given.path);
  return given.mime === 'image/png'
    ? { kind: 'image', image: await decodeImage(bytes) }
    : { kind: 'audio', recording: decodeWav(bytes) };
}
