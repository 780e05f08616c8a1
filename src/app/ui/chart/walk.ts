// How the arrow keys walk along a chart's points. Pure.

const PAGE = 7;

/** The next point, or undefined where the key means nothing here. `at` is undefined before the first step. */
export function stepTo(key: string, at: number | undefined, count: number): number | undefined {
  if (count === 0) return undefined;
  const last = count - 1;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return at === undefined ? 0 : Math.min(last, at + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return at === undefined ? last : Math.max(0, at - 1);
    case 'PageDown':
      return Math.min(last, (at ?? 0) + PAGE);
    case 'PageUp':
      return Math.max(0, (at ?? last) - PAGE);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

/** The point whose place is nearest to `x`; places ascend. */
export function nearest(places: readonly number[], x: number): number | undefined {
  let best: number | undefined;
  for (let i = 0; i < places.length; i++) {
    if (best === undefined || Math.abs(places[i]! - x) < Math.abs(places[best]! - x)) best = i;
  }
  return best;
}
