// What the tensors that went in say of what was given, where nobody kept the originals: their texts, and the size of a
// picture that went in as it was.
import type { ManifestInput } from '../model/manifest.ts';
import type { Tensors } from '../model/tensor.ts';
import { pictureAxes } from './picture-place.ts';
import type { Given } from './presentation.ts';

export function givenByTensors(inputs: readonly ManifestInput[], tensors: Tensors): Given {
  const texts: Record<string, readonly string[]> = {};
  const given: Given = { inputs, texts };
  for (const { name, shape, preprocess } of inputs) {
    const tensor = Object.hasOwn(tensors, name) ? tensors[name] : undefined;
    if (!tensor) continue;
    if (Array.isArray(tensor.data)) texts[name] = tensor.data;
    if (preprocess?.kind === 'audio') {
      given.seconds ??= (tensor.shape.at(-1) ?? 0) / preprocess.sampleRate;
    }
    // A fixed size says nothing of the picture's own.
    const free = preprocess?.kind === 'image' && pictureAxes({ shape }, preprocess).width === undefined;
    if (free && given.picture === undefined) {
      const { width, height } = pictureAxes(tensor, preprocess);
      if (width !== undefined && height !== undefined) given.picture = { input: name, width, height };
    }
  }
  return given;
}
