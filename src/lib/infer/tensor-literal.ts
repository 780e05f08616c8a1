// The syntax of typed tensors: JSON whose numbers stay text, or lines of comma-separated values.
import { readCsv } from './csv.ts';
import { InferError } from './errors.ts';

/** A value as it was written, or a list. */
export type Literal = string | Literal[];

const TOKEN = /\s*(?:([[\],])|"((?:[^"\\]|\\.)*)"|([^\s[\],"]+))/y;
const MAX_DEPTH = 16;

/** @throws InferError 'infer/bad-media' with `details.at`, the character where reading stopped */
export function readLiteral(text: string, name: string): Literal {
  const trimmed = text.trim();
  if (trimmed === '') throw syntaxError(name, 0);
  return trimmed.startsWith('[') ? readJson(trimmed, name) : readRows(trimmed);
}

function readRows(text: string): Literal {
  const rows = readCsv(text);
  const first = rows[0] ?? [''];
  if (rows.length > 1) return rows;
  return first.length === 1 ? first[0]! : first;
}

function readJson(text: string, name: string): Literal {
  let offset = 0;
  function next(): { mark?: string; value?: string } {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    if (!match) throw syntaxError(name, offset);
    offset = TOKEN.lastIndex;
    if (match[1] !== undefined) return { mark: match[1] };
    if (match[2] !== undefined) return { value: readString(match[2], name, offset) };
    return { value: match[3]! };
  }
  function list(depth: number): Literal[] {
    if (depth > MAX_DEPTH) throw syntaxError(name, offset);
    const items: Literal[] = [];
    for (let token = next(); ; token = next()) {
      if (token.mark === ']' && items.length === 0) return items;
      if (token.mark === '[') items.push(list(depth + 1));
      else if (token.value !== undefined) items.push(token.value);
      else throw syntaxError(name, offset);
      const after = next().mark;
      if (after === ']') return items;
      if (after !== ',') throw syntaxError(name, offset);
    }
  }
  next();
  const result = list(1);
  if (text.slice(offset).trim() !== '') throw syntaxError(name, offset);
  return result;
}

function readString(raw: string, name: string, at: number): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    throw syntaxError(name, at);
  }
}

function syntaxError(name: string, at: number): InferError {
  return new InferError('infer/bad-media', `Input "${name}" cannot be read at character ${at + 1}`, {
    details: { name, at },
  });
}
