// Files to pixels and samples, with what only a page has: image decoders and an audio context.
import { decodeWav, FloeError } from '../../lib/index.ts';

export interface Picture {
  bitmap: ImageBitmap;
  pixels: ImageData;
}

export interface Sound {
  /** Mono, -1 to 1. */
  samples: Float32Array;
  sampleRate: number;
}

export class MediaError extends FloeError<'infer/bad-media'> {
  override name = 'MediaError';
}

/** Beyond this many pixels a picture is scaled down first: no model here looks closer. */
const MOST_PIXELS = 16_000_000;

export async function decodePicture(file: Blob): Promise<Picture> {
  try {
    let bitmap = await createImageBitmap(file);
    const shrink = Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height));
    if (shrink < 1) {
      const small = await createImageBitmap(bitmap, {
        resizeWidth: Math.floor(bitmap.width * shrink),
        resizeHeight: Math.floor(bitmap.height * shrink),
        resizeQuality: 'high',
      });
      bitmap.close();
      bitmap = small;
    }
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d', { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    return { bitmap, pixels: context.getImageData(0, 0, bitmap.width, bitmap.height) };
  } catch (cause) {
    throw new MediaError('infer/bad-media', 'The picture could not be decoded', { cause });
  }
}

/** Decodes at the rate the model wants and mixes down to one channel. */
export async function decodeSound(file: Blob, sampleRate: number): Promise<Sound> {
  try {
    const bytes = await file.arrayBuffer();
    const exact = readWav(new Uint8Array(bytes));
    if (exact) return exact;
    const context = new OfflineAudioContext(1, 1, sampleRate);
    const buffer = await context.decodeAudioData(bytes);
    const samples = new Float32Array(buffer.length);
    for (let channel = 0; channel < buffer.numberOfChannels; channel += 1) {
      const data = buffer.getChannelData(channel);
      for (let index = 0; index < data.length; index += 1) {
        samples[index] = samples[index]! + data[index]! / buffer.numberOfChannels;
      }
    }
    return { samples, sampleRate: buffer.sampleRate };
  } catch (cause) {
    throw new MediaError('infer/bad-media', 'The sound could not be decoded', { cause });
  }
}

/** The library reads plain WAV itself, to the same samples in every browser and in Node. Others are the browser's. */
function readWav(bytes: Uint8Array): Sound | undefined {
  try {
    return decodeWav(bytes);
  } catch {
    return undefined;
  }
}
