// PNG files to pixels, for where no browser decodes them. Not interlaced, 8 bits a channel: what tools write by default.
import { InferError } from './errors.ts';
import type { RgbaImage } from './image.ts';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Bytes a pixel, by colour type: grey, rgb, palette, grey + alpha, rgb + alpha. */
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const MAX_PIXELS = 64_000_000;

interface Chunks {
  width: number;
  height: number;
  colour: number;
  palette: Uint8Array;
  transparency: Uint8Array;
  data: Uint8Array<ArrayBuffer>[];
}

/** @throws InferError 'infer/bad-media' if the file is no PNG or of a kind not read here */
export async function decodePng(bytes: Uint8Array): Promise<RgbaImage> {
  const chunks = readChunks(bytes);
  const channels = CHANNELS[chunks.colour]!;
  const stride = chunks.width * channels;
  const raw = await inflate(new Blob(chunks.data));
  if (raw.length < (stride + 1) * chunks.height) throw bad('The PNG file ends too early');
  const lines = unfilter(raw, stride, chunks.height, channels);
  const data = new Uint8ClampedArray(chunks.width * chunks.height * 4);
  for (let pixel = 0; pixel < chunks.width * chunks.height; pixel++) {
    data.set(colourAt(lines, pixel * channels, chunks), pixel * 4);
  }
  return { width: chunks.width, height: chunks.height, data };
}

function readChunks(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 33 || SIGNATURE.some((byte, index) => bytes[index] !== byte))
    throw bad('The file is not PNG');
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  const [depth, colour, , , interlace] = bytes.subarray(24, 29);
  if (depth !== 8 || interlace !== 0 || CHANNELS[colour!] === undefined) {
    throw bad(
      `PNG with ${depth} bits a channel, colour type ${colour}, interlace ${interlace} cannot be read here`,
    );
  }
  if (width === 0 || height === 0 || width * height > MAX_PIXELS)
    throw bad(`A picture of ${width}x${height}`);
  const none = new Uint8Array(0);
  const chunks: Chunks = { width, height, colour: colour!, palette: none, transparency: none, data: [] };
  for (let offset = 8; offset + 8 <= bytes.length;) {
    const length = view.getUint32(offset);
    const tag = String.fromCharCode(...bytes.subarray(offset + 4, offset + 8));
    const body = bytes.slice(offset + 8, offset + 8 + length);
    if (tag === 'PLTE') chunks.palette = body;
    if (tag === 'tRNS') chunks.transparency = body;
    if (tag === 'IDAT') chunks.data.push(body);
    offset += 12 + length;
  }
  return chunks;
}

async function inflate(data: Blob): Promise<Uint8Array> {
  try {
    return new Uint8Array(
      await new Response(data.stream().pipeThrough(new DecompressionStream('deflate'))).arrayBuffer(),
    );
  } catch (cause) {
    throw new InferError('infer/bad-media', 'The PNG file is damaged', { cause });
  }
}

function unfilter(raw: Uint8Array, stride: number, height: number, channels: number): Uint8Array {
  const out = new Uint8Array(stride * height);
  for (let y = 0; y < height; y++) {
    const filter = raw[y * (stride + 1)]!;
    for (let x = 0; x < stride; x++) {
      const at = y * stride + x;
      const left = x >= channels ? out[at - channels]! : 0;
      const up = y > 0 ? out[at - stride]! : 0;
      const corner = y > 0 && x >= channels ? out[at - stride - channels]! : 0;
      out[at] = raw[y * (stride + 1) + 1 + x]! + predict(filter, left, up, corner);
    }
  }
  return out;
}

function predict(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  if (filter !== 4) throw bad(`PNG filter ${filter} does not exist`);
  const estimate = left + up - corner;
  const [a, b, c] = [Math.abs(estimate - left), Math.abs(estimate - up), Math.abs(estimate - corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

function colourAt(lines: Uint8Array, at: number, chunks: Chunks): [number, number, number, number] {
  const value = lines[at]!;
  if (chunks.colour === 0) return [value, value, value, 255];
  if (chunks.colour === 4) return [value, value, value, lines[at + 1]!];
  if (chunks.colour === 3) {
    const [r, g, b] = chunks.palette.subarray(value * 3, value * 3 + 3);
    return [r ?? 0, g ?? 0, b ?? 0, chunks.transparency[value] ?? 255];
  }
  return [value, lines[at + 1]!, lines[at + 2]!, chunks.colour === 6 ? lines[at + 3]! : 255];
}

function bad(message: string): InferError {
  return new InferError('infer/bad-media', message);
}
