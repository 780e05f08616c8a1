// Pictures out of files, with what a browser's thread has: its decoders and a canvas without a page.
import { InferError } from './errors.ts';
import type { RgbaImage } from './image.ts';

/** Beyond this many pixels a picture is scaled down first: no model here looks closer. */
const MOST_PIXELS = 16_000_000;

export interface DecodedPicture {
  bitmap: ImageBitmap;
  pixels: RgbaImage;
}

/** @throws InferError 'infer/bad-media' if no decoder of the browser reads it */
export async function decodePictureFile(file: Blob): Promise<DecodedPicture> {
  try {
    let bitmap = await createImageBitmap(file);
    const shrink = Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height));
    if (shrink < 1) {
      const small = await createImageBitmap(bitmap, {
        resizeWidth: Math.max(1, Math.floor(bitmap.width * shrink)),
        resizeHeight: Math.max(1, Math.floor(bitmap.height * shrink)),
        resizeQuality: 'high',
      });
      bitmap.close();
      bitmap = small;
    }
    const { width, height } = bitmap;
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    return { bitmap, pixels: { width, height, data } };
  } catch (cause) {
    throw new InferError('infer/bad-media', 'The picture could not be decoded', { cause });
  }
}
