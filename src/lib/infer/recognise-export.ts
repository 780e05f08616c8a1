// Takes a folder of files for what it is: a Hugging Face-style export, a single ONNX model, a TensorFlow.js model. Says
// which files make the model, which do not and why, and what the texts among them propose. Everything in it is hostile:
// sizes are checked before anything is read, and nothing is believed that was not looked at.
import { InferError } from './errors.ts';
import { readFrontMatter } from './front-matter.ts';
import { readConfig, readPreprocessor, type Deviation } from './recognise-config.ts';
import { record } from './json-record.ts';
import { LONGEST_CARD, proposeAbout, type AboutProposals } from './recognise-about.ts';
import { familyOf, readModels, type ModelChoice } from './recognise-models.ts';
import {
  baseName,
  folderOf,
  MOST_FILES,
  roleOf,
  soundPath,
  type ExportFile,
  type LeftFile,
  type LeftReason,
} from './recognise-paths.ts';
import { recognisePipeline, type FolderTexts, type RecognisedPipeline } from './recognise-pipeline.ts';
import { nearest, readLists, textReader, type TextReader } from './recognise-texts.ts';
import { readTfjsModels, tfjsEntry, type TfjsExport } from './recognise-tfjs.ts';
import { soundTask } from './tasks.ts';
import type { SignatureHints } from './propose.ts';

/** Something an author should know. `path` names the file, `detail` is exact and for the curious. */
export interface Remark {
  kind:
    | 'not-json'
    | 'too-large-to-read'
    | 'front-matter-broken'
    | 'card-cut'
    /** The export is several models that work together; one of them is published. */
    | 'several-models'
    /** The model takes tokens; the tokenizer is kept, and texts are not tokenised here yet. */
    | 'tokenizer-kept'
    | Deviation;
  path: string;
  detail?: string;
}

export interface RecognisedExport extends AboutProposals {
  /** Every ONNX model found, the best first choice first. */
  models: ModelChoice[];
  /** The one that is published, or stands for those that are; undefined where it is a TensorFlow.js model. */
  entry: ModelChoice | undefined;
  /** All graphs that run. */
  graphs: readonly ModelChoice[];
  runtime: 'onnx' | 'tfjs';
  /** What the folder does as a whole, where it is published as that; inputs and outputs are its own then. */
  pipeline: RecognisedPipeline | undefined;
  /** What it could be published as. */
  possible: RecognisedPipeline | undefined;
  /** The TensorFlow.js model that is published. */
  layers: TfjsExport | undefined;
  /** What is published: the entry, its data files and what else is known to belong to it. */
  files: ExportFile[];
  left: LeftFile[];
  tfjs: TfjsExport[];
  remarks: Remark[];
  /** What inputs and outputs are meant for, as the export's texts say. */
  hints: SignatureHints;
}

export interface RecogniseOptions {
  /** Folder name, for the proposed name. */
  folder?: string;
  /** Path of the model to publish instead of the best first choice. */
  entry?: string;
  /** Files to publish although nothing is known to need them. */
  keep?: ReadonlySet<string>;
  /** Files not to publish. */
  drop?: ReadonlySet<string>;
  /** Publishes a graph by itself although the folder could do its task as a whole. */
  plain?: boolean;
}

const LARGEST_POINTER = 1_024;
/** Belongs to whatever is published. */
const NOTICE = /^(licen[cs]e|copying|notice)/i;

/**
 * @throws InferError 'infer/too-many-files'
 */
export async function recogniseExport(
  given: readonly ExportFile[],
  options: RecogniseOptions = {},
): Promise<RecognisedExport> {
  if (given.length > MOST_FILES) {
    throw new InferError('infer/too-many-files', `${given.length} files are no model`, {
      details: { files: given.length, most: MOST_FILES },
    });
  }
  const { keep = new Set(), drop = new Set(), folder = '' } = options;
  const { sound, left } = await sift(given, drop);
  const remarks: Remark[] = [];
  const reader = textReader(sound, remarks);
  const readme = await reader.text(sound.find(({ path }) => roleOf(path) === 'card')?.path);

  const tfjs = await readTfjsModels(sound, reader);
  const others = new Set(tfjs.map(({ path }) => path));
  const models = (await readModels(sound)).filter(({ path }) => !others.has(path));
  const layers = tfjsEntry(tfjs, models, options.entry);
  const first = layers ? undefined : (models.find(({ path }) => path === options.entry) ?? models[0]);
  const texts = await folderTexts(sound, first?.path, reader, readme);
  const possible = layers ? undefined : recognisePipeline(models, texts, wantedOf(models, options.entry));
  const whole = options.plain ? undefined : possible;
  const entry = whole?.entry ?? first;

  const graphs = whole?.graphs ?? (entry ? [entry] : []);
  const { files, out } = choose(sound, { graphs, whole, layers, root: texts.root, keep, tfjs });
  left.push(...out);
  if (models.length > 1 && new Set(models.map(({ path }) => familyOf(path))).size > 1 && entry && !whole) {
    remarks.push({ kind: 'several-models', path: entry.path });
  }

  const path = entry?.path ?? layers?.path;
  const config = await reader.json(nearest(sound, path, 'config.json'));
  const facts = config === undefined ? undefined : { path: config.path, facts: readConfig(config.json) };
  const preprocessor = await reader.json(nearest(sound, path, 'preprocessor_config.json'));
  const ready = preprocessor && readPreprocessor(preprocessor.json);
  if (!whole) remarks.push(...plainRemarks(sound, entry, ready && { ...ready, path: preprocessor!.path }));
  if (readme && readme.text.length > LONGEST_CARD) remarks.push({ kind: 'card-cut', path: readme.path });

  const about = proposeAbout({
    readme,
    license: await reader.text(
      sound.find(({ path }) => /^(licen[cs]e|copying)(\.(txt|md))?$/i.test(baseName(path)))?.path,
    ),
    config: facts,
    package: await reader.json(sound.find(({ path }) => path === 'package.json')?.path),
    folder,
    entry: path,
  });
  if (whole) about.task = { value: whole.task, from: about.task?.from ?? `${texts.root}config.json` };
  if (readme && readme.text.startsWith('---\n') && about.card?.value.startsWith('---')) {
    remarks.push({ kind: 'front-matter-broken', path: readme.path });
  }
  const hints: SignatureHints = {
    lists: await readLists(sound, reader),
    ...(facts?.facts.labels ? { labels: { value: facts.facts.labels, from: facts.path } } : {}),
    ...(facts === undefined ? {} : { multiLabel: facts.facts.multiLabel }),
    ...(ready?.image ? { image: { value: ready.image, from: preprocessor!.path } } : {}),
    ...(ready?.audio ? { audio: { value: ready.audio, from: preprocessor!.path } } : {}),
  };
  return {
    ...about,
    models,
    entry,
    graphs,
    runtime: layers ? 'tfjs' : 'onnx',
    pipeline: whole,
    possible,
    layers,
    files,
    left: left.sort(byPath),
    tfjs,
    remarks,
    hints,
  };
}

/** With several variants of an encoder and its decoder, what nobody chose is no choice. */
function wantedOf(models: readonly ModelChoice[], entry: string | undefined): string | undefined {
  return models.some(({ path }) => path === entry) ? entry : undefined;
}

async function folderTexts(
  files: readonly ExportFile[],
  entry: string | undefined,
  reader: TextReader,
  readme: { text: string } | undefined,
): Promise<FolderTexts> {
  const root = folderOf(nearest(files, entry, 'config.json') ?? '');
  const has = (name: string) => files.some(({ path }) => path === root + name);
  const read = async (name: string) => record((await reader.json(has(name) ? root + name : undefined))?.json);
  const said = readme && readFrontMatter(readme.text).fields.get('pipeline_tag');
  return {
    root,
    has,
    config: await read('config.json'),
    generation: await read('generation_config.json'),
    tokenizer: await read('tokenizer_config.json'),
    preprocessor: await read('preprocessor_config.json'),
    task: typeof said === 'string' ? soundTask(said) : undefined,
  };
}

interface Chosen {
  graphs: readonly ModelChoice[];
  whole: RecognisedPipeline | undefined;
  layers: TfjsExport | undefined;
  root: string;
  keep: ReadonlySet<string>;
  tfjs: readonly TfjsExport[];
}

/** What is published, under the paths it is known by, and what is not. */
function choose(
  sound: readonly ExportFile[],
  { graphs, whole, layers, root, keep, tfjs }: Chosen,
): { files: ExportFile[]; out: LeftFile[] } {
  const files: ExportFile[] = [];
  const out: LeftFile[] = [];
  const shards = new Set(tfjs.flatMap(({ path, shards }) => [path, ...shards]));
  const places = new Map<string, string>();
  for (const { path } of graphs) places.set(path, path);
  for (const { path, file } of graphs.flatMap(({ data }) => data)) places.set(file.path, path);
  for (const path of layers ? [layers.path, ...layers.shards] : []) places.set(path, path);
  for (const path of whole?.texts ?? []) places.set(root + path, root + path);
  for (const { path, data } of sound) {
    const role = roleOf(path);
    const place = places.get(path);
    const companion = role === 'companion' && (!whole || NOTICE.test(baseName(path)));
    const leave = (why: LeftReason) => out.push({ path, bytes: data.size, why });
    if (place !== undefined) files.push({ path: place, data });
    else if (keep.has(path) || companion) files.push({ path, data });
    else if (shards.has(path)) leave('tfjs');
    else if (role === 'model') leave('other-model');
    else leave(role === 'unknown' || role === 'companion' ? 'unused' : role);
  }
  return { files, out };
}

/** What a graph by itself does not do of what its folder asks for. */
function plainRemarks(
  sound: readonly ExportFile[],
  entry: ModelChoice | undefined,
  ready: { deviations: Deviation[]; path: string } | undefined,
): Remark[] {
  const remarks: Remark[] = (ready?.deviations ?? []).map((kind) => ({ kind, path: ready!.path }));
  const tokenizer = sound.find(({ path }) =>
    /^(tokenizer(_config)?\.json|vocab\.(json|txt)|spiece\.model)$/.test(baseName(path)),
  );
  const takesTokens =
    entry?.header?.inputs.some(({ name }) => /^(input_ids|tokens?|token_ids)$/i.test(name)) ?? false;
  if (tokenizer && takesTokens) remarks.push({ kind: 'tokenizer-kept', path: tokenizer.path });
  return remarks;
}

/** Sets aside what cannot be or must not be read as a model's file. Of files of one name the last chosen counts. */
async function sift(
  given: readonly ExportFile[],
  drop: ReadonlySet<string>,
): Promise<{ sound: ExportFile[]; left: LeftFile[] }> {
  const left: LeftFile[] = [];
  const byName = new Map<string, ExportFile>();
  for (const { path: raw, data } of given) {
    const checked = soundPath(raw);
    const leave = (path: string, why: LeftReason) => left.push({ path, bytes: data.size, why });
    if ('why' in checked) leave(raw.slice(0, 200), checked.why);
    else if (drop.has(checked.path)) leave(checked.path, 'removed');
    else if (data.size === 0) leave(checked.path, 'empty');
    else if (await isPointer(checked.path, data)) leave(checked.path, 'pointer');
    else {
      // Systems that fold case could not tell such files apart.
      const name = checked.path.toLowerCase();
      const before = byName.get(name);
      if (before) left.push({ path: before.path, bytes: before.data.size, why: 'duplicate' });
      byName.set(name, { path: checked.path, data });
    }
  }
  return { sound: [...byName.values()], left };
}

/** What Git puts in place of a large file, or of a link, where it could not fetch the one or make the other. */
async function isPointer(path: string, data: Blob): Promise<boolean> {
  if (data.size > LARGEST_POINTER || !/\.(onnx|bin|data|safetensors|model|json)$|onnx_data/i.test(path))
    return false;
  const text = await data.text();
  return text.startsWith('version https://git-lfs.github.com/spec/') || /^(\.\.?\/)+[\w./-]+\n?$/.test(text);
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
