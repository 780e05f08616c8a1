// Points over a picture: a body's joints, a hand's, a face's.
import type { KeypointsPostprocess } from '../model/manifest-meaning.ts';
import type { Tensor } from '../model/tensor.ts';
import { decodeElements } from './elements.ts';
import { toPicture, type Frame } from './picture-place.ts';
import type { Answer, NamedPoint } from './presentation.ts';

const MOST_POINTS = 5_000;

/** Points the model is not sure of are left out, and lines to them. */
export function pointsOf(spec: KeypointsPostprocess, tensor: Tensor, frame: Frame): Answer | undefined {
  const { values: size, order, score: scoreAt, names, threshold } = spec;
  if (tensor.dtype === 'string' || tensor.data.length === 0 || tensor.data.length % size !== 0)
    return undefined;
  if (scoreAt !== undefined && scoreAt >= size) return undefined;
  const count = tensor.data.length / size;
  const each = names.length > 0 ? names.length : count;
  if (count > MOST_POINTS || count % each !== 0) return undefined;
  const elements = decodeElements(tensor);
  const across = spec.scale === 'unit' ? frame.model.width : 1;
  const down = spec.scale === 'unit' ? frame.model.height : 1;
  /** By number in the set; undefined where left out. */
  const point = (index: number): NamedPoint | undefined => {
    const at = index * size;
    const [first, second] = [elements[at]!, elements[at + 1]!];
    const [x, y] = order === 'xy' ? [first, second] : [second, first];
    const score = scoreAt === undefined ? undefined : elements[at + scoreAt]!;
    if (!Number.isFinite(x) || !Number.isFinite(y) || (score !== undefined && !(score >= threshold)))
      return undefined;
    const [px, py] = toPicture(frame, x * across, y * down);
    return { x: px, y: py, score, name: names[index % each] ?? `${index % each}` };
  };
  const sets: NamedPoint[][] = [];
  const edges: [number, number][] = [];
  for (let set = 0; set < count / each; set++) {
    const places = new Map<number, number>();
    const kept: NamedPoint[] = [];
    for (let index = 0; index < each; index++) {
      const found = point(set * each + index);
      if (!found) continue;
      places.set(index, kept.length);
      kept.push(found);
    }
    if (kept.length === 0) continue;
    const before = sets.reduce((sum, { length }) => sum + length, 0);
    for (const [from, to] of spec.edges) {
      const [a, b] = [places.get(from), places.get(to)];
      if (a !== undefined && b !== undefined) edges.push([before + a, before + b]);
    }
    sets.push(kept);
  }
  return { kind: 'keypoints', size: frame.size, sets, edges };
}
