// What does not seem right about a meaning though it can be read: said while it is written, never in the way. Pure.
import type { ManifestInput, ManifestOutput, Postprocess } from '../../lib/index.ts';

const PICTURED: ReadonlySet<string> = new Set(['detections', 'mask', 'heatmap', 'keypoints']);
const count = new Intl.NumberFormat('en');

export function inputNotes({ shape, preprocess }: ManifestInput): string[] {
  const notes: string[] = [];
  if (preprocess?.kind === 'image') {
    const { layout, width, height } = preprocess;
    const [high, wide] = layout === 'nchw' ? shape.slice(-2) : shape.slice(-3, -1);
    const channels = layout === 'nchw' ? shape.at(-3) : shape.at(-1);
    const differs = (wanted: unknown, given: number | undefined) =>
      typeof wanted === 'number' && given !== undefined && wanted !== given;
    if (typeof channels === 'number' && ![1, 3, 4].includes(channels)) {
      notes.push(`The file has ${channels} where channels should be. Is the order another one?`);
    } else {
      if (differs(wide, width)) notes.push(`The file wants pictures ${wide} wide, not ${width}.`);
      if (differs(high, height)) notes.push(`The file wants pictures ${high} high, not ${height}.`);
    }
  }
  if (preprocess?.kind === 'audio') {
    const wanted = shape.at(-1);
    if (typeof wanted === 'number' && wanted > 1 && preprocess.samples !== wanted)
      notes.push(`The file wants exactly ${count.format(wanted)} samples.`);
  }
  return notes;
}

/** `inputs` and `outputs`: all of the model, as far as they can be read. */
export function outputNotes(
  { name, shape, postprocess }: ManifestOutput,
  inputs: readonly ManifestInput[],
  outputs: readonly ManifestOutput[],
): string[] {
  if (!postprocess) return [];
  const notes: string[] = [];
  const given = new Set(inputs.map(({ preprocess }) => preprocess?.kind));
  if (PICTURED.has(postprocess.kind) && !given.has('image')) {
    notes.push('No input is a picture, so there is none to draw this on.');
  }
  if (postprocess.kind === 'segments' && !given.has('audio')) {
    notes.push('No input is a recording, so there is none to mark this on.');
  }
  notes.push(...labelNotes(postprocess, shape));
  const known = new Set([...inputs, ...outputs].map((tensor) => tensor.name));
  const lost = referred(postprocess).filter((other) => other === name || !known.has(other));
  for (const other of new Set(lost)) {
    notes.push(other === name ? 'It refers to itself.' : `The model has no "${other}".`);
  }
  return notes;
}

function labelNotes(postprocess: Postprocess, shape: ManifestOutput['shape']): string[] {
  const axis = classAxis(postprocess, shape);
  const labels = 'labels' in postprocess ? postprocess.labels : [];
  if (postprocess.kind === 'labels' && labels.length === 0 && postprocess.names === undefined) {
    return ['Without labels people see numbers: #0, #1 …'];
  }
  if (axis === undefined || labels.length === 0 || labels.length === axis) return [];
  return [
    `${count.format(labels.length)} ${labels.length === 1 ? 'label' : 'labels'} for ${count.format(axis)} ${
      axis === 1 ? 'score' : 'scores'
    }.`,
  ];
}

/** How many classes the file says there are, where it says so. */
function classAxis(postprocess: Postprocess, shape: ManifestOutput['shape']): number | undefined {
  let axis: number | string | null | undefined;
  if (postprocess.kind === 'labels' || postprocess.kind === 'table') axis = shape.at(-1);
  if (postprocess.kind === 'mask' && postprocess.values === 'scores') {
    axis = postprocess.layout === 'nchw' ? shape.at(-3) : shape.at(-1);
  }
  return typeof axis === 'number' && axis > 0 ? axis : undefined;
}

/** Names of tensors that a meaning speaks of. */
function referred(meaning: Postprocess): string[] {
  const names = ((): (string | undefined)[] => {
    switch (meaning.kind) {
      case 'labels':
      case 'mask':
        return [meaning.names];
      case 'text':
        return [meaning.score];
      case 'detections':
        return [...(meaning.scores?.outputs ?? []), meaning.classes?.output, ...(meaning.more ?? [])];
      case 'segments':
        return meaning.of === 'rows' ? [meaning.ends, meaning.names, meaning.scores] : [];
      case 'spans':
        return [meaning.of, meaning.ends, meaning.names, meaning.scores];
      case 'embedding':
        return [meaning.of];
      case 'matrix':
        return [meaning.rows, meaning.columns];
      default:
        return [];
    }
  })();
  return names.filter((name) => name !== undefined);
}
