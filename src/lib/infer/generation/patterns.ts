// Regular expressions out of a stranger's tokenizer.json, judged before one is run: JavaScript's backtrack, so some take
// longer than the universe over a line of text, and nothing on their thread can stop them.
import { InferError } from '../errors.ts';

/** o200k's, the longest in use, has 400 characters. */
const MOST_CHARACTERS = 4_000;
const MOST_DEPTH = 64;

/**
 * Refuses each pattern in which something that is itself repeated, or one of several, is repeated without end, as in
 * `(a+)+` and `(a|ab)*`. What is left needs at worst a power of the text's length that is as high as repeats follow on
 * one another; the page's own limit on a run's time ends the rest.
 *
 * @throws InferError 'infer/bad-tokenizer'
 */
export function checkPatterns(json: unknown, depth = 0): void {
  if (typeof json !== 'object' || json === null) return;
  if (depth > MOST_DEPTH) throw new InferError('infer/bad-tokenizer', 'The tokenizer is nested too deep');
  for (const [key, value] of Object.entries(json)) {
    if (key === 'Regex' && typeof value === 'string' && !isTame(value)) {
      throw new InferError('infer/bad-tokenizer', 'The tokenizer cuts text by a pattern that may never end', {
        details: { pattern: value.slice(0, 200) },
      });
    }
    checkPatterns(value, depth + 1);
  }
}

interface Group {
  /** Something in it is repeated without end, or it has alternatives. */
  loose: boolean;
}

/** Reads no more of the syntax than groups, classes, escapes and repeats. */
function isTame(pattern: string): boolean {
  if (pattern.length > MOST_CHARACTERS) return false;
  const open: Group[] = [{ loose: false }];
  /** The group that was closed just before, which a repeat would repeat. */
  let closed: Group | undefined;
  for (let at = 0; at < pattern.length; at++) {
    const repeat = repeatAt(pattern, at);
    if (repeat) {
      if (repeat.many) {
        if (closed?.loose) return false;
        open.at(-1)!.loose = true;
      }
      at += repeat.length - 1;
      continue;
    }
    const group = closed;
    closed = undefined;
    const char = pattern[at];
    // What was in a group counts for the one around it.
    if (group?.loose) open.at(-1)!.loose = true;
    if (char === '\\') at++;
    else if (char === '[') at = endOfClass(pattern, at);
    else if (char === '(') open.push({ loose: false });
    else if (char === '|') open.at(-1)!.loose = true;
    else if (char === ')') {
      closed = open.pop();
      if (open.length === 0) return false;
    }
  }
  return open.length === 1;
}

/** `?`, `*`, `+` or `{...}` here, with what makes it lazy or possessive. */
function repeatAt(pattern: string, at: number): { many: boolean; length: number } | undefined {
  const match = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})[?+]?/.exec(pattern.slice(at, at + 24));
  if (!match) return undefined;
  // `(?`: how a group is meant, not a repeat.
  if (pattern[at] === '?' && pattern[at - 1] === '(' && pattern[at - 2] !== '\\') return undefined;
  const [text, from = '', comma = '', to = ''] = match;
  const most = text.startsWith('?')
    ? 1
    : !text.startsWith('{') || (comma && !to)
      ? Infinity
      : Number(to || from);
  return { many: most > 16, length: text.length };
}

function endOfClass(pattern: string, from: number): number {
  let depth = 0;
  for (let at = from; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++;
    else if (pattern[at] === '[') depth++;
    else if (pattern[at] === ']' && --depth === 0) return at;
  }
  return pattern.length;
}
