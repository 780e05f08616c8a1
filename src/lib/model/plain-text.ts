// Texts of strangers, made safe to stand beside ours: what cannot be seen or turns the reading direction goes, what
// imitates other letters is found. Display only; searches and hashes see the text as it was given. Pure.
import { lookAlike } from './look-alikes.ts';

export interface PlainText {
  /** One line, nothing invisible, no direction marks, no heaps of accents. May be empty. */
  text: string;
  /** How many characters were taken out for being invisible or turning the reading direction. */
  hidden: number;
  /** Words that mix alphabets, or use letters drawn as others: a known way to imitate a name. */
  mixed: string[];
}

/** ASCII that can be seen: nothing to do for almost every name. */
const HARMLESS = /^[\x20-\x7e]*$/;
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Bidi_Control}\p{Cf}\p{Co}\p{Cs}\p{Cn}]/u;
const SPACE = /[\s\p{Cc}\p{Zl}\p{Zp}\p{Zs}\u2800]+/gu;
/** Scripts whose spelling needs the joiners U+200C and U+200D. */
const JOINING =
  /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}\p{Script=Khmer}]/u;
const PICTURE = /[\p{Extended_Pictographic}\p{Emoji_Modifier}\u20e3\ufe0f]/u;
const MARK = /\p{M}/u;
/** Vietnamese and pointed Hebrew need two or three; more only blots out the lines around. */
const MOST_MARKS = 3;

/** What may be shown of a stranger's one-line text, and what is suspicious about it. */
export function plainText(given: string): PlainText {
  if (HARMLESS.test(given)) return { text: given.replace(/ +/g, ' ').trim(), hidden: 0, mixed: [] };
  const chars = [...given.normalize('NFC')];
  let text = '';
  let hidden = 0;
  let marks = 0;
  for (const [index, char] of chars.entries()) {
    const previous = chars[index - 1] ?? '';
    marks = MARK.test(char) && !UNSEEN.test(char) ? marks + 1 : 0;
    if (marks > MOST_MARKS) hidden += 1;
    else if (!UNSEEN.test(char) || isNeeded(char, previous, chars[index + 1] ?? '')) text += char;
    else hidden += 1;
  }
  text = text.replace(SPACE, ' ').trim();
  return { text, hidden, mixed: mixedWords(text) };
}

/** Joiners where spelling needs them, and what makes one picture of several. */
function isNeeded(char: string, previous: string, next: string): boolean {
  if (char === '\u200c' || char === '\u200d') {
    const between = (class_: RegExp) => class_.test(previous) && class_.test(next);
    return between(JOINING) || (MARK.test(previous) && JOINING.test(next)) || between(PICTURE);
  }
  return char === '\ufe0f' && /[\p{Extended_Pictographic}0-9#*]/u.test(previous);
}

/**
 * Words below the level "highly restrictive" of UTS 39, approximated with script properties: one script per word, but
 * Latin beside Japanese, Chinese or Korean. Letters that Unicode calls a styled form of ASCII letters count as mixed
 * where they stand alone.
 */
export function mixedWords(text: string): string[] {
  if (HARMLESS.test(text)) return [];
  const words = text.match(/[\p{L}\p{M}\p{Nd}\p{Nl}\p{So}]+/gu) ?? [];
  return [...new Set(words.filter((word) => isMixed(word) || isStyled(word)))];
}

const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Armenian',
  'Georgian',
  'Hebrew',
  'Arabic',
  'Syriac',
  'Thaana',
  'Devanagari',
  'Bengali',
  'Gurmukhi',
  'Gujarati',
  'Oriya',
  'Tamil',
  'Telugu',
  'Kannada',
  'Malayalam',
  'Sinhala',
  'Thai',
  'Lao',
  'Tibetan',
  'Myanmar',
  'Ethiopic',
  'Khmer',
  'Mongolian',
  'Cherokee',
  'Coptic',
  'Canadian_Aboriginal',
  'Lisu',
  'Tifinagh',
  'Hiragana',
  'Katakana',
  'Han',
  'Bopomofo',
  'Hangul',
] as const;
const IN_SCRIPT = SCRIPTS.map(
  (script) => [script, new RegExp(`\\p{Script_Extensions=${script}}`, 'u')] as const,
);
const ANY_SCRIPT = /[\p{Script=Common}\p{Script=Inherited}]/u;
const EAST_ASIAN = [
  new Set(['Latin', 'Han', 'Hiragana', 'Katakana']),
  new Set(['Latin', 'Han', 'Bopomofo']),
  new Set(['Latin', 'Han', 'Hangul']),
];

function isMixed(word: string): boolean {
  if (HARMLESS.test(word)) return false;
  const found = [...word].filter((char) => !ANY_SCRIPT.test(char)).map(scriptsOf);
  if (found.length === 0) return false;
  const one = [...found[0]!].some((script) => found.every((scripts) => scripts.has(script)));
  const together = EAST_ASIAN.some((allowed) =>
    found.every((scripts) => [...scripts].some((script) => allowed.has(script))),
  );
  return !one && !together;
}

function scriptsOf(char: string): ReadonlySet<string> {
  const scripts = IN_SCRIPT.filter(([, pattern]) => pattern.test(char)).map(([script]) => script);
  // Scripts not in the list are each one of their own block of 256: rare, and never a reason to call a word pure Latin.
  return new Set(scripts.length > 0 ? scripts : [`other-${char.codePointAt(0)! >> 8}`]);
}

/** Mathematical, circled, small-capital letters and the like. Full-width forms are ordinary in East Asia. */
function isStyled(word: string): boolean {
  return [...word].some(
    (char) =>
      char > '\u007f' &&
      !/[\uff00-\uffef]/.test(char) &&
      /^[A-Za-z]+$/.test(char.normalize('NFKC')) &&
      !/[ªº]/.test(char),
  );
}

/**
 * What remains of a name to the eye: names that look alike have the same skeleton. Without case, accents, spaces and
 * punctuation. Empty where nothing remains.
 */
export function skeleton(text: string): string {
  const plain = text.normalize('NFKD').replace(/[\p{M}\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');
  let result = '';
  for (const char of plain) result += lookAlike(char) ?? lookAlike(char.toLowerCase()) ?? char.toLowerCase();
  return result
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w');
}
