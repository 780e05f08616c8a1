// Outputs as an agent can use them: text to read, pictures to see, tensors as data, cut where they are long.
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import {
  presentOutputs,
  type Manifest,
  type Presentation,
  type Tensor,
  type Tensors,
} from '../../lib/index.ts';

/** Elements of a tensor that are given unless all are asked for: an agent reads every one of them. */
const SHOWN_ELEMENTS = 256;

export interface TensorJson {
  dtype: string;
  shape: readonly number[];
  data: unknown[];
  /** Elements in all; more than are in `data`, where it was cut. */
  elements: number;
}

export function tensorsJson(tensors: Tensors, all: boolean): Record<string, TensorJson> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) => [
      name,
      tensorJson(tensor, all ? Infinity : SHOWN_ELEMENTS),
    ]),
  );
}

function tensorJson({ dtype, shape, data }: Tensor, most: number): TensorJson {
  const shown = Array.from(
    { length: Math.min(data.length, most) },
    (_, index) => data[index] as number | bigint | string,
  );
  return { dtype, shape, elements: data.length, data: shown.map(plain) };
}

/** JSON has no NaN, no Infinity and no 64-bit integers. */
function plain(value: number | bigint | string): number | string {
  return typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value))
    ? String(value)
    : value;
}

/** Pictures as they are; a heat map as a grey one, bright where the value is high. */
export async function picturesOf(manifest: Manifest, tensors: Tensors): Promise<CallToolResult['content']> {
  const found: CallToolResult['content'] = [];
  for (const item of presentOutputs(manifest.outputs, tensors)) {
    if (item.kind === 'heatmap') {
      found.push({ type: 'image', mimeType: 'image/png', data: await heatmapPng(item) });
    }
    if (item.kind === 'picture') {
      found.push({ type: 'image', mimeType: 'image/png', data: await picturePng(item) });
    }
  }
  return found;
}

async function picturePng({ width, height, data }: Presentation & { kind: 'picture' }): Promise<string> {
  const { default: sharp } = await import('sharp');
  const png = await sharp(new Uint8Array(data.buffer), { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
  return png.toString('base64');
}

async function heatmapPng({ width, height, values }: Presentation & { kind: 'heatmap' }): Promise<string> {
  const { default: sharp } = await import('sharp');
  const grey = Uint8Array.from(values, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  const png = await sharp(grey, { raw: { width, height, channels: 1 } })
    .png()
    .toBuffer();
  return png.toString('base64');
}
