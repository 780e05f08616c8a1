// Parameter names and doc comments of one Move module, read from its source: bytecode has neither.
// Reads formatted, non-generic-nested declarations only; summary.ts drops what does not fit the bytecode.

export interface SourceNames {
  doc: string | undefined;
  functions: Map<string, { doc: string | undefined; typeParameters: string[]; parameters: string[] }>;
  structs: Map<string, { doc: string | undefined; fields: Map<string, string> }>;
}

const DOC = String.raw`((?:^[ \t]*///.*\n)*)(?:^[ \t]*#\[.*\]\n)*`;
const MODULE = new RegExp(`${DOC}^module `, 'm');
const FUNCTION = new RegExp(
  String.raw`${DOC}^(?:public(?:\(package\))? )?(?:entry )?(?:native )?fun (\w+)(?:<([^(]*)>)?\(([^)]*)\)`,
  'gm',
);
const STRUCT = new RegExp(String.raw`${DOC}^public struct (\w+)[^{(;]*(?:\{([^}]*)\})?`, 'gm');
const FIELD = new RegExp(String.raw`((?:^[ \t]*///.*\n)+)^[ \t]*(\w+):`, 'gm');

export function readSourceNames(source: string): SourceNames {
  const names: SourceNames = {
    doc: docText(MODULE.exec(source)?.[1]),
    functions: new Map(),
    structs: new Map(),
  };
  for (const [, doc, name = '', typeParameters = '', parameters = ''] of source.matchAll(FUNCTION)) {
    names.functions.set(name, {
      doc: docText(doc),
      typeParameters: declaredNames(typeParameters),
      parameters: declaredNames(parameters),
    });
  }
  for (const [, doc, name = '', body = ''] of source.matchAll(STRUCT)) {
    const fields = new Map<string, string>();
    for (const [, fieldDoc, field = ''] of body.matchAll(FIELD)) fields.set(field, docText(fieldDoc)!);
    names.structs.set(name, { doc: docText(doc), fields });
  }
  return names;
}

/** Names before the colon in a list, commas inside angle brackets left alone. */
function declaredNames(list: string): string[] {
  const items = [''];
  let depth = 0;
  for (const char of list) {
    if (char === '<') depth++;
    if (char === '>') depth--;
    if (char === ',' && depth === 0) items.push('');
    else items[items.length - 1] += char;
  }
  return items
    .map((item) =>
      item
        .split(':')[0]!
        .replace(/^\s*(?:(?:mut|phantom)\s+)?/, '')
        .trim(),
    )
    .filter((name) => name !== '');
}

function docText(lines: string | undefined): string | undefined {
  if (!lines) return undefined;
  const text = lines.replace(/^[ \t]*\/\/\/ ?/gm, '').trimEnd();
  return text ? ` ${text}\n` : undefined;
}
