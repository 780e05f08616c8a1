// How sizes, counts, times and identifiers are written. Pure text; money is formatted by the library.

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** Decimal units, three figures at most: `2.33 MB`. */
export function bytes(size: number): string {
  let value = size;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${Number(value.toFixed(digits))} ${UNITS[unit]}`;
}

export interface CountText {
  text: string;
  /** Every digit, grouped. */
  exact: string;
}

/** Exact up to 9,999, then 12.4k and 3.1M, cut and never rounded up. */
export function count(value: bigint | number): CountText {
  const whole = BigInt(value);
  const exact = whole.toLocaleString('en-US');
  if (whole < 10_000n) return { text: exact, exact };
  const [size, mark] =
    whole < 1_000_000n ? [1_000n, 'k'] : whole < 1_000_000_000n ? [1_000_000n, 'M'] : [1_000_000_000n, 'B'];
  const tenths = (whole * 10n) / size;
  const fraction = tenths < 1_000n && tenths % 10n !== 0n ? `.${tenths % 10n}` : '';
  return { text: `${(tenths / 10n).toLocaleString('en-US')}${fraction}${mark}`, exact };
}

/** `0x3f9c…81de`; leaves short texts alone. */
export function shorten(id: string, head = 6, tail = 4): string {
  return id.length <= head + tail + 1 ? id : `${id.slice(0, head)}…${id.slice(-tail)}`;
}

export function date(ms: number): string {
  return new Date(ms).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });
}

export function dateTime(ms: number): string {
  const time = new Date(ms).toLocaleTimeString('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return `${date(ms)}, ${time}`;
}

const SPANS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600_000],
  ['month', 2_629_800_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];

/** `3 hours ago`, `in 2 days`, `just now`. */
export function relative(ms: number, now: number): string {
  const words = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
  const span = ms - now;
  for (const [unit, size] of SPANS) {
    if (Math.abs(span) >= size) return words.format(Math.trunc(span / size), unit);
  }
  return span > 0 ? 'in a moment' : 'just now';
}

const LONG = [
  [86_400_000, 'd', 3_600_000, 'h'],
  [3_600_000, 'h', 60_000, 'min'],
  [60_000, 'min', 1_000, 's'],
] as const;

/** `84 ms`, `1.3 s`, `2 min 5 s`, `3 h 20 min`, `6 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 1) return '< 1 ms';
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1_000).toFixed(1))} s`;
  const [large, name, small, rest] = LONG.find(([unit]) => ms >= unit) ?? LONG[2];
  return `${Math.floor(ms / large)} ${name} ${Math.floor((ms % large) / small)} ${rest}`;
}

/** A number as a table shows it: four significant figures, no trailing zeros. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6)) return value.toExponential(2);
  return String(Number(value.toPrecision(4)));
}
