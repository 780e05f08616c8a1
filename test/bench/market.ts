// The market as a visitor meets it: synced, opened again, searched, judged; and whether it finds the planted rings.
import { marketJudgeRows } from './market-judge.ts';
import { marketSyncRows } from './market-sync.ts';
import type { Bench } from './report.ts';

export const market: Bench = async () => ({
  rows: [...(await marketJudgeRows()), ...(await marketSyncRows())],
});
