// Colours of kinds of things on a picture, the same in light and dark: a picture is neither. Never the only sign: every one
// has its label beside it.
const COLOURS = [
  '#35b3e6',
  '#a184f0',
  '#4cc38a',
  '#ee6fa8',
  '#5b87f2',
  '#35b8ad',
  '#a3c442',
  '#ea6a63',
] as const;

export function groupColour(group: number): string {
  return COLOURS[Math.abs(Math.trunc(group)) % COLOURS.length]!;
}

/** Red, green and blue, 0..255. */
export function groupRgb(group: number): [number, number, number] {
  const value = Number.parseInt(groupColour(group).slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
