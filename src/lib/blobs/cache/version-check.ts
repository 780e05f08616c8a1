// Checks all that is stored of one version against its blob IDs, or its files against the manifest where there is no
// proof of rows. Fetches nothing; what is damaged goes, and the next load brings it again.
import type { Ledger } from './ledger.ts';
import { openChecker, type LoadPorts, type PartToLoad } from './part-load.ts';
import { readByFiles, readByRows, type StoredPart } from './stored-part.ts';

export interface VersionCheck {
  /** Read and found right. */
  bytes: number;
  /** Found damaged, and removed. */
  damagedBytes: number;
}

interface CheckOptions {
  signal?: AbortSignal;
  onProgress?: (checked: number, total: number) => void;
}

/** Holds no lock: who calls does. An abort leaves what is right where it is. */
export async function checkStored(
  ports: Pick<LoadPorts, 'cache' | 'rows'> & { ledger: Ledger; now: () => number },
  manifestHash: string,
  parts: readonly Omit<PartToLoad, 'wanted'>[],
  { signal, onProgress }: CheckOptions,
): Promise<VersionCheck> {
  const index = await ports.cache.index();
  const storedBytes = (part: (typeof parts)[number]) =>
    part.ranges.reduce((sum, range) => sum + (index.get(part.blobId)?.has(range.index) ? range.bytes : 0), 0);
  const total = parts.reduce((sum, part) => sum + storedBytes(part), 0);
  const check: VersionCheck = { bytes: 0, damagedBytes: 0 };
  let before = 0;
  for (const part of parts) {
    let inPart = 0;
    const { held, damagedBytes } = await readStored(ports, part, {
      ...(signal ? { signal } : {}),
      present: index.get(part.blobId),
      onChecked: (bytes) => onProgress?.(before + (inPart += bytes), total),
    });
    check.damagedBytes += damagedBytes;
    for (const range of part.ranges) if (held.has(range.index)) check.bytes += range.bytes;
    before += storedBytes(part);
    onProgress?.(before, total);
  }
  await ports.ledger.mark(manifestHash, { checkedMs: ports.now() });
  return check;
}

/** What is on disk proves itself, or is proved by the files in it: no server is asked. */
async function readStored(
  { cache, rows }: Pick<LoadPorts, 'cache' | 'rows'>,
  part: Omit<PartToLoad, 'wanted'>,
  options: Parameters<typeof readByRows>[4],
): Promise<StoredPart> {
  const { blobId, ranges, files } = part;
  const opened = await openChecker({ cache, rows, proofOf: async () => undefined }, part, options);
  if (opened) {
    const stored = readByRows(cache, blobId, ranges, opened.checker, options);
    return stored.finally(() => opened.checker.close());
  }
  if (files.length > 0) return readByFiles(cache, blobId, ranges, files, options);
  // Neither proof nor manifest: nothing here could ever be believed again.
  const lost = ranges.filter(({ index }) => options.present?.has(index));
  await cache.drop(
    blobId,
    lost.map(({ index }) => index),
  );
  return { held: new Map(), damagedBytes: lost.reduce((sum, { bytes }) => sum + bytes, 0) };
}
