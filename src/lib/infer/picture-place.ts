// Where a picture lies in what the model got of it, and the way back: the arithmetic of fitting, shared by both ways.
import type { ImagePreprocess } from '../model/manifest-meaning.ts';
import type { TensorInfo } from '../model/tensor.ts';

export interface Size {
  width: number;
  height: number;
}

/** A rectangle in some picture's pixels; it may reach past the picture. */
export interface Place extends Size {
  x: number;
  y: number;
}

/** Axes of a picture's tensor; undefined where the model takes any size. */
export interface PictureAxes {
  channels: number | undefined;
  width: number | undefined;
  height: number | undefined;
}

export function pictureAxes(
  { shape }: Pick<TensorInfo, 'shape'>,
  { layout }: Pick<ImagePreprocess, 'layout'>,
): PictureAxes {
  const [a, b, c] = shape.slice(-3);
  const [channels, height, width] = layout === 'nchw' ? [a, b, c] : [c, a, b];
  const size = (axis: number | string | null | undefined) => (typeof axis === 'number' ? axis : undefined);
  return { channels: size(channels), height: size(height), width: size(width) };
}

/** The size the model gets, before cropping or padding are decided. */
export function modelSize(image: Size, spec: ImagePreprocess, axes: Omit<PictureAxes, 'channels'>): Size {
  const fixedWidth = spec.width ?? axes.width;
  const fixedHeight = spec.height ?? axes.height;
  const step = spec.multipleOf ?? 1;
  const rounded = (size: number) => Math.max(step, Math.round(size / step) * step);
  if (fixedWidth !== undefined && fixedHeight !== undefined)
    return { width: fixedWidth, height: fixedHeight };
  if (fixedHeight !== undefined) {
    return { width: rounded((image.width * fixedHeight) / image.height), height: fixedHeight };
  }
  if (fixedWidth !== undefined)
    return { width: fixedWidth, height: rounded((image.height * fixedWidth) / image.width) };
  const scale = Math.min(1, (spec.maxSide ?? Infinity) / Math.max(image.width, image.height));
  return { width: rounded(image.width * scale), height: rounded(image.height * scale) };
}

/** Where the whole picture lies in `target`, in its pixels. With `cover` it reaches past it. */
export function fitPlace(image: Size, target: Size, fit: ImagePreprocess['fit']): Place {
  if (fit === 'stretch') return { x: 0, y: 0, ...target };
  const ratios = [target.width / image.width, target.height / image.height] as const;
  const scale = fit === 'cover' ? Math.max(...ratios) : Math.min(...ratios);
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  return {
    x: Math.floor((target.width - width) / 2),
    y: Math.floor((target.height - height) / 2),
    width,
    height,
  };
}

/** What a model saw of a picture. */
export interface Frame {
  /** The picture's own size; the model's where the picture is not known. */
  size: Size;
  /** The size of what the model got. */
  model: Size;
  /** Where what the model got lies on the picture, in the picture's pixels. */
  place: Place;
}

/** @param image the picture's own size */
export function pictureFrame(
  info: Pick<TensorInfo, 'shape'>,
  spec: ImagePreprocess,
  { width, height }: Size,
): Frame {
  const size = { width, height };
  const model = modelSize(size, spec, pictureAxes(info, spec));
  const inner = fitPlace(size, model, spec.fit);
  const across = width / inner.width;
  const down = height / inner.height;
  return {
    size,
    model,
    place: {
      x: 0 - inner.x * across,
      y: 0 - inner.y * down,
      width: model.width * across,
      height: model.height * down,
    },
  };
}

/** A model's own view, where no picture is at hand. */
export function bareFrame({ width, height }: Size): Frame {
  return { size: { width, height }, model: { width, height }, place: { x: 0, y: 0, width, height } };
}

/** From the model's pixels to the picture's. */
export function toPicture({ model, place }: Frame, x: number, y: number): [number, number] {
  return [place.x + (x * place.width) / model.width, place.y + (y * place.height) / model.height];
}
