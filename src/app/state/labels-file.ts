// Labels out of whatever file an author has them in: lines, a table, or JSON of the usual kinds. Pure.
import { labelsOf, readCsv } from '../../lib/index.ts';

/** Where JSON files keep them. */
const KEYS = ['id2label', 'labels', 'classes', 'names', 'categories', 'symbols', 'vocab'];
const COLUMN = /^(label|name|class|category|display_name)s?$/i;
/** Larger ones are no lists of labels. */
export const LARGEST_LABELS_FILE = 8_000_000;

/** One for each class, in their order; undefined where the file has none. */
export function labelsOfFile(name: string, text: string): string[] | undefined {
  if (/\.json$/i.test(name)) {
    try {
      return labelsOfJson(JSON.parse(text), 0);
    } catch {
      return undefined;
    }
  }
  const labels = /\.(csv|tsv)$/i.test(name) ? column(readCsv(text)) : numbered(lines(text));
  return labels.length > 0 ? labels : undefined;
}

function labelsOfJson(json: unknown, depth: number): string[] | undefined {
  const found = labelsOf(Array.isArray(json) ? json.map(named) : json) ?? byLabel(json);
  if (found || depth > 1 || typeof json !== 'object' || json === null) return found;
  const entries = new Map(Object.entries(json));
  return KEYS.map((key) => (entries.has(key) ? labelsOfJson(entries.get(key), depth + 1) : undefined)).find(
    (labels) => labels !== undefined,
  );
}

function named(entry: unknown): unknown {
  if (typeof entry !== 'object' || entry === null) return entry;
  return Object.entries(entry).find(([key]) => COLUMN.test(key))?.[1];
}

/** `{"cat": 0, "dog": 1}` */
function byLabel(json: unknown): string[] | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  return labelsOf(Object.fromEntries(Object.entries(json).map(([label, id]) => [String(id), label])));
}

function column(rows: readonly (readonly string[])[]): string[] {
  const [first = []] = rows;
  const at = first.findIndex((cell) => COLUMN.test(cell.trim()));
  if (at !== -1) return rows.slice(1).map((row) => row[at] ?? '');
  const words = first.findLastIndex((cell) => cell.trim() !== '' && Number.isNaN(Number(cell)));
  return rows.map((row) => row[Math.max(0, words)] ?? '');
}

function lines(text: string): string[] {
  return text.replace(/\r/g, '').replace(/\n$/, '').split('\n');
}

/** `0 cat`, `1: dog`: where every line begins with its own number, that is no part of the label. */
function numbered(all: string[]): string[] {
  const NUMBER = /^\s*(\d+)\s*[:,;\t ]\s*(?=\S)/;
  const own = all.length > 1 && all.every((line, index) => Number(NUMBER.exec(line)?.[1] ?? -1) === index);
  return own ? all.map((line) => line.replace(NUMBER, '')) : all;
}
