// Takes a folder of files for what it is: a Hugging Face-style export, a single ONNX model, a TensorFlow.js model. Says
// which files make the model, which do not and why, and what the texts among them propose. Everything in it is hostile:
// sizes are checked before anything is read, and nothing is believed that was not looked at.
import { messageOf } from '../errors.ts';
import { InferError } from './errors.ts';
import { labelsOf, readConfig, readPreprocessor, type Deviation } from './recognise-config.ts';
import {
  LONGEST_CARD,
  proposeAbout,
  type AboutProposals,
  type Proposal,
  type TextFile,
} from './recognise-about.ts';
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
import { readTfjs, type TfjsExport } from './recognise-tfjs.ts';
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
  /** The one that is published. */
  entry: ModelChoice | undefined;
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
}

const LARGEST_TEXT = 2_000_000;
const LARGEST_POINTER = 1_024;
const LABEL_FILE =
  /^(labels?|classes|categories|id2label)\.(txt|json)$|\.names$|(_keys.*|_?labels?|synset|dict|characters)\.txt$/i;
const LABEL_LIMIT = 65_536;

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
  const models = await readModels(sound);
  const entry = models.find(({ path }) => path === options.entry) ?? models[0];
  const remarks: Remark[] = [];
  const reader = textReader(sound, remarks);

  const tfjs: TfjsExport[] = [];
  for (const file of sound.filter(({ path }) => /(^|\/)model[^/]*\.json$/i.test(path))) {
    const found = readTfjs(file.path, (await reader.json(file.path, { quiet: true }))?.json, sound);
    if (found) tfjs.push(found);
  }
  const shards = new Set(tfjs.flatMap(({ path, shards }) => [path, ...shards]));

  const files: ExportFile[] = [];
  const leave = (file: ExportFile, why: LeftReason) =>
    left.push({ path: file.path, bytes: file.data.size, why });
  const data = new Map(entry?.data.map(({ path, file }) => [file.path, path]));
  for (const file of sound) {
    const role = roleOf(file.path);
    const place = file.path === entry?.path ? file.path : data.get(file.path);
    if (place !== undefined) files.push({ path: place, data: file.data });
    else if (keep.has(file.path) || role === 'companion') files.push(file);
    else if (shards.has(file.path)) leave(file, 'tfjs');
    else if (role === 'model') leave(file, 'other-model');
    else leave(file, role === 'unknown' ? 'unused' : role);
  }
  if (models.length > 1 && new Set(models.map(({ path }) => familyOf(path))).size > 1 && entry) {
    remarks.push({ kind: 'several-models', path: entry.path });
  }

  const config = await reader.json(nearest(sound, entry, 'config.json'));
  const facts = config === undefined ? undefined : { path: config.path, facts: readConfig(config.json) };
  const preprocessor = await reader.json(nearest(sound, entry, 'preprocessor_config.json'));
  const ready = preprocessor && readPreprocessor(preprocessor.json);
  for (const kind of ready?.deviations ?? []) remarks.push({ kind, path: preprocessor!.path });
  const readme = await reader.text(sound.find(({ path }) => roleOf(path) === 'card')?.path);
  const tokenizer = sound.find(({ path }) =>
    /^(tokenizer(_config)?\.json|vocab\.(json|txt)|spiece\.model)$/.test(baseName(path)),
  );
  const takesTokens =
    entry?.header?.inputs.some(({ name }) => /^(input_ids|tokens?|token_ids)$/i.test(name)) ?? false;
  if (tokenizer && takesTokens) remarks.push({ kind: 'tokenizer-kept', path: tokenizer.path });
  if (readme && readme.text.length > LONGEST_CARD) remarks.push({ kind: 'card-cut', path: readme.path });

  const about = proposeAbout({
    readme,
    license: await reader.text(
      sound.find(({ path }) => /^(licen[cs]e|copying)(\.(txt|md))?$/i.test(baseName(path)))?.path,
    ),
    config: facts,
    package: await reader.json(sound.find(({ path }) => path === 'package.json')?.path),
    folder,
    entry: entry?.path,
  });
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
  return { ...about, models, entry, files, left: left.sort(byPath), tfjs, remarks, hints };
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

/** `onnx/config.json` before `config.json` for `onnx/model.onnx`, and nothing else of that name. */
function nearest(
  files: readonly ExportFile[],
  entry: ModelChoice | undefined,
  name: string,
): string | undefined {
  const beside = folderOf(entry?.path ?? '');
  const above = folderOf(beside.slice(0, -1));
  return [beside, above, '']
    .map((folder) => folder + name)
    .find((path) => files.some((file) => file.path === path));
}

async function readLists(files: readonly ExportFile[], reader: TextReader): Promise<Proposal<string[]>[]> {
  const lists: Proposal<string[]>[] = [];
  for (const { path } of files.filter((file) => LABEL_FILE.test(baseName(file.path))).slice(0, 8)) {
    if (/\.json$/i.test(path)) {
      const value = labelsOf((await reader.json(path))?.json);
      if (value) lists.push({ value, from: path });
      continue;
    }
    const lines = (await reader.text(path))?.text.replace(/\r/g, '').replace(/\n$/, '').split('\n') ?? [];
    if (lines.length > 1 && lines.length <= LABEL_LIMIT) lists.push({ value: lines, from: path });
  }
  return lists;
}

interface TextReader {
  text(path: string | undefined): Promise<TextFile | undefined>;
  json(
    path: string | undefined,
    options?: { quiet?: boolean },
  ): Promise<{ path: string; json: unknown } | undefined>;
}

/** Reads small files and remarks on those it cannot read. */
function textReader(files: readonly ExportFile[], remarks: Remark[]): TextReader {
  const text: TextReader['text'] = async (path) => {
    const file = files.find((candidate) => candidate.path === path);
    if (!file) return undefined;
    if (file.data.size > LARGEST_TEXT) {
      remarks.push({ kind: 'too-large-to-read', path: file.path });
      return undefined;
    }
    return { path: file.path, text: await file.data.text() };
  };
  return {
    text,
    async json(path, { quiet = false } = {}) {
      const found = await text(path);
      if (!found) return undefined;
      try {
        return { path: found.path, json: JSON.parse(found.text) as unknown };
      } catch (error) {
        if (!quiet) remarks.push({ kind: 'not-json', path: found.path, detail: messageOf(error) });
        return undefined;
      }
    },
  };
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
