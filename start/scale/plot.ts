// Line charts as small standing SVGs that read well on light and on dark paper. Knows no numbers of ours.

export interface Line {
  label: string;
  points: readonly [x: number, y: number][];
}

export interface Chart {
  title: string;
  /** What a reader who cannot see it should know. */
  description: string;
  x: Axis;
  y: Axis;
  lines: readonly Line[];
  /** A level to compare with. */
  mark?: { y: number; label: string };
}

export interface Axis {
  label: string;
  ticks: readonly number[];
  log?: boolean;
  text: (value: number) => string;
}

const WIDTH = 720;
const HEIGHT = 400;
const LEFT = 64;
const RIGHT = 150;
const TOP = 52;
const BOTTOM = 52;
/** Told apart by dashes and by the label at their end, never by colour alone. */
const DASHES = ['', '7 4', '2 4', '10 4 2 4', '14 5', '4 2 1 2'];
const LABEL_HEIGHT = 17;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #0d222e; }
  .title { font-size: 15px; font-weight: 600; }
  .quiet { fill: #4b6575; }
  .grid { stroke: #d5e2ea; }
  .line { stroke: #07658f; fill: none; stroke-width: 2; }
  .mark { stroke: #875200; stroke-dasharray: 3 3; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e4eff5; }
    .quiet { fill: #9ab5c4; }
    .grid { stroke: #1b4154; }
    .line { stroke: #74cbee; }
    .mark { stroke: #f2bd62; }
  }`;

export function drawChart({ title, description, x, y, lines, mark }: Chart): string {
  const right = WIDTH - RIGHT;
  const bottom = HEIGHT - BOTTOM;
  const toX = scale(x, LEFT, right);
  const toY = scale(y, bottom, TOP);
  const grid = y.ticks.map(
    (tick) =>
      `<line class="grid" x1="${LEFT}" x2="${right}" y1="${toY(tick)}" y2="${toY(tick)}"/>` +
      `<text class="quiet" x="${LEFT - 8}" y="${toY(tick) + 4}" text-anchor="end">${escape(y.text(tick))}</text>`,
  );
  const below = x.ticks.map(
    (tick) =>
      `<text class="quiet" x="${toX(tick)}" y="${bottom + 20}" text-anchor="middle">${escape(x.text(tick))}</text>`,
  );
  const drawn = lines.map(({ points }, i) => {
    const path = points.map(([px, py]) => `${toX(px)},${toY(py)}`).join(' ');
    return `<polyline class="line" stroke-dasharray="${DASHES[i % DASHES.length]}" points="${path}"/>`;
  });
  const ends = lines.map(({ label, points }) => ({ label, y: toY(points.at(-1)![1]) }));
  const labels = spread(ends).map(
    (end) => `<text x="${right + 8}" y="${round(end.y + 4)}">${escape(end.label)}</text>`,
  );
  const marked = mark
    ? `<line class="mark" x1="${LEFT}" x2="${right}" y1="${toY(mark.y)}" y2="${toY(mark.y)}"/>` +
      `<text class="quiet" x="${right - 6}" y="${toY(mark.y) - 6}" text-anchor="end">${escape(mark.label)}</text>`
    : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="t d">
<title id="t">${escape(title)}</title>
<desc id="d">${escape(description)}</desc>
<style>${STYLE}
</style>
<text class="title" x="${LEFT}" y="24">${escape(title)}</text>
${[...grid, ...below, marked, ...drawn, ...labels].filter(Boolean).join('\n')}
<text class="quiet" x="${(LEFT + right) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escape(x.label)}</text>
<text class="quiet" x="${LEFT}" y="${TOP - 10}" text-anchor="start">${escape(y.label)}</text>
</svg>
`;
}

function scale({ ticks, log }: Axis, from: number, to: number): (value: number) => number {
  const place = log ? Math.log : (value: number) => value;
  const [low, high] = [place(ticks[0]!), place(ticks.at(-1)!)];
  return (value) => {
    const within = Math.min(high, Math.max(low, place(value)));
    return round(from + ((within - low) / (high - low)) * (to - from));
  };
}

/** Moves labels apart that would lie on each other. */
function spread<T extends { y: number }>(labels: T[]): T[] {
  const sorted = [...labels].sort((a, b) => b.y - a.y);
  let last = Infinity;
  for (const label of sorted) {
    label.y = Math.min(label.y, last - LABEL_HEIGHT);
    last = label.y;
  }
  return labels;
}

const round = (value: number) => Math.round(value * 10) / 10;

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
