// What a batch is made of: files, lines of a text, or rows of a table whose columns are named after inputs. Pure.
import { readCsv } from '../../lib/index.ts';
import type { FieldKind } from './field-kind.ts';

/** One call of a batch. What it does not say is as the form has it. */
export interface BatchItem {
  name: string;
  file?: File;
  /** By input name. */
  texts: Record<string, string>;
}

/** As much of a field as rows are matched with. */
export interface RowField {
  name: string;
  label: string;
  kind: FieldKind;
}

const LONGEST_NAME = 60;

/** Rows for the fields that take text; `main` takes what has no column's name. */
export function rowItems(fields: readonly RowField[], main: RowField, text: string): BatchItem[] {
  const table = readCsv(text);
  const columns = (table[0] ?? []).map((cell) =>
    fields.find(({ name, label }) => cell === name || cell === label),
  );
  if (table.length > 1 && columns.some((field) => field !== undefined)) {
    return table.slice(1).map((row): BatchItem => {
      const texts: Record<string, string> = {};
      columns.forEach((field, column) => {
        if (field) texts[field.name] = row[column] ?? '';
      });
      return { name: shortened(row.join(', ')), texts };
    });
  }
  const lines = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.map((line) => ({ name: shortened(line), texts: { [main.name]: line } }));
}

export function fileItems(files: readonly File[]): BatchItem[] {
  return files.map((file) => ({ name: file.name, file, texts: {} }));
}

function shortened(text: string): string {
  return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}…` : text;
}
