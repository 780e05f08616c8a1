// Shares of a whole in words. Pure.

/** One decimal; what is not quite nothing, or not quite all, is never written as if it were. */
export function percent(share: number): string {
  if (!Number.isFinite(share)) return String(share);
  if (share > 0 && share < 0.0005) return '< 0.1%';
  if (share < 1 && share >= 0.9995) return '> 99.9%';
  return `${(share * 100).toFixed(1)}%`;
}
