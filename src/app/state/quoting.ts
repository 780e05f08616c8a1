// Texts of strangers as literals of a shell, JavaScript or JSON: they stay one value, and nothing in them is invisible
// or turns the reading direction. Pure.

/** Controls, formats (bidi marks among them), lone surrogates, private and unassigned characters, odd line ends. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;
const EVERY_UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;
const BARE = /^[\w@%+:,./-]+$/;

/** A word of a POSIX shell line; with characters that cannot be seen, of bash and zsh. Undefined if none can say it. */
export function shellWord(text: string): string | undefined {
  if (text.includes('\0')) return undefined;
  if (BARE.test(text)) return text;
  if (!UNSEEN.test(text)) return `'${text.replaceAll("'", `'\\''`)}'`;
  const escaped = [...text].map((char) => {
    if (char === "'" || char === '\\') return `\\${char}`;
    if (!UNSEEN.test(char)) return char;
    const bytes = new TextEncoder().encode(char);
    return Array.from(bytes, (byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
  });
  return `$'${escaped.join('')}'`;
}

/** JSON, and so a JavaScript literal too. `indent` as of `JSON.stringify`. */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(EVERY_UNSEEN, (char) =>
    // Line ends outside of literals are the layout's own.
    char === '\n' ? char : unicodeEscapes(char),
  );
}

/** A property name as one would write it by hand where it can be written so. */
export function propertyName(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) && name !== '__proto__' ? name : `[${jsonText(name)}]`;
}

function unicodeEscapes(char: string): string {
  return Array.from(
    { length: char.length },
    (_, at) => `\\u${char.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}

/** A text to be compared by eye: what cannot be seen is written out as its code point. */
export function visibleText(text: string): string {
  return text.replace(EVERY_UNSEEN, (char) =>
    char === '\n' || char === '\t'
      ? char
      : `⟨U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}⟩`,
  );
}
