// Brings in @huggingface/transformers over our files and our runtime, once for each thread. It never gets to the network:
// what is not a file of the model is not there.
import { useExactImages } from './exact-images.ts';
import { answerFile } from './files.ts';
import { runtime } from './sessions.ts';

export type Library = typeof import('@huggingface/transformers');

let library: Promise<Library> | undefined;

export function importLibrary(): Promise<Library> {
  library ??= begin().catch((error: unknown) => {
    library = undefined;
    throw error;
  });
  return library;
}

async function begin(): Promise<Library> {
  // Before the import: it takes this runtime in place of its own.
  Object.assign(globalThis, { [Symbol.for('onnxruntime')]: runtime });
  const loaded = await import('@huggingface/transformers');
  const { env } = loaded;
  env.allowLocalModels = false;
  // Of both at least one must be allowed; the address leads nowhere.
  env.allowRemoteModels = true;
  env.remoteHost = 'https://model.invalid/';
  env.useBrowserCache = false;
  env.useFSCache = false;
  env.useFS = false;
  env.useWasmCache = false;
  env.useCustomCache = true;
  env.customCache = { match: answerFile, put: async () => undefined };
  env.fetch = async () => new Response(null, { status: 404 });
  // What goes wrong is thrown; the library need not also print it, with the inputs.
  env.logLevel = loaded.LogLevel.NONE;
  useExactImages(loaded);
  return loaded;
}
