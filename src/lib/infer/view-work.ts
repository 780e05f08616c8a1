// The work behind forms and views, wherever it is done: what was given to tensors, tensors to answers.
import type { ManifestInput } from '../model/manifest.ts';
import type { Recording } from './audio.ts';
import { readCsv } from './csv.ts';
import { prepareInput } from './media.ts';
import { decodeNpy, isNpy } from './npy.ts';
import { decodePictureFile } from './picture-file.ts';
import { fittedTensor, parseTensor, tableTensor } from './tensor-text.ts';
import type { GivenMedia, Prepared, Wave } from './views-protocol.ts';
import { decodeWav } from './wav.ts';

/** Of one stretch: least and largest. */
const STRETCHES = 800;

/** @throws InferError 'infer/bad-media'; TensorError */
export async function prepareMedia(input: ManifestInput, media: GivenMedia): Promise<Prepared> {
  switch (media.kind) {
    case 'text':
      return { tensor: prepareInput(input, media) };
    case 'picture': {
      const { bitmap, pixels } = await decodePictureFile(media.file);
      return { tensor: prepareInput(input, { kind: 'image', image: pixels }), picture: bitmap };
    }
    case 'wav':
      return heard(input, decodeWav(new Uint8Array(await media.file.arrayBuffer())));
    case 'recording':
      return heard(input, media.recording);
    case 'numbers': {
      const bytes = new Uint8Array(await media.file.arrayBuffer());
      if (isNpy(bytes)) return { tensor: fittedTensor(input, decodeNpy(bytes)) };
      const text = new TextDecoder().decode(bytes);
      const json = text.trimStart().startsWith('[');
      return { tensor: json ? parseTensor(input, text) : tableTensor(input, readCsv(text)) };
    }
  }
}

function heard(input: ManifestInput, recording: Recording): Prepared {
  return { tensor: prepareInput(input, { kind: 'audio', recording }), wave: waveOf(recording) };
}

export function waveOf({ samples, sampleRate }: Recording): Wave {
  const count = Math.min(STRETCHES, samples.length);
  const peaks = new Float32Array(count * 2);
  for (let stretch = 0; stretch < count; stretch++) {
    const end = Math.floor(((stretch + 1) * samples.length) / count);
    let [least, most] = [0, 0];
    for (let index = Math.floor((stretch * samples.length) / count); index < end; index++) {
      const value = samples[index]!;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    peaks[stretch * 2] = least;
    peaks[stretch * 2 + 1] = most;
  }
  return { seconds: samples.length / sampleRate, peaks };
}
