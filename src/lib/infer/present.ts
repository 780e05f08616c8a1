// A model's outputs as what a person understands. Each meaning is worked out in a file of its own; what does not suit its
// declared meaning is shown as the tensor it is. Knows no screen.
import type { ManifestInput, ManifestOutput } from '../model/manifest.ts';
import type { ImagePreprocess, Postprocess } from '../model/manifest-meaning.ts';
import type { Tensor, Tensors } from '../model/tensor.ts';
import { decodeElements } from './elements.ts';
import { bareFrame, pictureFrame, type Frame, type Size } from './picture-place.ts';
import { findBoxes } from './present-boxes.ts';
import { decodeCtc, topLabels } from './present-labels.ts';
import { heatOf, maskOf, pictureOf } from './present-planes.ts';
import { pointsOf } from './present-points.ts';
import { likeness, matrixOf, segmentsOf, spansOf, tableOf, textOf } from './present-rows.ts';
import {
  MOST_ELEMENTS,
  plainMeaning,
  referred,
  type Answer,
  type Given,
  type Presentation,
} from './presentation.ts';

const MOST_SAMPLES = 2 ** 22;

/** One presentation per declared output that is there, in the manifest's order, then undeclared ones as tensors. */
export function presentOutputs(
  outputs: readonly ManifestOutput[],
  tensors: Tensors,
  given: Given = {},
): Presentation[] {
  const used = new Set(outputs.flatMap(({ postprocess }) => referred(postprocess)));
  const declared = outputs.flatMap((output) => {
    if (!Object.hasOwn(tensors, output.name)) return [];
    const shown = presentOutput(output, tensors, given);
    // What another output's meaning has taken in need not be said twice.
    return [used.has(output.name) && !output.postprocess ? { ...shown, secondary: true } : shown];
  });
  const names = new Set(outputs.map((output) => output.name));
  const others = Object.entries(tensors)
    .filter(([name]) => !names.has(name))
    .map(([name, tensor]): Presentation => ({ name, label: name, secondary: true, kind: 'tensor', tensor }));
  return [...declared, ...others];
}

function presentOutput(output: ManifestOutput, tensors: Tensors, given: Given): Presentation {
  const base = {
    name: output.name,
    label: output.label ?? output.name,
    secondary: output.secondary ?? false,
  };
  const tensor = tensors[output.name]!;
  const spec = output.postprocess ?? plainMeaning(tensor);
  return { ...base, ...(answerOf(spec, tensor, tensors, given) ?? { kind: 'tensor', tensor }) };
}

function answerOf(
  spec: Postprocess | undefined,
  tensor: Tensor,
  outputs: Tensors,
  given: Given,
): Answer | undefined {
  if (!spec || tensor.data.length > MOST_ELEMENTS) return undefined;
  const words = (name: string | undefined) => {
    const data = name !== undefined && Object.hasOwn(outputs, name) ? outputs[name]!.data : undefined;
    return Array.isArray(data) ? data : undefined;
  };
  switch (spec.kind) {
    case 'labels':
      return topLabels(spec, tensor, words(spec.names));
    case 'ctc':
      return decodeCtc(spec, tensor);
    case 'heatmap':
      return heatOf(spec, tensor, frameOf(given, planeSize(tensor, spec.layout)));
    case 'detections':
      return findBoxes(spec, tensor, outputs, frameOf(given));
    case 'mask':
      return maskOf(spec, tensor, words(spec.names), frameOf(given, planeSize(tensor, spec.layout)));
    case 'keypoints':
      return pointsOf(spec, tensor, frameOf(given));
    case 'image':
      return pictureOf(spec, tensor, frameOf(given, planeSize(tensor, spec.layout)));
    case 'audio':
      return soundOf(spec.sampleRate, tensor);
    case 'segments':
      return segmentsOf(spec, tensor, outputs, given);
    case 'embedding':
      return likeness(spec, tensor, given);
    case 'matrix':
      return matrixOf(spec, tensor, given);
    case 'spans':
      return spansOf(spec, tensor, outputs, given);
    case 'text':
      return textOf(tensor, scoreOf(spec.score, outputs));
    case 'table':
      return tableOf(spec, tensor);
  }
}

function scoreOf(name: string | undefined, outputs: Tensors): number | undefined {
  const tensor = name !== undefined && Object.hasOwn(outputs, name) ? outputs[name] : undefined;
  return tensor && tensor.dtype !== 'string' && tensor.data.length > 0
    ? decodeElements(tensor)[0]
    : undefined;
}

function soundOf(sampleRate: number, tensor: Tensor): Answer | undefined {
  if (tensor.dtype === 'string' || tensor.data.length === 0 || tensor.data.length > MOST_SAMPLES)
    return undefined;
  const scale = tensor.dtype === 'int16' ? 1 / 32_768 : 1;
  const samples = Float32Array.from(decodeElements(tensor), (value) => value * scale);
  return { kind: 'sound', samples, sampleRate };
}

function planeSize({ shape }: Tensor, layout: 'nchw' | 'nhwc' = 'nchw'): Size {
  const [height = 1, width = 1] =
    layout === 'nhwc' && shape.length > 2 ? shape.slice(-3, -1) : shape.slice(-2);
  return { width, height };
}

/** @param plane size of what lies over the picture, where no picture is known */
function frameOf({ inputs = [], picture }: Given, plane?: Size): Frame {
  const pictured = inputs.filter(isPicture);
  const input = pictured.find(({ name }) => name === picture?.input) ?? pictured[0];
  if (input && picture) return pictureFrame(input, input.preprocess, picture);
  if (picture) return bareFrame(picture);
  if (plane) return bareFrame(plane);
  const { width, height } = input?.preprocess ?? {};
  return bareFrame({ width: width ?? 1, height: height ?? 1 });
}

function isPicture(input: ManifestInput): input is ManifestInput & { preprocess: ImagePreprocess } {
  return input.preprocess?.kind === 'image';
}
