// The committed folder as the world's own tool opens it: @huggingface/transformers, over the same runtime, comes to the
// same tokens and text as our pipeline. Two implementations of all but the runtime.
import * as ort from 'onnxruntime-web/wasm';
import { expect, it } from 'vitest';
import { answerOf, asked, austenFile, openAusten } from './austen.ts';

const PROMPT = 'It is a truth universally acknowledged, that';
const COUNT = 40;

it('transformers.js opens the folder and writes what we write', async () => {
  ort.env.wasm.numThreads = 1;
  Object.assign(globalThis, { [Symbol.for('onnxruntime')]: ort });
  const { env, pipeline } = await import('@huggingface/transformers');
  env.allowLocalModels = false;
  env.remoteHost = 'https://model.invalid/';
  env.useWasmCache = false;
  env.useFSCache = false;
  env.useBrowserCache = false;
  env.useCustomCache = true;
  env.customCache = {
    match: async (url: string) => {
      const path = /\/resolve\/main\/(.+)$/.exec(url)?.[1] ?? url;
      return austenFile(path).then(
        (file) => new Response(file),
        () => undefined,
      );
    },
    put: async () => undefined,
  };
  env.fetch = async () => new Response(null, { status: 404 });
  // It names a place on the network for the runtime that is already here.
  Object.assign(ort.env.wasm, { wasmPaths: undefined });
  const generator = await pipeline('text-generation', 'austen', { dtype: 'fp32', device: 'auto' });
  const [theirs] = (await generator(PROMPT, {
    max_new_tokens: COUNT,
    do_sample: false,
    return_full_text: false,
  })) as { generated_text: string }[];
  await generator.dispose();

  const runner = await openAusten();
  const ours = await answerOf(runner, asked(PROMPT, { maxNewTokens: COUNT }));
  await runner.dispose();
  expect(theirs!.generated_text).toBe(ours.text);
});
