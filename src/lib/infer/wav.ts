// RIFF/WAVE files to samples and back, where no browser decoder exists. PCM and float only.
import type { Recording } from './audio.ts';
import { InferError } from './errors.ts';

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

interface Format {
  tag: number;
  channels: number;
  sampleRate: number;
  bits: number;
}

/** All channels mixed to one. @throws InferError 'infer/bad-media' on anything but PCM or float WAVE */
export function decodeWav(bytes: Uint8Array): Recording {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tagAt(view, 0) !== 'RIFF' || tagAt(view, 8) !== 'WAVE')
    throw bad('The file is not WAV');
  let format: Format | undefined;
  for (let offset = 12; offset + 8 <= view.byteLength;) {
    const tag = tagAt(view, offset);
    const start = offset + 8;
    // A stream's header claims more than there is; what is there counts.
    const length = Math.min(view.getUint32(offset + 4, true), view.byteLength - start);
    if (tag === 'fmt ' && length >= 16) format = readFormat(view, start, length);
    if (tag === 'data') {
      if (!format) break;
      return { samples: readSamples(view, start, length, format), sampleRate: format.sampleRate };
    }
    offset = start + length + (length & 1);
  }
  throw bad('The WAV file holds no samples');
}

function readFormat(view: DataView, start: number, length: number): Format {
  const tag = view.getUint16(start, true);
  return {
    tag: tag === EXTENSIBLE && length >= 26 ? view.getUint16(start + 24, true) : tag,
    channels: view.getUint16(start + 2, true),
    sampleRate: view.getUint32(start + 4, true),
    bits: view.getUint16(start + 14, true),
  };
}

function readSamples(view: DataView, start: number, length: number, format: Format): Float32Array {
  const read = readerOf(view, format);
  const size = format.bits / 8;
  if (format.channels === 0 || format.sampleRate === 0) throw bad('The WAV header makes no sense');
  const samples = new Float32Array(Math.floor(length / (size * format.channels)));
  for (let frame = 0; frame < samples.length; frame++) {
    let sum = 0;
    for (let channel = 0; channel < format.channels; channel++) {
      sum += read(start + (frame * format.channels + channel) * size);
    }
    samples[frame] = sum / format.channels;
  }
  return samples;
}

function readerOf(view: DataView, { tag, bits }: Format): (offset: number) => number {
  if (tag === FLOAT && bits === 32) return (offset) => view.getFloat32(offset, true);
  if (tag === FLOAT && bits === 64) return (offset) => view.getFloat64(offset, true);
  if (tag === PCM && bits === 8) return (offset) => (view.getUint8(offset) - 128) / 128;
  if (tag === PCM && bits === 16) return (offset) => view.getInt16(offset, true) / 32_768;
  if (tag === PCM && bits === 24) {
    return (offset) => (view.getInt16(offset + 1, true) * 256 + view.getUint8(offset)) / 8_388_608;
  }
  if (tag === PCM && bits === 32) return (offset) => view.getInt32(offset, true) / 2_147_483_648;
  throw bad(`WAV encoding ${tag} with ${bits} bits cannot be read here`);
}

/** 16-bit mono. */
export function encodeWav({ samples, sampleRate }: Recording): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
  const tag = (offset: number, text: string) => {
    for (let index = 0; index < 4; index++) view.setUint8(offset + index, text.charCodeAt(index));
  };
  tag(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  tag(8, 'WAVE');
  tag(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  tag(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((value, index) => {
    view.setInt16(44 + index * 2, Math.round(Math.max(-1, Math.min(1, value)) * 32_767), true);
  });
  return new Uint8Array(view.buffer);
}

function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(...new Uint8Array(view.buffer, view.byteOffset + offset, 4));
}

function bad(message: string): InferError {
  return new InferError('infer/bad-media', message);
}
