// Replaces what @huggingface/transformers does to pictures with a canvas here and with sharp there by one arithmetic, so
// that the same picture is the same answer, and the same receipt, everywhere.
import { InferError } from '../errors.ts';
import type { Library } from './library.ts';
import { cut, resample, type Raster, type Resampling } from './resample.ts';

/** Some 270 MB as the floats that follow. */
const MOST_PIXELS = 2 ** 24;

const BY_NUMBER: readonly Resampling[] = ['nearest', 'lanczos', 'bilinear', 'bicubic', 'box', 'hamming'];

type Image = Raster;

export function useExactImages({ RawImage }: Pick<Library, 'RawImage'>): void {
  const prototype = RawImage.prototype as unknown as Record<string, unknown>;
  // Always another picture: the one before is still asked for its size.
  const made = (data: Uint8ClampedArray, { channels }: Image, { width, height }: Size) =>
    new RawImage(data, width, height, channels as 3) as Image;
  const windowOf = (image: Image, left: number, top: number, size: Size) => {
    const { width, height } = size;
    if (left === 0 && top === 0 && width === image.width && height === image.height) return image;
    checkSize(size);
    return made(cut(image, left, top, width, height), image, size);
  };
  Object.assign(prototype, {
    async resize(this: Image, width: unknown, height: unknown, { resample: by = 2 }: ResizeOptions = {}) {
      const size = sizeOf(this, width, height);
      if (size.width === this.width && size.height === this.height) return this;
      checkSize(size);
      const method = typeof by === 'number' ? BY_NUMBER[by] : by;
      const known = method && BY_NUMBER.includes(method) ? method : 'bilinear';
      return made(resample(this, size.width, size.height, known), this, size);
    },
    async pad(this: Image, sides: readonly number[]) {
      const [left = 0, right = 0, top = 0, bottom = 0] = sides.map((side) => Math.max(0, Math.floor(side)));
      const size = { width: this.width + left + right, height: this.height + top + bottom };
      return windowOf(this, -left, -top, size);
    },
    async crop(this: Image, [x0 = 0, y0 = 0, x1 = 0, y1 = 0]: readonly number[]) {
      const [left, top] = [Math.max(0, Math.floor(x0)), Math.max(0, Math.floor(y0))];
      const [right, bottom] = [
        Math.min(this.width - 1, Math.floor(x1)),
        Math.min(this.height - 1, Math.floor(y1)),
      ];
      return windowOf(this, left, top, { width: right - left + 1, height: bottom - top + 1 });
    },
    async center_crop(this: Image, width: number, height: number) {
      const [left, top] = [Math.floor((this.width - width) / 2), Math.floor((this.height - height) / 2)];
      return windowOf(this, left, top, { width, height });
    },
  });
}

interface Size {
  width: number;
  height: number;
}

interface ResizeOptions {
  resample?: number | Resampling;
}

/** A missing side keeps the proportions. */
function sizeOf(image: Image, width: unknown, height: unknown): Size {
  const given = (side: unknown) =>
    side === null || side === undefined || side === -1 ? undefined : Number(side);
  const [w, h] = [given(width), given(height)];
  if (w === undefined && h === undefined) return { width: image.width, height: image.height };
  return {
    width: Math.max(1, Math.floor(w ?? (h! / image.height) * image.width)),
    height: Math.max(1, Math.floor(h ?? (w! / image.width) * image.height)),
  };
}

function checkSize({ width, height }: Size): void {
  if (width >= 1 && height >= 1 && width * height <= MOST_PIXELS) return;
  throw new InferError('infer/bad-media', 'The model asks for a picture that cannot be made here', {
    details: { width, height },
  });
}
