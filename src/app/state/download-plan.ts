// What a first run would fetch, and whether it could be kept: told before anything is. Pure.
import { SPARED_BYTES, type CachedModel, type CacheSpace } from '../../lib/index.ts';

export interface DownloadPlan {
  /** Of the version's bytes, those on this device, and those to fetch. */
  presentBytes: number;
  missingBytes: number;
  /**
   * Whether what is missing could be kept: there is room; there is if these models go; there is too little; or the
   * browser does not say.
   */
  room:
    | { kind: 'enough' }
    | { kind: 'evicts'; names: readonly string[] }
    | { kind: 'too-little'; freeBytes: number }
    | { kind: 'unknown' };
}

export function planDownload(
  version: { manifestHash: string; bytes: number },
  models: readonly CachedModel[],
  space: CacheSpace,
): DownloadPlan {
  const kept = models.find(({ manifestHash }) => manifestHash === version.manifestHash);
  const presentBytes = Math.min(kept?.bytes ?? 0, version.bytes);
  const missingBytes = version.bytes - presentBytes;
  return { presentBytes, missingBytes, room: roomFor(missingBytes, version, models, space) };
}

function roomFor(
  missingBytes: number,
  { manifestHash }: { manifestHash: string },
  models: readonly CachedModel[],
  { usage, quota }: CacheSpace,
): DownloadPlan['room'] {
  if (usage === undefined || quota === undefined) return { kind: 'unknown' };
  const freeBytes = Math.max(0, quota - usage - SPARED_BYTES);
  if (freeBytes >= missingBytes) return { kind: 'enough' };
  const names: string[] = [];
  let freed = freeBytes;
  // As the cache does it: least lately used first, pinned ones never.
  const loose = models.filter(
    (model) => !model.pinned && model.manifestHash !== manifestHash && model.ownBytes > 0,
  );
  for (const { name, ownBytes } of [...loose].sort((a, b) => a.lastUsedMs - b.lastUsedMs)) {
    if (freed >= missingBytes) break;
    names.push(name);
    freed += ownBytes;
  }
  return freed >= missingBytes ? { kind: 'evicts', names } : { kind: 'too-little', freeBytes };
}
