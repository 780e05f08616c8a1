// Before and after a run of vitest: a folder in which its processes share the pages they build.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Names the folder to `built-page.ts`. */
export const SHARED_PAGES = 'FLOE_BUILT_PAGES';

export default async function sharePages(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'floe-pages-'));
  process.env[SHARED_PAGES] = folder;
  return () => rm(folder, { recursive: true, force: true });
}
