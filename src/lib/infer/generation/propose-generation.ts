// What a folder in the layout of the Hugging Face hub says of the decoder in it: the pipeline's part of a manifest, and the
// form's fields. For an author's draft; nothing here opens a model.
import type { TextGenerationPipeline } from '../../model/manifest-pipeline.ts';
import type { ManifestInput, ManifestOutput } from '../../model/manifest.ts';
import { generationInputs, generationOutputs, type GenerationDefaults } from './signature.ts';

export interface ProposedGeneration {
  pipeline: TextGenerationPipeline;
  inputs: ManifestInput[];
  outputs: ManifestOutput[];
}

const MOST_BYTES = 4 << 20;
const MOST_STOPS = 64;
/** How families of models call the number of their positions. */
const CONTEXT_KEYS = [
  'max_position_embeddings',
  'n_positions',
  'n_ctx',
  'max_seq_len',
  'max_sequence_length',
  'seq_length',
];

type Json = Record<string, unknown>;

/**
 * `entry` is the decoder's graph; its folder, or the one around that (`onnx/`), has the rest. Undefined without a
 * tokenizer.json, or where nothing says how many positions the model has. Files that cannot be read count as absent.
 */
export async function proposeGeneration(
  entry: string,
  files: ReadonlyMap<string, Blob>,
): Promise<ProposedGeneration | undefined> {
  const folder = foldersOf(entry).find((path) => files.has(`${path}tokenizer.json`));
  if (folder === undefined) return undefined;
  const read = (name: string) => readObject(files.get(folder + name));
  const [config, generation, tokenizerConfig] = await Promise.all(
    ['config.json', 'generation_config.json', 'tokenizer_config.json'].map(read),
  );
  const context = contextOf(config!);
  if (context === undefined) return undefined;
  const chats = 'chat_template' in tokenizerConfig! || files.has(`${folder}chat_template.jinja`);
  const hasConfig = files.has(`${folder}tokenizer_config.json`);
  return {
    pipeline: {
      kind: 'text-generation',
      tokenizer: `${folder}tokenizer.json`,
      ...(chats && hasConfig ? { chat: `${folder}tokenizer_config.json` } : {}),
      context,
      stop: stopsOf(generation!['eos_token_id'] ?? config!['eos_token_id']),
    },
    inputs: generationInputs({ context }, defaultsOf(generation!)),
    outputs: generationOutputs(),
  };
}

/** Its own, and the one around it. */
function foldersOf(entry: string): string[] {
  const own = entry.slice(0, entry.lastIndexOf('/') + 1);
  return own === '' ? [''] : [own, own.slice(0, own.lastIndexOf('/', own.length - 2) + 1)];
}

async function readObject(file: Blob | undefined): Promise<Json> {
  if (!file || file.size > MOST_BYTES) return {};
  try {
    const json: unknown = JSON.parse(await file.text());
    return typeof json === 'object' && json !== null ? (json as Json) : {};
  } catch {
    return {};
  }
}

/** Models that also see have the part that writes in a part of its own. */
function contextOf(config: Json): number | undefined {
  for (const part of [config, config['text_config']]) {
    for (const key of CONTEXT_KEYS) {
      const value = (part as Json | undefined)?.[key];
      if (isCount(value) && value > 1) return value;
    }
  }
  return undefined;
}

function stopsOf(value: unknown): number[] {
  return (Array.isArray(value) ? value : [value]).filter(isCount).slice(0, MOST_STOPS);
}

/** Only what lies within the bounds of the form. */
function defaultsOf(generation: Json): GenerationDefaults {
  const within = (key: string, min: number, max: number): number | undefined => {
    const value = generation[key];
    return typeof value === 'number' && value >= min && value <= max ? value : undefined;
  };
  const found = {
    maxNewTokens: within('max_new_tokens', 1, 1_000_000),
    temperature: generation['do_sample'] === false ? 0 : within('temperature', 0, 2),
    topK: within('top_k', 0, 1000),
    topP: within('top_p', 0.05, 1),
    repetitionPenalty: within('repetition_penalty', 1, 2),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
