import { describe, expect, it } from 'vitest';
import { audioTensor, resample } from '../../../src/lib/infer/audio.ts';
import { decodeWav, encodeWav } from '../../../src/lib/infer/wav.ts';
import type { AudioPreprocess } from '../../../src/lib/model/manifest-meaning.ts';

const spec = (more: Partial<AudioPreprocess> = {}): AudioPreprocess => ({
  kind: 'audio',
  sampleRate: 10,
  window: 'start',
  ...more,
});
const INPUT = { name: 'x', dtype: 'float32', shape: [1, null] } as const;
const recording = (...values: number[]) => ({ samples: Float32Array.from(values), sampleRate: 10 });

describe('audioTensor', () => {
  it('passes samples at the right rate through', () => {
    expect(audioTensor(INPUT, spec(), recording(0.5, -0.5))).toEqual({
      dtype: 'float32',
      shape: [1, 2],
      data: Float32Array.of(0.5, -0.5),
    });
  });
  it('pads to the length asked for', () => {
    expect(audioTensor(INPUT, spec({ samples: 3 }), recording(1)).data).toEqual(Float32Array.of(1, 0, 0));
  });
  it('cuts from the start', () => {
    expect(audioTensor(INPUT, spec({ samples: 2 }), recording(0, 0.1, 0.9, 0.8, 0)).data).toEqual(
      Float32Array.of(0, 0.1),
    );
  });
  it('cuts where it is loudest', () => {
    const loud = spec({ samples: 2, window: 'loudest' });
    expect(audioTensor(INPUT, loud, recording(0, 0.1, -0.9, 0.8, 0)).data).toEqual(
      Float32Array.of(-0.9, 0.8),
    );
  });
  it('takes a length that the model fixes, and any number of leading axes', () => {
    const shaped = { name: 'x', dtype: 'float32', shape: [1, 1, 2] } as const;
    expect(audioTensor(shaped, spec(), recording(1, 1, 1)).shape).toEqual([1, 1, 2]);
    expect(audioTensor({ ...INPUT, shape: [null] }, spec(), recording(1)).shape).toEqual([1]);
  });
  it('scales to 16-bit integers', () => {
    const int16 = { ...INPUT, dtype: 'int16' } as const;
    expect(audioTensor(int16, spec(), recording(1, -0.5, 2)).data).toEqual(
      Int16Array.of(32_767, -16_383, 32_767),
    );
  });
  it('refuses an empty recording', () => {
    expect(() => audioTensor(INPUT, spec(), recording())).toThrow(
      expect.objectContaining({ code: 'infer/bad-media' }),
    );
  });
});

describe('resample', () => {
  const wave = (hertz: number, rate: number, count: number) =>
    Float32Array.from({ length: count }, (_, index) => Math.sin((2 * Math.PI * hertz * index) / rate));
  const worst = (a: Float32Array, b: Float32Array) =>
    a.slice(200, -200).reduce((most, value, index) => Math.max(most, Math.abs(value - b[index + 200]!)), 0);

  it.each([
    [48_000, 16_000],
    [44_100, 16_000],
    [8_000, 16_000],
  ])('a tone at %i Hz is the same tone at %i', (from, to) => {
    const ours = resample(wave(1000, from, from / 5), from, to);
    expect(ours.length).toBe(to / 5);
    expect(worst(ours, wave(1000, to, to / 5))).toBeLessThan(0.01);
  });

  it('leaves out what the lower rate cannot hold', () => {
    const ours = resample(wave(12_000, 48_000, 9_600), 48_000, 16_000);
    expect(worst(ours, new Float32Array(ours.length))).toBeLessThan(0.02);
  });
});

describe('WAV', () => {
  function wav(
    tag: number,
    channels: number,
    bits: number,
    data: ArrayBuffer,
    extra: number[] = [],
  ): Uint8Array {
    const format = new DataView(new ArrayBuffer(16 + extra.length));
    [tag, channels].forEach((value, index) => format.setUint16(index * 2, value, true));
    format.setUint32(4, 8000, true);
    format.setUint16(14, bits, true);
    extra.forEach((byte, index) => format.setUint8(16 + index, byte));
    const chunk = (name: string, body: Uint8Array) => [
      ...new TextEncoder().encode(name),
      ...new Uint8Array(Uint32Array.of(body.length).buffer),
      ...body,
      ...(body.length % 2 ? [0] : []),
    ];
    const chunks = [
      ...chunk('LIST', Uint8Array.of(1, 2, 3)),
      ...chunk('fmt ', new Uint8Array(format.buffer)),
      ...chunk('data', new Uint8Array(data)),
    ];
    return Uint8Array.from([...new TextEncoder().encode('RIFF\0\0\0\0WAVE'), ...chunks]);
  }

  it.each([
    ['8-bit', wav(1, 1, 8, Uint8Array.of(0, 128, 192).buffer), [-1, 0, 0.5]],
    ['16-bit', wav(1, 1, 16, Int16Array.of(-32_768, 16_384).buffer), [-1, 0.5]],
    ['24-bit', wav(1, 1, 24, Uint8Array.of(0, 0, 0x80, 0, 0, 0x40).buffer), [-1, 0.5]],
    ['32-bit', wav(1, 1, 32, Int32Array.of(-(2 ** 31), 2 ** 30).buffer), [-1, 0.5]],
    ['float', wav(3, 1, 32, Float32Array.of(-1, 0.25).buffer), [-1, 0.25]],
    ['double', wav(3, 1, 64, Float64Array.of(-1, 0.25).buffer), [-1, 0.25]],
    ['stereo, mixed', wav(1, 2, 16, Int16Array.of(16_384, 0, -32_768, 0).buffer), [0.25, -0.5]],
    ['extensible', wav(0xfffe, 1, 16, Int16Array.of(16_384).buffer, [22, 0, 16, 0, 4, 0, 0, 0, 1, 0]), [0.5]],
  ])('%s samples', (_, bytes, samples) => {
    expect(decodeWav(bytes)).toEqual({ samples: Float32Array.from(samples), sampleRate: 8000 });
  });

  it.each([
    ['not WAV', new TextEncoder().encode('ID3 and so on, an mp3')],
    ['compressed', wav(0x55, 1, 16, new ArrayBuffer(4))],
    ['without samples', wav(1, 1, 16, new ArrayBuffer(0)).slice(0, -8)],
  ])('refuses a file that is %s', (_, bytes) => {
    expect(() => decodeWav(bytes)).toThrow(expect.objectContaining({ code: 'infer/bad-media' }));
  });

  it('is written as 16-bit mono', () => {
    const bytes = encodeWav({ samples: Float32Array.of(0, 1, -2), sampleRate: 8000 });
    const view = new DataView(bytes.buffer);
    expect(new TextDecoder('latin1').decode(bytes.slice(0, 4))).toBe('RIFF');
    expect([view.getUint32(4, true), view.getUint32(28, true), view.getUint16(32, true)]).toEqual([
      42, 16_000, 2,
    ]);
    expect([44, 46, 48].map((at) => view.getInt16(at, true))).toEqual([0, 32_767, -32_767]);
    expect(decodeWav(bytes).sampleRate).toBe(8000);
  });
});
