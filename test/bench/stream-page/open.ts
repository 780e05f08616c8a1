// A Chromium on the stream page, the committed model at hand there, and the page's functions as a caller in Node has them.
import { readFile } from 'node:fs/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import type { TextGenerationPipeline } from '../../../src/lib/model/manifest-pipeline.ts';
import { SHAPE } from '../../../start/language-model/shape.ts';
import { launchChromium } from '../../browser.ts';
import { serveBuiltPage } from '../../built-page.ts';
import { openFunctions } from '../../open-page.ts';
import type { Asked, StreamApi } from './main.ts';

const FOLDER = new URL('../../../start/models/assets/austen/', import.meta.url);
const FILES = ['tokenizer.json', 'onnx/model.onnx'];

/** No token ends an answer: all are as long as they are asked to be. */
const PIPELINE: TextGenerationPipeline = {
  kind: 'text-generation',
  tokenizer: 'tokenizer.json',
  context: SHAPE.context,
  stop: [],
};

export interface StreamPage {
  open(provider: 'wasm' | 'webgpu'): ReturnType<StreamApi['open']>;
  ours: StreamApi['ours'];
  plain(asked: Asked): ReturnType<StreamApi['plain']>;
  decode(tokens: number[]): string;
  close(): Promise<void>;
}

export async function openStreamPage(): Promise<StreamPage> {
  const files = new Map<string, Uint8Array>();
  for (const path of FILES) files.set(path, await readFile(new URL(path, FOLDER)));
  const tokenizer = new Tokenizer(
    JSON.parse(Buffer.from(files.get('tokenizer.json')!).toString()) as object,
    {},
  );
  const routes = Object.fromEntries(
    FILES.map((path) => [
      `model/${path}`,
      (_: unknown, response: { end(bytes: Uint8Array): void }) => response.end(files.get(path)!),
    ]),
  );
  const served = await serveBuiltPage(new URL('.', import.meta.url), { routes });
  const browser = await launchChromium();
  const page = await browser.newPage();
  const call = await openFunctions<StreamApi>(page, served.url);
  const { layers, heads, width } = SHAPE;
  return {
    open: (provider) => call('open', provider, PIPELINE, { layers, heads, headWidth: width / heads }),
    ours: (asked, stopAfter) => call('ours', asked, ...(stopAfter === undefined ? [] : [stopAfter])),
    plain: (asked) => call('plain', tokenizer.encode(asked.prompt).ids, asked),
    decode: (tokens) => tokenizer.decode(tokens, { clean_up_tokenization_spaces: false }),
    async close() {
      await browser.close();
      await served.close();
    },
  };
}
