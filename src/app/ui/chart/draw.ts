// The only file that knows Observable Plot; loaded when the first chart is drawn. Colours are CSS variables and fills
// are patterns of the page, so a change of theme needs no new drawing.
import { areaY, axisX, axisY, gridY, lineY, plot, rectY, ruleY, type Markish } from '@observablehq/plot';
import { drawn, stack, type MarkKind, type Point, type Series, type Unit } from './series.ts';

export interface Size {
  width: number;
  height: number;
}

export interface Drawing {
  svg: SVGSVGElement | HTMLElement;
  /** Middle of each point, pixels from the left. */
  places: number[];
  /** Width of a point's column; 0 where points have none. */
  column: number;
  top: number;
  bottom: number;
}

export interface Figure {
  points: readonly Point[];
  series: readonly Series[];
  unit: Unit;
  /** Prefix of the pattern ids, see Patterns.svelte. */
  patterns: string;
}

const DAY_MS = 86_400_000;
/** Within this, minutes alone would repeat themselves. */
const SECONDS_MS = 10 * 60_000;
const MARGIN = { top: 22, right: 8, bottom: 24, left: 44 };
/** Below this many pixels a day, bars become a texture: an area reads better. */
const MIN_BAR = 2.5;

const INK = { solid: 'var(--mark)', hatched: 'hatched', dotted: 'dotted' } as const;

function fillOf(mark: MarkKind, patterns: string): string {
  return mark === 'solid' ? INK.solid : `url(#${patterns}-${mark})`;
}

/** One column per day, series on top of each other. */
export function drawDays({ points, series, unit, patterns }: Figure, size: Size): Drawing {
  const stacked = stack(points, series, unit);
  const plain = (size.width - MARGIN.left - MARGIN.right) / Math.max(1, points.length);
  const isArea = plain < MIN_BAR;
  const inset = isArea ? 0 : Math.min(2, plain * 0.12);
  const marks = series.map(({ mark }, s): Markish => {
    const fill = fillOf(mark, patterns);
    if (isArea) {
      const corners = points.flatMap(({ atMs }, i) => {
        const { from, to } = stacked[i]![s]!;
        return [atMs, atMs + DAY_MS - 1].map((x) => ({ x: new Date(x), y1: from, y2: to }));
      });
      return areaY(corners, { x: 'x', y1: 'y1', y2: 'y2', fill });
    }
    const columns = points
      .map(({ atMs }, i) => ({ x1: new Date(atMs), x2: new Date(atMs + DAY_MS), ...stacked[i]![s]! }))
      .filter(({ from, to }) => to > from);
    const outline = mark === 'solid' || plain < 5 ? {} : { stroke: INK.solid, strokeWidth: 0.75 };
    return rectY(columns, {
      x1: 'x1',
      x2: 'x2',
      y1: 'from',
      y2: 'to',
      fill,
      inset: 0,
      insetLeft: inset,
      insetRight: inset,
      ...outline,
    });
  });
  const highest = Math.max(...stacked.map((column) => column.at(-1)?.to ?? 0));
  const first = points[0]?.atMs ?? 0;
  const until = (points.at(-1)?.atMs ?? 0) + DAY_MS;
  return finish({
    marks,
    unit,
    size,
    highest,
    fromMs: first,
    untilMs: until,
    places: points.map(({ atMs }) => atMs + DAY_MS / 2),
    isDays: true,
  });
}

const DASHES: Record<MarkKind, string> = { solid: '', hatched: '6 3', dotted: '1 4' };

/** Lines through moments. `step`: a value holds until the next one, as prices do. */
export function drawLines(
  { points, series, unit }: Omit<Figure, 'patterns'>,
  size: Size,
  { step = false, untilMs }: { step?: boolean; untilMs?: number } = {},
): Drawing {
  const end = Math.max(untilMs ?? 0, points.at(-1)?.atMs ?? 0);
  const marks = series.map(({ key, mark }) => {
    const line = points.map(({ atMs, values }) => ({ x: new Date(atMs), y: drawn(values[key], unit) }));
    const last = line.at(-1);
    if (step && last && +last.x < end) line.push({ x: new Date(end), y: last.y });
    return lineY(line, {
      x: 'x',
      y: 'y',
      stroke: INK.solid,
      strokeWidth: mark === 'dotted' ? 2.5 : 1.75,
      strokeLinecap: 'round',
      strokeDasharray: DASHES[mark],
      curve: step ? 'step-after' : 'linear',
    });
  });
  const highest = Math.max(
    0,
    ...points.flatMap(({ values }) => series.map(({ key }) => drawn(values[key] ?? 0, unit))),
  );
  return finish({
    marks,
    unit,
    size,
    highest,
    fromMs: points[0]?.atMs ?? 0,
    untilMs: end,
    places: points.map(({ atMs }) => atMs),
    isDays: false,
  });
}

interface Parts {
  marks: Markish[];
  unit: Unit;
  size: Size;
  highest: number;
  fromMs: number;
  untilMs: number;
  places: number[];
  isDays: boolean;
}

function finish({ marks, unit, size, highest, fromMs, untilMs, places, isDays }: Parts): Drawing {
  const isFlat = highest === 0;
  const most = Math.max(2, Math.min(8, Math.floor(size.width / 80)));
  const whole = unit.decimals === 0;
  // A single moment has no width of its own to be drawn in.
  const until = untilMs > fromMs ? untilMs : fromMs + DAY_MS;
  const svg = plot({
    width: size.width,
    height: size.height,
    marginTop: MARGIN.top,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom,
    marginLeft: MARGIN.left,
    style: { background: 'none', fontFamily: 'inherit', fontSize: '11px', overflow: 'visible' },
    x: { type: 'utc', domain: [new Date(fromMs), new Date(until)] },
    y: { domain: [0, isFlat ? 1 : highest], nice: !isFlat, zero: true },
    marks: [
      gridY({ stroke: 'var(--line)', strokeOpacity: 1, ticks: ticksOf(highest, whole) }),
      ...marks,
      axisX({
        ticks: isDays ? everyFew(places, most).map((ms) => new Date(ms)) : most,
        tickSize: 0,
        tickPadding: 8,
        color: 'var(--quiet)',
        label: null,
        tickFormat: (date: Date) => dateLabel(date, until - fromMs),
      }),
      axisY({
        ticks: isFlat ? [0] : ticksOf(highest, whole),
        tickSize: 0,
        tickPadding: 6,
        color: 'var(--quiet)',
        label: unit.name,
        labelArrow: 'none',
        labelAnchor: 'top',
        labelOffset: MARGIN.left - 2,
        tickFormat: (value: number) => tickLabel(value),
      }),
      ruleY([0], { stroke: 'var(--line-strong)' }),
    ],
  });
  svg.setAttribute('aria-hidden', 'true');
  const scale = svg.scale('x')!;
  const apply = (ms: number) => Number(scale.apply(new Date(ms)));
  return {
    svg,
    places: places.map(apply),
    column: isDays ? apply(fromMs + DAY_MS) - apply(fromMs) : 0,
    top: MARGIN.top,
    bottom: size.height - MARGIN.bottom,
  };
}

/** At most so many, evenly spaced, the last one among them. */
function everyFew(places: readonly number[], most: number): number[] {
  const step = Math.max(1, Math.ceil(places.length / most));
  return places.filter((_, i) => (places.length - 1 - i) % step === 0);
}

/** Counts have no ticks between whole numbers. */
function ticksOf(highest: number, whole: boolean): number {
  return whole ? Math.max(1, Math.min(4, Math.floor(highest))) : 4;
}

function tickLabel(value: number): string {
  if (Math.abs(value) >= 1000) {
    return value.toLocaleString('en-US', { notation: 'compact', maximumFractionDigits: 1 });
  }
  return String(Number(value.toPrecision(3)));
}

/** UTC, as precise as it takes to tell one tick from the next. */
function dateLabel(date: Date, spanMs: number): string {
  if (spanMs < 2 * DAY_MS) {
    const [time = ''] = date.toISOString().slice(11).split('.');
    return spanMs < SECONDS_MS ? time : time.slice(0, 5);
  }
  const withYear = spanMs > 400 * DAY_MS;
  return date.toLocaleDateString('en-GB', {
    ...(withYear ? { year: 'numeric' } : { day: 'numeric' }),
    month: 'short',
    timeZone: 'UTC',
  });
}
