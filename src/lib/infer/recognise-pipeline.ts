// What a folder laid out as Hugging Face's ONNX exports does as a whole: texts, pictures and sounds in and out, in place of
// one graph's tensors. Reads what was read before; every value is looked at before it is believed.
import type { ManifestInput, ManifestOutput } from '../model/manifest.ts';
import type { Pipeline } from '../model/manifest-pipeline.ts';
import { readDecoderGraph } from './generation/decoder-graph.ts';
import { generationInputs, generationOutputs, type GenerationDefaults } from './generation/signature.ts';
import { record } from './json-record.ts';
import { familyOf, type ModelChoice } from './recognise-models.ts';
import { baseName, folderOf } from './recognise-paths.ts';
import { pipelineTask } from './tasks.ts';
import { taskFields } from './transformers/task-fields.ts';
import { taskNeeds } from './transformers/task-signature.ts';

/** The texts beside, or above, a graph; undefined where there is none or it cannot be read. */
export interface FolderTexts {
  /** With a slash at its end, '' for the folder that was chosen. */
  root: string;
  /** Of the texts' names. */
  has(name: string): boolean;
  config: Record<string, unknown>;
  generation: Record<string, unknown>;
  tokenizer: Record<string, unknown>;
  preprocessor: Record<string, unknown>;
  /** As the card names it. */
  task: string | undefined;
}

export interface RecognisedPipeline {
  pipeline: Pipeline;
  /** For the listing, by the name people look for. */
  task: string;
  /** The graph that stands for all. */
  entry: ModelChoice;
  /** All that run, the entry among them. */
  graphs: ModelChoice[];
  /** Entries that do the same, each with what all its graphs weigh: other precisions. */
  variants: (Pick<ModelChoice, 'path' | 'precision'> & { bytes: number })[];
  /** Names of the texts it reads, below the root. */
  texts: readonly string[];
  inputs: ManifestInput[];
  outputs: ManifestOutput[];
}

const ENCODER = /(^|\/)encoder_model(_\w+)?\.onnx$/;
const DECODER = /(^|\/)decoder_model_merged(_\w+)?\.onnx$/;
const LONGEST_CONTEXT = 1_048_576;
const USUAL_CONTEXT = 2_048;

/** @param wanted path of the graph somebody chose */
export function recognisePipeline(
  models: readonly ModelChoice[],
  texts: FolderTexts,
  wanted: string | undefined,
): RecognisedPipeline | undefined {
  if (typeof texts.config['model_type'] !== 'string') return undefined;
  const sound = models.filter(({ header, missing }) => header !== undefined && missing.length === 0);
  const way = generates(sound, texts) ?? encodes(sound, texts);
  if (!way) return undefined;
  const { sets, ...rest } = way;
  const graphs = wanted === undefined ? sets[0] : sets.find((set) => set.some(({ path }) => path === wanted));
  if (!graphs) return undefined;
  const variants = sets.map((set) => ({
    path: set[0]!.path,
    precision: set[0]!.precision,
    bytes: set.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
  return { ...rest, entry: graphs[0]!, graphs, variants };
}

/** What a folder does, with each set of graphs that does it; the first choice first. */
interface Way extends Omit<RecognisedPipeline, 'entry' | 'graphs' | 'variants'> {
  sets: ModelChoice[][];
}

/** A decoder with a past, and a tokenizer: text goes on from text. */
function generates(models: readonly ModelChoice[], texts: FolderTexts): Way | undefined {
  if (!texts.has('tokenizer.json') || texts.config['is_encoder_decoder'] === true) return undefined;
  const decoders = models.filter(isDecoder);
  if (decoders.length === 0) return undefined;
  const { root, config, generation, tokenizer } = texts;
  const context = contextOf(config, tokenizer);
  const chat = typeof tokenizer['chat_template'] === 'string' || Array.isArray(tokenizer['chat_template']);
  const told = chat || texts.has('chat_template.jinja');
  return {
    pipeline: {
      kind: 'text-generation',
      tokenizer: `${root}tokenizer.json`,
      ...(told && texts.has('tokenizer_config.json') ? { chat: `${root}tokenizer_config.json` } : {}),
      context,
      stop: idsOf(generation['eos_token_id'] ?? config['eos_token_id']),
    },
    task: 'text-generation',
    sets: decoders.map((decoder) => [decoder]),
    texts: [
      'config.json',
      'generation_config.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'chat_template.jinja',
    ],
    inputs: generationInputs({ context }, defaultsOf(generation)),
    outputs: generationOutputs(),
  };
}

function isDecoder({ header }: ModelChoice): boolean {
  try {
    readDecoderGraph(header!);
    return true;
  } catch {
    return false;
  }
}

function contextOf(config: Record<string, unknown>, tokenizer: Record<string, unknown>): number {
  const inner = record(config['text_config']);
  const names = ['max_position_embeddings', 'n_positions', 'n_ctx', 'max_seq_len', 'seq_length'];
  const said = [...names.flatMap((name) => [config[name], inner[name]]), tokenizer['model_max_length']];
  const known = said.find((value) => typeof value === 'number' && Number.isSafeInteger(value) && value > 1);
  return Math.min((known as number | undefined) ?? USUAL_CONTEXT, LONGEST_CONTEXT);
}

function idsOf(value: unknown): number[] {
  const ids = [value]
    .flat()
    .filter((id): id is number => typeof id === 'number' && Number.isSafeInteger(id) && id >= 0);
  return [...new Set(ids)].slice(0, 64);
}

/** Values of a generation_config.json that a form can offer. */
function defaultsOf(generation: Record<string, unknown>): GenerationDefaults {
  const bounded = (name: string, min: number, max: number) => {
    const value = generation[name];
    return typeof value === 'number' && value >= min && value <= max ? value : undefined;
  };
  const greedy = generation['do_sample'] === false ? 0 : undefined;
  const found: Record<keyof GenerationDefaults, number | undefined> = {
    maxNewTokens: bounded('max_new_tokens', 1, LONGEST_CONTEXT),
    temperature: greedy ?? bounded('temperature', 0, 2),
    topK: bounded('top_k', 0, 1_000),
    topP: bounded('top_p', 0.05, 1),
    repetitionPenalty: bounded('repetition_penalty', 1, 2),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** One graph, or an encoder and its decoder written in the same way. */
function encodes(models: readonly ModelChoice[], texts: FolderTexts): Way | undefined {
  const { root, config, tokenizer, preprocessor } = texts;
  const known = pipelineTask(config, texts.task);
  if (!known) return undefined;
  const { pipeline: task, listing } = known;
  const needs = taskNeeds(task);
  const complete =
    texts.has('config.json') &&
    (!needs.tokenizer || (texts.has('tokenizer.json') && texts.has('tokenizer_config.json'))) &&
    (!needs.processor || texts.has('preprocessor_config.json'));
  if (!complete) return undefined;
  // The library looks for graphs in the texts' folder, or one below it.
  const sets = setsOf(models.filter(({ path }) => path.startsWith(root)));
  if (sets.length === 0) return undefined;
  const rate = preprocessor['sampling_rate'];
  const outputRate = config['sampling_rate'];
  return {
    pipeline: { kind: 'transformers', task, ...(root === '' ? {} : { folder: root.slice(0, -1) }) },
    task: listing,
    sets,
    texts: [
      'config.json',
      'generation_config.json',
      ...(needs.tokenizer ? ['tokenizer.json', 'tokenizer_config.json'] : []),
      ...(needs.processor ? ['preprocessor_config.json', 'processor_config.json'] : []),
      ...(task === 'feature-extraction' ? ['1_Pooling/config.json'] : []),
    ],
    ...taskFields(task, {
      ...(isRate(rate) ? { sampleRate: rate } : {}),
      ...(isRate(outputRate) ? { outputRate } : {}),
      ...maskOf(tokenizer['mask_token']),
    }),
  };
}

/** Encoders with their decoders where there are such; else graphs named as the library names them, or whatever there is. */
function setsOf(models: readonly ModelChoice[]): ModelChoice[][] {
  if (models.some(({ path }) => ENCODER.test(path)) && models.some(({ path }) => DECODER.test(path))) {
    return models.flatMap((encoder) => {
      if (!ENCODER.test(encoder.path)) return [];
      const name = baseName(encoder.path).replace('encoder_model', 'decoder_model_merged');
      const mate = models.find(({ path }) => path === folderOf(encoder.path) + name);
      return mate ? [[encoder, mate]] : [];
    });
  }
  const usual = models.filter(({ path }) => baseName(familyOf(path)) === 'model');
  return (usual.length > 0 ? usual : models).map((model) => [model]);
}

function isRate(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1_000 && value <= 384_000;
}

function maskOf(token: unknown): { maskToken?: string } {
  const text = typeof token === 'object' && token !== null ? record(token)['content'] : token;
  return typeof text === 'string' && text !== '' && text.length <= 40 ? { maskToken: text } : {};
}
