// Planes of numbers as pictures: heat maps, masks by class, and pictures themselves.
import type { HeatmapPostprocess, ImagePostprocess, MaskPostprocess } from '../model/manifest-meaning.ts';
import type { Tensor } from '../model/tensor.ts';
import { decodeElements } from './elements.ts';
import type { Frame, Place } from './picture-place.ts';
import { CLEAR, type Answer, type LegendEntry } from './presentation.ts';

/** No screen shows more of one picture. */
const MOST_CELLS = 2 ** 24;
const MOST_PLANES = 256;

interface Planes {
  width: number;
  height: number;
  channels: number;
  at(channel: number, cell: number): number;
}

/** The first picture of a batch: [.., channels, height, width], or [.., height, width, channels]. */
function planesOf(tensor: Tensor, layout: 'nchw' | 'nhwc'): Planes | undefined {
  if (tensor.dtype === 'string' || tensor.shape.length < 2) return undefined;
  const axes = tensor.shape.length === 2 ? [1, ...tensor.shape] : tensor.shape.slice(-3);
  const flat = tensor.shape.length === 2 || layout === 'nchw';
  const [channels, height, width] = flat ? axes : [axes[2], axes[0], axes[1]];
  if (!channels || !height || !width) return undefined;
  const cells = width * height;
  const elements = decodeElements(tensor);
  if (cells > MOST_CELLS || elements.length < cells * channels) return undefined;
  return {
    width,
    height,
    channels,
    at: flat
      ? (channel, cell) => elements[channel * cells + cell]!
      : (channel, cell) => elements[cell * channels + channel]!,
  };
}

function grid({ width, height }: Planes, { size, place }: Frame) {
  return { width, height, size, place };
}

export function heatOf(spec: HeatmapPostprocess, tensor: Tensor, frame: Frame): Answer | undefined {
  const planes = planesOf(tensor, spec.layout ?? 'nchw');
  if (!planes) return undefined;
  const values = Float32Array.from({ length: planes.width * planes.height }, (_, cell) => planes.at(0, cell));
  if (spec.scale === 'spread') spread(values);
  return { kind: 'heatmap', ...grid(planes, frame), values };
}

/** The least becomes 0, the largest 1. */
function spread(values: Float32Array): void {
  let least = Infinity;
  let most = -Infinity;
  for (const value of values) {
    if (value < least) least = value;
    if (value > most && value < Infinity) most = value;
  }
  const span = most - least;
  for (let index = 0; index < values.length; index++) {
    values[index] = span > 0 ? (values[index]! - least) / span : 0;
  }
}

export function maskOf(
  spec: MaskPostprocess,
  tensor: Tensor,
  names: readonly string[] | undefined,
  frame: Frame,
): Answer | undefined {
  // Class numbers have no axis for classes: whatever is before the last two is a batch.
  const flat: Tensor = spec.values === 'index' ? { ...tensor, shape: squeezed(tensor.shape) } : tensor;
  const planes = planesOf(flat, spec.layout);
  if (!planes) return undefined;
  const cells = planes.width * planes.height;
  const label = (group: number) => names?.[group] ?? spec.labels[group] ?? `#${group}`;
  const shares = new Map<number, number>();
  const inside = insideOf(planes, frame);
  const area = inside.width * inside.height || 1;
  const count = (group: number, cell: number) => {
    const [x, y] = [cell % planes.width, Math.floor(cell / planes.width)];
    const counts =
      x >= inside.x && x < inside.x + inside.width && y >= inside.y && y < inside.y + inside.height;
    if (counts) shares.set(group, (shares.get(group) ?? 0) + 1);
  };
  const result: Uint16Array[] = [];
  const level = thresholdOf(spec, tensor);
  if (spec.values === 'planes') {
    if (planes.channels > MOST_PLANES) return undefined;
    for (let channel = 0; channel < planes.channels; channel++) {
      const plane = new Uint16Array(cells).fill(CLEAR);
      for (let cell = 0; cell < cells; cell++) {
        if (!(planes.at(channel, cell) > level)) continue;
        plane[cell] = channel;
        count(channel, cell);
      }
      if (channel !== spec.background && shares.has(channel)) result.push(plane);
    }
  } else {
    const plane = new Uint16Array(cells);
    for (let cell = 0; cell < cells; cell++) {
      const group = spec.values === 'index' ? Math.round(planes.at(0, cell)) : winner(planes, cell, level);
      const clear = group === spec.background || !(group >= 0 && group < CLEAR);
      plane[cell] = clear ? CLEAR : group;
      if (!clear) count(group, cell);
    }
    result.push(plane);
  }
  const legend = [...shares]
    .filter(([group]) => group !== spec.background)
    .map(([group, count]): LegendEntry => ({ group, label: label(group), share: count / area }))
    .sort((a, b) => b.share - a.share || a.group - b.group);
  return { kind: 'mask', ...grid(planes, frame), planes: result, legend };
}

/** The cells whose middles lie on the picture: what a model sees beside it, bars of padding, is nobody's share. */
function insideOf({ width, height }: Planes, { size, place }: Frame): Place {
  const bound = (at: number, cells: number) => Math.min(cells, Math.max(0, Math.round(at)));
  const across = width / place.width;
  const down = height / place.height;
  const x = bound(-place.x * across, width);
  const y = bound(-place.y * down, height);
  return {
    x,
    y,
    width: bound((size.width - place.x) * across, width) - x,
    height: bound((size.height - place.y) * down, height) - y,
  };
}

function squeezed(shape: readonly number[]): number[] {
  const trimmed = shape.length > 2 && shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
  return trimmed.slice(-2);
}

/** On the scale of the numbers as they are: a sigmoid and 0..255 are undone once instead of for every cell. */
function thresholdOf({ activation, threshold }: MaskPostprocess, { dtype }: Tensor): number {
  if (activation === 'sigmoid') return Math.log(threshold / (1 - threshold));
  const bytes = dtype === 'uint8' || dtype === 'int32' || dtype === 'int64';
  // A mask of integers is 0 and 1 or 0 and 255: both have nothing between 0 and 1.
  return bytes ? 0 : threshold;
}

function winner(planes: Planes, cell: number, level: number): number {
  // One plane of scores is a class against nothing.
  if (planes.channels === 1) return planes.at(0, cell) > level ? 0 : CLEAR;
  let best = 0;
  for (let channel = 1; channel < planes.channels; channel++) {
    if (planes.at(channel, cell) > planes.at(best, cell)) best = channel;
  }
  return best;
}

/** Bars that the picture which went in was padded with are cut off, where what came out has the same form. */
export function pictureOf(spec: ImagePostprocess, tensor: Tensor, frame: Frame): Answer | undefined {
  const planes = planesOf(tensor, spec.layout);
  if (!planes || ![1, 3, 4].includes(planes.channels)) return undefined;
  const { channels } = planes;
  const alike = Math.abs(planes.width * frame.model.height - planes.height * frame.model.width) < 1;
  const whole = { x: 0, y: 0, width: planes.width, height: planes.height };
  const { x: left, y: top, width, height } = alike ? insideOf(planes, frame) : whole;
  const integers = !tensor.dtype.startsWith('float') && tensor.dtype !== 'bool';
  const [scale, shift] =
    integers || spec.range === 'byte' ? [1, 0] : spec.range === 'signed' ? [127.5, 127.5] : [255, 0];
  if (width === 0 || height === 0) return undefined;
  const data = new Uint8ClampedArray(width * height * 4);
  const order = channels === 1 ? [0, 0, 0] : spec.channels === 'bgr' ? [2, 1, 0] : [0, 1, 2];
  for (let pixel = 0; pixel < width * height; pixel++) {
    const cell = (top + Math.floor(pixel / width)) * planes.width + left + (pixel % width);
    // The array rounds and clamps; NaN becomes 0.
    data[pixel * 4] = planes.at(order[0]!, cell) * scale + shift;
    data[pixel * 4 + 1] = planes.at(order[1]!, cell) * scale + shift;
    data[pixel * 4 + 2] = planes.at(order[2]!, cell) * scale + shift;
    data[pixel * 4 + 3] = channels === 4 ? planes.at(3, cell) * scale + shift : 255;
  }
  return { kind: 'picture', width, height, data };
}
