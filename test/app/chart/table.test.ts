// What a spreadsheet gets: exact amounts, whole texts, and nothing that it would run.
import { describe, expect, test } from 'vitest';
import { cellText, toCsv, toJson, type Column, type Table } from '../../../src/app/ui/chart/table.ts';

const sui: Column = { name: 'genuine', kind: 'amount', unit: 'SUI', decimals: 9 };

function table(columns: readonly Column[], ...rows: Table['rows']): Table {
  return { name: 'file', columns, rows };
}

/** A reader of RFC 4180 of its own. */
function parse(csv: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < csv.length; i++) {
    const mark = csv[i]!;
    if (quoted) {
      if (mark === '"' && csv[i + 1] === '"') cell += csv[++i];
      else if (mark === '"') quoted = false;
      else cell += mark;
    } else if (mark === '"') quoted = true;
    else if (mark === ',') [row, cell] = [[...row, cell], ''];
    else if (mark === '\r' && csv[i + 1] === '\n') {
      rows.push([...row, cell]);
      [row, cell] = [[], ''];
      i++;
    } else cell += mark;
  }
  return rows;
}

describe('CSV', () => {
  test('has a head with units, exact amounts and ISO days', () => {
    const csv = toCsv(
      table(
        [{ name: 'day', kind: 'day' }, sui, { name: 'calls', kind: 'count' }],
        [Date.UTC(2026, 9, 3), 1_000_000_001n, 3],
        [Date.UTC(2026, 9, 4), -5n, 0],
        [Date.UTC(2026, 9, 5), undefined, undefined],
      ),
    );
    expect(csv).toBe(
      'day,genuine (SUI),calls\r\n2026-10-03,1.000000001,3\r\n2026-10-04,-0.000000005,0\r\n2026-10-05,,\r\n',
    );
  });

  test('texts with commas, quotes and line breaks come back as they were', () => {
    const texts = ['a,b', 'say "no"', 'two\r\nlines', 'plain', 'semi;colon', ''];
    const csv = toCsv(table([{ name: 'name', kind: 'text' }], ...texts.map((text) => [text])));
    expect(parse(csv).slice(1).flat()).toEqual(texts);
  });

  test.each([
    '=HYPERLINK("http://x","y")',
    '+1+1',
    '-2+3',
    '@SUM(A1)',
    ' =1+1',
    '\t=1+1',
    '\n=1',
    '＝1+1',
    '|calc',
    '\u00a0=1',
  ])('%j is made a text, not a formula', (text) => {
    const cell = parse(toCsv(table([{ name: 'name', kind: 'text' }], [text])))[1]![0]!;
    expect(cell).toBe(`'${text}`);
  });

  test('a hostile column name is made a text too', () => {
    expect(toCsv(table([{ name: '=x', kind: 'count' }]))).toBe('"\'=x"\r\n');
  });
});

test('JSON has the same numbers, by name; what is not known is null', () => {
  const json = JSON.parse(
    toJson(table([{ name: 'day', kind: 'day' }, sui], [0, 4_000_000n], [86_400_000, undefined])),
  );
  expect(json).toEqual({
    name: 'file',
    rows: [
      { day: '1970-01-01', 'genuine (SUI)': '0.004' },
      { day: '1970-01-02', 'genuine (SUI)': null },
    ],
  });
});

test.each([
  [12_345_678n, { kind: 'amount', decimals: 6 }, '12.345678'],
  [12_345_000_000n, { kind: 'amount', decimals: 6 }, '12,345'],
  [12_345, { kind: 'count' }, '12,345'],
  [0.1234, { kind: 'share' }, '12.3%'],
  [undefined, { kind: 'share' }, '–'],
  [Date.UTC(2026, 9, 3), { kind: 'day' }, 'Sat, 3 Oct 2026'],
  ['=x', { kind: 'text' }, '=x'],
] as const)('%s is read as a person reads it', (cell, column, text) => {
  expect(cellText(cell, { name: '', ...column })).toBe(text);
});
