// Recordings to samples, with what only a page has: an audio context. All else is decoded in the Worker of the views.
import { FloeError, type Recording } from '../../lib/index.ts';

export class MediaError extends FloeError<'infer/bad-media'> {
  override name = 'MediaError';
}

/** Beyond this a recording would not fit into memory decoded. */
const MOST_BYTES = 200_000_000;

/** Decodes at the rate the model wants and mixes down to one channel. */
export async function decodeSound(file: Blob, sampleRate: number): Promise<Recording> {
  try {
    if (file.size > MOST_BYTES) throw new RangeError('The recording is too long');
    const context = new OfflineAudioContext(1, 1, sampleRate);
    const buffer = await context.decodeAudioData(await file.arrayBuffer());
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

/** True if the file begins as WAV does: the library reads those itself, to the same samples everywhere. */
export async function isWav(file: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await file.slice(0, 12).arrayBuffer());
  const text = String.fromCharCode(...bytes);
  return text.startsWith('RIFF') && text.slice(8) === 'WAVE';
}
