// The small texts of an export, read once and with care: a file that is too large, or no JSON, is remarked on and passed over.
import { messageOf } from '../errors.ts';
import type { Proposal, TextFile } from './recognise-about.ts';
import { labelsOf } from './recognise-config.ts';
import { baseName, folderOf, type ExportFile } from './recognise-paths.ts';

const LARGEST_TEXT = 2_000_000;
const LABEL_FILE =
  /^(labels?|classes|categories|id2label)\.(txt|json)$|\.names$|(_keys.*|_?labels?|synset|dict|characters)\.txt$/i;
const LABEL_LIMIT = 65_536;

/** Why nothing was taken from a file. */
export interface TextRemark {
  kind: 'not-json' | 'too-large-to-read';
  path: string;
  detail?: string;
}

/** `onnx/config.json` before `config.json` for `onnx/model.onnx`, and nothing else of that name. */
export function nearest(
  files: readonly ExportFile[],
  entry: string | undefined,
  name: string,
): string | undefined {
  const beside = folderOf(entry ?? '');
  const above = folderOf(beside.slice(0, -1));
  return [beside, above, '']
    .map((folder) => folder + name)
    .find((path) => files.some((file) => file.path === path));
}

export async function readLists(
  files: readonly ExportFile[],
  reader: TextReader,
): Promise<Proposal<string[]>[]> {
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

interface JsonOptions {
  quiet?: boolean;
  /** Largest file that is read, bytes. */
  most?: number;
}

export interface TextReader {
  text(path: string | undefined, most?: number): Promise<TextFile | undefined>;
  json(path: string | undefined, options?: JsonOptions): Promise<{ path: string; json: unknown } | undefined>;
}

/** Reads small files and remarks on those it cannot read. */
export function textReader(
  files: readonly ExportFile[],
  remarks: { push(remark: TextRemark): unknown },
): TextReader {
  const text: TextReader['text'] = async (path, most = LARGEST_TEXT) => {
    const file = files.find((candidate) => candidate.path === path);
    if (!file) return undefined;
    if (file.data.size > most) {
      remarks.push({ kind: 'too-large-to-read', path: file.path });
      return undefined;
    }
    return { path: file.path, text: await file.data.text() };
  };
  async function parse(path: string | undefined, { quiet = false, most }: JsonOptions) {
    const found = await text(path, most);
    if (!found) return undefined;
    try {
      return { path: found.path, json: JSON.parse(found.text) as unknown };
    } catch (error) {
      if (!quiet) remarks.push({ kind: 'not-json', path: found.path, detail: messageOf(error) });
      return undefined;
    }
  }
  const known = new Map<string, ReturnType<typeof parse>>();
  return {
    text,
    json(path, options = {}) {
      if (path === undefined) return Promise.resolve(undefined);
      const reading = known.get(path) ?? parse(path, options);
      known.set(path, reading);
      return reading;
    },
  };
}
