// Draws a pane of lake ice. Every pane differs: it grows from the commitment's bytes. Knows no output.

export interface IcePalette {
  base: string;
  deep: string;
  frost: string;
  crack: string;
  money: string;
  quiet: string;
}

export interface IceLook {
  width: number;
  height: number;
  /** Decides where frost, bubbles and cracks lie. */
  seed: Uint8Array;
  /** How far the payment has cracked the pane, 0 to 1. */
  level: number;
  palette: IcePalette;
  /** Written in the middle. */
  price: string;
  note: string;
  fonts: { mono: string; sans: string };
}

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
type Random = () => number;

export function drawIce(ctx: Context, look: IceLook): void {
  const { width, height, palette } = look;
  const random = randomOf(look.seed);
  const water = ctx.createLinearGradient(0, 0, width * 0.35, height);
  water.addColorStop(0, palette.base);
  water.addColorStop(1, palette.deep);
  ctx.fillStyle = water;
  ctx.fillRect(0, 0, width, height);
  drawClouds(ctx, look, random);
  drawBubbles(ctx, look, random);
  drawFrost(ctx, look, random);
  drawCracks(ctx, look, random);
  drawPrice(ctx, look);
}

/** Takes the pane away from the middle outwards, with a broken rim; `amount` 1 leaves nothing. */
export function clearIce(
  ctx: Context,
  look: Pick<IceLook, 'width' | 'height' | 'seed'>,
  amount: number,
): void {
  const { width, height } = look;
  const random = randomOf(look.seed);
  const reach = (Math.hypot(width, height) / 2) * 1.25 * amount;
  ctx.save();
  ctx.globalCompositeOperation = 'destination-out';
  ctx.beginPath();
  const corners = 28;
  for (let corner = 0; corner < corners; corner += 1) {
    const angle = (corner / corners) * Math.PI * 2;
    const radius = reach * (0.82 + random() * 0.3);
    ctx.lineTo(width / 2 + Math.cos(angle) * radius, height / 2 + Math.sin(angle) * radius);
  }
  ctx.closePath();
  ctx.fill();
  ctx.restore();
}

/** White the water trapped as it froze. */
function drawClouds(ctx: Context, { width, height, palette }: IceLook, random: Random): void {
  for (let cloud = 0; cloud < 7; cloud += 1) {
    const x = random() * width;
    const y = random() * height;
    const radius = (0.25 + random() * 0.4) * Math.max(width, height) * 0.6;
    const white = ctx.createRadialGradient(x, y, 0, x, y, radius);
    white.addColorStop(0, palette.frost);
    white.addColorStop(1, clearOf(palette.frost));
    ctx.globalAlpha = 0.1 + random() * 0.16;
    ctx.fillStyle = white;
    ctx.fillRect(0, 0, width, height);
  }
  ctx.globalAlpha = 1;
}

/** The same colour, seen through; plain `transparent` would fade through black. */
function clearOf(color: string): string {
  return color.replace(/^rgb\((.*)\)$/, 'rgba($1, 0)');
}

/** Columns of flat air bubbles, as in a lake that froze layer by layer. */
function drawBubbles(ctx: Context, { width, height, palette }: IceLook, random: Random): void {
  ctx.strokeStyle = palette.frost;
  ctx.fillStyle = palette.frost;
  for (let column = 0; column < Math.round(width / 70); column += 1) {
    const x = random() * width;
    let y = random() * height;
    let size = 1.5 + random() * 5;
    for (let layer = 0; layer < 4 + random() * 4; layer += 1) {
      ctx.globalAlpha = 0.14 + random() * 0.22;
      ctx.beginPath();
      ctx.ellipse(x + random() * 3, y, size * 1.5, size * 0.5, 0, 0, Math.PI * 2);
      if (layer % 2 === 0) ctx.fill();
      else ctx.stroke();
      y += 4 + size * 0.8;
      size *= 0.8;
    }
  }
  ctx.globalAlpha = 1;
}

/** Needles that grow from the rim, with side needles at sixty degrees as ice has them. */
function drawFrost(ctx: Context, { width, height, palette }: IceLook, random: Random): void {
  ctx.strokeStyle = palette.frost;
  ctx.lineCap = 'round';
  const rim = 2 * (width + height);
  const needles = Math.round(rim / 9);
  for (let needle = 0; needle < needles; needle += 1) {
    const at = random() * rim;
    const [x, y, inward] = onRim(at, width, height);
    const length = (0.08 + random() ** 3 * 0.5) * Math.min(height, width) * 0.75;
    fern(ctx, random, x, y, inward + (random() - 0.5) * 1.5, length, 0);
  }
  ctx.globalAlpha = 1;
}

function fern(
  ctx: Context,
  random: Random,
  x: number,
  y: number,
  angle: number,
  length: number,
  depth: number,
): void {
  const endX = x + Math.cos(angle) * length;
  const endY = y + Math.sin(angle) * length;
  ctx.globalAlpha = (0.5 - depth * 0.14) * (0.5 + random() * 0.5);
  ctx.lineWidth = 1.1 - depth * 0.3;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(endX, endY);
  ctx.stroke();
  if (depth === 2 || length < 7) return;
  const branches = Math.floor(length / (6 + random() * 3));
  for (let branch = 1; branch <= branches; branch += 1) {
    const along = branch / (branches + 1);
    const side = (branch % 2 === 0 ? 1 : -1) * (Math.PI / 3);
    const reach = length * 0.42 * (1 - along) * (0.6 + random() * 0.4);
    fern(ctx, random, x + (endX - x) * along, y + (endY - y) * along, angle + side, reach, depth + 1);
  }
}

/** Hairlines always; fractures from the middle as far as the payment has come. */
function drawCracks(ctx: Context, { width, height, palette, level }: IceLook, random: Random): void {
  for (let line = 0; line < 3; line += 1) {
    const [x, y, inward] = onRim(random() * 2 * (width + height), width, height);
    const path = fracture(
      random,
      x,
      y,
      inward + (random() - 0.5),
      Math.min(width, height) * (0.5 + random() * 0.5),
    );
    strokeCrack(ctx, path, palette, 0.3);
  }
  const reach = Math.hypot(width, height) / 2;
  const rays = 9;
  for (let ray = 0; ray < rays; ray += 1) {
    const angle = ((ray + random() * 0.7) / rays) * Math.PI * 2;
    const full = fracture(random, width / 2, height / 2, angle, reach * (0.7 + random() * 0.5));
    const branch = fracture(random, ...pointAt(full, 0.45), angle + (random() - 0.5) * 1.6, reach * 0.35);
    if (level <= 0) continue;
    strokeCrack(
      ctx,
      full.slice(0, Math.max(2, Math.ceil(full.length * level))),
      palette,
      0.55 + level * 0.35,
    );
    if (level > 0.5) strokeCrack(ctx, branch, palette, 0.6);
  }
}

type Path = [number, number][];

function fracture(random: Random, x: number, y: number, angle: number, length: number): Path {
  const path: Path = [[x, y]];
  let direction = angle;
  const step = 7;
  for (let gone = 0; gone < length; gone += step) {
    direction = angle + (direction - angle) * 0.6 + (random() - 0.5) * 0.9;
    x += Math.cos(direction) * step;
    y += Math.sin(direction) * step;
    path.push([x, y]);
  }
  return path;
}

function pointAt(path: Path, share: number): [number, number] {
  return path[Math.floor((path.length - 1) * share)] ?? [0, 0];
}

/** A dark line and its lit edge: a crack has a depth. */
function strokeCrack(ctx: Context, path: Path, palette: IcePalette, alpha: number): void {
  for (const [color, shift, weight] of [
    [palette.frost, 1.1, 1.1],
    [palette.crack, 0, 0.9],
  ] as const) {
    ctx.strokeStyle = color;
    ctx.globalAlpha = alpha;
    ctx.lineWidth = weight;
    ctx.beginPath();
    for (const [x, y] of path) ctx.lineTo(x + shift, y + shift);
    ctx.stroke();
  }
  ctx.globalAlpha = 1;
}

function drawPrice(ctx: Context, { width, height, palette, price, note, fonts }: IceLook): void {
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = palette.base;
  const write = (text: string, font: string, color: string, y: number, halo: number) => {
    ctx.font = font;
    ctx.fillStyle = color;
    ctx.lineWidth = halo;
    // Cracks may run behind a text, not through it.
    ctx.globalAlpha = 0.85;
    ctx.strokeText(text, width / 2, y, width - 32);
    ctx.globalAlpha = 1;
    ctx.fillText(text, width / 2, y, width - 32);
  };
  write(price, `600 30px ${fonts.mono}`, palette.money, height / 2 - 8, 8);
  write(note, `500 13px ${fonts.sans}`, palette.quiet, height / 2 + 20, 5);
}

/** A point on the rim and the direction inwards. */
function onRim(at: number, width: number, height: number): [number, number, number] {
  if (at < width) return [at, 0, Math.PI / 2];
  if (at < width + height) return [width, at - width, Math.PI];
  if (at < 2 * width + height) return [at - width - height, height, -Math.PI / 2];
  return [0, at - 2 * width - height, 0];
}

/** mulberry32, seeded with the first four bytes. */
function randomOf(seed: Uint8Array): Random {
  let state = (seed[0] ?? 1) | ((seed[1] ?? 2) << 8) | ((seed[2] ?? 3) << 16) | ((seed[3] ?? 4) << 24);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
