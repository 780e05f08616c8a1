// The numbers behind a drawing, as a table: what is shown on demand, and what is exported as CSV and JSON. Pure.

/** Amounts are base units: `decimals` says where the point goes, `unit` is the coin. Shares are 0..1. */
export type ColumnKind = 'text' | 'day' | 'time' | 'count' | 'amount' | 'share' | 'number';

export interface Column {
  name: string;
  kind: ColumnKind;
  unit?: string;
  decimals?: number;
}

export type Cell = string | number | bigint | undefined;

export interface Table {
  /** Becomes the file's name: short, no path. */
  name: string;
  columns: readonly Column[];
  rows: readonly (readonly Cell[])[];
}

/** One cell as people read it; nothing for what is not known. */
export function cellText(cell: Cell, { kind, decimals = 0 }: Column): string {
  if (cell === undefined) return '–';
  if (kind === 'text') return String(cell);
  if (kind === 'day') return dayText(Number(cell));
  if (kind === 'time') return new Date(Number(cell)).toISOString().replace('T', ' ').slice(0, 19);
  if (kind === 'amount') return groupDigits(decimal(BigInt(cell), decimals));
  if (kind === 'share') return percent(Number(cell));
  return kind === 'count'
    ? Number(cell).toLocaleString('en-US')
    : String(Number(Number(cell).toPrecision(4)));
}

/** `64.3%`; whole percents from ten up keep one decimal too, so that columns stand under each other. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

/** `Sat, 3 Oct 2026`, always UTC: days of the market are UTC days. */
export function dayText(atMs: number): string {
  const options = {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  } as const;
  return new Date(atMs).toLocaleDateString('en-GB', options);
}

/** RFC 4180 with a head row. Texts that a spreadsheet would run as a formula are quoted with an apostrophe. */
export function toCsv({ columns, rows }: Table): string {
  const head = columns.map((column) => escape(headOf(column)));
  const lines = rows.map((row) => row.map((cell, i) => csvCell(cell, columns[i]!)));
  return `${[head, ...lines].map((line) => line.join(',')).join('\r\n')}\r\n`;
}

/** Rows as objects by column name; amounts as exact decimal text in the coin, times in ISO 8601. */
export function toJson({ name, columns, rows }: Table): string {
  const items = rows.map((row) =>
    Object.fromEntries(columns.map((column, i) => [headOf(column), plain(row[i], column)])),
  );
  return `${JSON.stringify({ name, rows: items }, null, 2)}\n`;
}

function headOf({ name, unit }: Column): string {
  return unit === undefined ? name : `${name} (${unit})`;
}

function csvCell(cell: Cell, column: Column): string {
  const value = plain(cell, column);
  if (value === null) return '';
  return column.kind === 'text' ? escape(String(value)) : String(value);
}

function plain(cell: Cell, { kind, decimals = 0 }: Column): string | number | null {
  if (cell === undefined) return null;
  if (kind === 'text') return String(cell);
  if (kind === 'day') return new Date(Number(cell)).toISOString().slice(0, 10);
  if (kind === 'time') return new Date(Number(cell)).toISOString();
  if (kind === 'amount') return decimal(BigInt(cell), decimals);
  return Number(cell);
}

/** What spreadsheets take for the beginning of a formula, in full width too, also after blanks. */
const FORMULA = /^[\s\u00a0]*[=+\-@|%＝＋－＠]/u;

function escape(text: string): string {
  const safe = FORMULA.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",;\r\n\t']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Exact: no float touches an amount. */
function decimal(value: bigint, decimals: number): string {
  const size = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const fraction = decimals === 0 ? '' : size.slice(-decimals).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${size.slice(0, size.length - decimals)}${fraction && `.${fraction}`}`;
}

function groupDigits(text: string): string {
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
