// Storage ends as a calendar file (RFC 5545), so that a reminder reaches an author without any server. Pure text.
import { plainText } from '../../lib/index.ts';

export interface StorageEnd {
  /** Object ID of the model. */
  model: string;
  /** As its author wrote it: hostile until shown plain. */
  name: string;
  endsMs: number;
  endEpoch: number;
  /** Its page. */
  url: string;
}

const LINE_BYTES = 75;

/** One event per model at the moment its storage ends, with an alarm `days` before. */
export function storageCalendar(
  ends: readonly StorageEnd[],
  options: { days: number; nowMs: number },
): string {
  const stamp = utc(options.nowMs);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Floe//Storage//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    ...ends.flatMap((end) => event(end, stamp, options.days)),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

function event({ model, name, endsMs, endEpoch, url }: StorageEnd, stamp: string, days: number): string[] {
  const title = `Storage of ${plainText(name).text || 'a model'} ends`;
  return [
    'BEGIN:VEVENT',
    // The same model is the same event: a file saved later moves it.
    `UID:storage-${model}@floe`,
    `SEQUENCE:${endEpoch}`,
    `DTSTAMP:${stamp}`,
    `DTSTART:${utc(endsMs)}`,
    `SUMMARY:${escape(title)}`,
    `DESCRIPTION:${escape(`Extend it before: what has ended cannot be extended.\n${url}`)}`,
    `URL:${uri(url)}`,
    'TRANSP:TRANSPARENT',
    'BEGIN:VALARM',
    'ACTION:DISPLAY',
    `DESCRIPTION:${escape(title)}`,
    `TRIGGER:-P${days}D`,
    'END:VALARM',
    'END:VEVENT',
  ];
}

/** `20270303T120000Z` */
function utc(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

function escape(text: string): string {
  return (
    text
      .replace(/[\\;,]/g, (mark) => `\\${mark}`)
      .replace(/\r\n|\r|\n/g, '\\n')
      // eslint-disable-next-line no-control-regex -- control characters are exactly what must not get through
      .replace(/[\u0000-\u001f\u007f]/g, ' ')
  );
}

/** An address is not escaped as text; what could end its line is taken out. */
function uri(url: string): string {
  return url.replace(/\s/g, '');
}

/** Lines of at most 75 bytes, never cut inside a character. */
function fold(line: string): string {
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  let folded = '';
  let current = '';
  for (const character of line) {
    if (bytes(current + character) > LINE_BYTES) {
      folded += `${current}\r\n`;
      // The space that begins a continued line counts.
      current = ` ${character}`;
    } else current += character;
  }
  return folded + current;
}
