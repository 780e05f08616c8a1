// Everything a health page shows, as one JSON document others can check. Pure.
import type { MarketReport } from '../../lib/index.ts';

/** Amounts are decimal texts of base units, so that no reader rounds them; maps become objects. */
export function reportJson(report: MarketReport, link: string): string {
  const { state, nowMs, ...rest } = report;
  const document = {
    link,
    atMs: nowMs,
    at: new Date(nowMs).toISOString(),
    known: {
      ...state,
      knownSinceMs: Number.isFinite(state.knownSinceMs) ? state.knownSinceMs : null,
    },
    ...rest,
  };
  return `${JSON.stringify(document, plain, 2)}\n`;
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  return value;
}
