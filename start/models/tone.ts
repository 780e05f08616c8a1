// A pure tone as a 16-bit mono WAV file: the example that is loud and no speech.

export function tone(hertz: number, seconds: number, sampleRate: number): Uint8Array<ArrayBuffer> {
  const samples = Math.round(seconds * sampleRate);
  const view = new DataView(new ArrayBuffer(44 + samples * 2));
  const header = new TextEncoder().encode('RIFF....WAVEfmt ');
  new Uint8Array(view.buffer).set(header);
  view.setUint32(4, 36 + samples * 2, true);
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  new Uint8Array(view.buffer).set(new TextEncoder().encode('data'), 36);
  view.setUint32(40, samples * 2, true);
  for (let index = 0; index < samples; index++) {
    view.setInt16(44 + index * 2, Math.round(16_000 * Math.sin((2 * Math.PI * hertz * index) / sampleRate)), true);
  }
  return new Uint8Array(view.buffer);
}
