// Comma-separated values, as spreadsheets write them: quotes, doubled quotes, line breaks in quotes; also semicolons and
// tabs. Knows no types.

const SEPARATORS = [',', ';', '\t'] as const;

/** Rows of cells, blank lines left out. Cells without quotes are trimmed. The separator is the first row's. */
export function readCsv(text: string): string[][] {
  const source = text.replace(/^\ufeff/, '');
  const separator = separatorOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  function endRow(): void {
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  }
  while (at <= source.length) {
    let cell: string;
    const quoted = /[ \t]*"/y;
    quoted.lastIndex = at;
    if (separator === '\t' ? source[at] === '"' : quoted.test(source)) {
      [cell, at] = readQuoted(source, source.indexOf('"', at) + 1);
    } else {
      const from = at;
      while (at < source.length && source[at] !== separator && source[at] !== '\n') at += 1;
      cell = source.slice(from, at).trim();
    }
    row.push(cell);
    const end = source[at];
    at += 1;
    if (end === undefined || end === '\n') endRow();
  }
  return rows;
}

/** The cell and where what follows it begins: the separator, the line's end or the text's. */
function readQuoted(source: string, start: number): [string, number] {
  let cell = '';
  let from = start;
  for (;;) {
    const quote = source.indexOf('"', from);
    if (quote < 0) return [cell + source.slice(from), source.length];
    cell += source.slice(from, quote);
    if (source[quote + 1] !== '"') {
      let at = quote + 1;
      while (at < source.length && !/[,;\t\n]/.test(source[at]!)) at += 1;
      return [cell, at];
    }
    cell += '"';
    from = quote + 2;
  }
}

function separatorOf(source: string): string {
  const line = source
    .slice(0, 10_000)
    .split('\n', 1)[0]!
    .replace(/"(?:[^"]|"")*"/g, '');
  const counts = SEPARATORS.map((separator) => line.split(separator).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))]!;
}

/** One table, with what spreadsheets would take for a formula kept from being one. */
export function writeCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
}

function cellText(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const plain = /^[=+\-@\t\r]/.test(value) && !Number.isFinite(Number(value)) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
