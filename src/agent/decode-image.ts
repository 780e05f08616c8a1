// PNG, JPEG, WebP and whatever else sharp reads, as the pixels a page would see.
import type { RgbaImage } from '../lib/index.ts';

/** @throws sharp's error for bytes that are no picture */
export async function decodeImage(bytes: Uint8Array): Promise<RgbaImage> {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8ClampedArray(data) };
}
