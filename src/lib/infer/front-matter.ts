// The YAML block at the head of a README, as far as model cards use it: flat keys, lists of words, folded texts.
// Anything deeper is skipped, not guessed. Hostile text: no anchors, no tags, no types, nothing is ever evaluated.

export interface CardText {
  /** Lower-case key to its value; nested maps are left out. */
  fields: Map<string, string | string[]>;
  /** The text below the block. */
  body: string;
  /** A block was begun and could not be read. */
  broken: boolean;
}

const LONGEST_BLOCK = 64 * 1024;
const MOST_ITEMS = 1_000;
const KEY = /^([A-Za-z][A-Za-z0-9_-]{0,63}):(?:\s+(.*))?$/;

/** Splits a README into front matter and text. Without a block, everything is text. */
export function readFrontMatter(text: string): CardText {
  const source = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const none: CardText = { fields: new Map(), body: source.trim(), broken: false };
  if (!source.startsWith('---\n')) return none;
  const end = source.slice(0, LONGEST_BLOCK).search(/\n(---|\.\.\.)[ \t]*(\n|$)/);
  if (end === -1) return { ...none, broken: true };
  const body = source.slice(source.indexOf('\n', end + 1) + 1 || source.length).trim();
  return { ...readFields(source.slice(4, Math.max(4, end)).split('\n')), body };
}

function readFields(lines: string[]): Pick<CardText, 'fields' | 'broken'> {
  const fields: CardText['fields'] = new Map();
  let broken = false;
  for (let at = 0; at < lines.length;) {
    const line = lines[at]!;
    at += 1;
    if (/^\s*(#.*)?$/.test(line)) continue;
    const [, key, rest = ''] = KEY.exec(line) ?? [];
    // A value's lines: indented ones, and list items that YAML allows at the key's own depth.
    const from = at;
    while (at < lines.length && /^(\s+\S|- |-$|\s*$)/.test(lines[at]!)) at += 1;
    if (key === undefined) {
      broken = true;
      continue;
    }
    const value = readValue(rest.trim(), lines.slice(from, at));
    const name = key.toLowerCase();
    if (value !== undefined && !fields.has(name)) fields.set(name, value);
  }
  return { fields, broken };
}

function readValue(inline: string, below: string[]): string | string[] | undefined {
  const lines = below.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  if (/^[|>][+-]?$/.test(inline))
    return below
      .map((line) => line.trim())
      .join(inline[0] === '|' ? '\n' : ' ')
      .trim();
  if (inline.startsWith('[')) {
    const list = [inline, ...lines].join(' ');
    return list.endsWith(']') ? scalars(list.slice(1, -1).split(',')) : undefined;
  }
  if (inline.startsWith('{') || inline.startsWith('&') || inline.startsWith('*')) return undefined;
  if (inline !== '' && !inline.startsWith('#')) return lines.length === 0 ? scalar(inline) : undefined;
  if (lines.length === 0 || !lines.every((line) => line.startsWith('- '))) return undefined;
  const items = lines.map((line) => line.slice(2));
  // Items that are maps belong to what is skipped.
  return items.some((item) => /^[\w-]+:(\s|$)/.test(item)) ? undefined : scalars(items);
}

function scalars(items: string[]): string[] {
  return items
    .slice(0, MOST_ITEMS)
    .map((item) => scalar(item.trim()))
    .filter((item) => item !== '');
}

function scalar(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'((?:[^']|'')*)'/.exec(text);
  if (quoted?.[1] !== undefined) return quoted[1].replace(/\\(["\\/])/g, '$1').replace(/\\[nt]/g, ' ');
  if (quoted?.[2] !== undefined) return quoted[2].replaceAll("''", "'");
  const plain = text.replace(/\s+#.*$/, '').trim();
  return plain === 'null' || plain === '~' ? '' : plain;
}
