// The market as a visitor meets it: synced, opened again, searched.
import { marketSyncRows } from './market-sync.ts';
import type { Bench } from './report.ts';

export const market: Bench = async () => ({ rows: await marketSyncRows() });
