// A folder as people export one from Hugging Face, written to disk and dropped where the page invites it.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import { tinyModel } from '../tiny-onnx.ts';

export type FolderContents = Record<string, string | Uint8Array>;

const README = `---
license: cc-by-4.0
pipeline_tag: image-classification
tags: [vision, birds, "region:us"]
---
# Bird net

Names birds in *small* pictures.
`;

/**
 * Two variants, data beside one, texts, and weights for another framework. Three numbers in, as many scores out, each
 * number times its weight: finch, tit, wren.
 */
export function birdNet({ weights = [2, 3, 4], more = '' } = {}): FolderContents {
  return {
    'onnx/model.onnx': tinyModel({ externalFile: 'model.onnx_data', weights }),
    'onnx/model.onnx_data': new Uint8Array(Float32Array.from(weights).buffer),
    'onnx/model_quantized.onnx': tinyModel({ weights: [1, 1, 1] }),
    'config.json': JSON.stringify({
      architectures: ['ResNetForImageClassification'],
      id2label: { 0: 'finch', 1: 'tit', 2: 'wren' },
    }),
    'model.safetensors': new Uint8Array(1_000),
    'README.md': README + more,
  };
}

export async function writeFolder(root: string, contents = birdNet()): Promise<string> {
  for (const [path, data] of Object.entries(contents)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), data);
  }
  return root;
}

/** Drops a folder of this machine where the page invites it, as a file manager does. */
export async function dropFolder(page: Page, folder: string): Promise<void> {
  const box = (await page.getByText('or drop them here').boundingBox())!;
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [folder], dragOperationsMask: 1 };
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, ...at, data });
  }
}
