// Files and folders as a browser hands them over, to paths and Blobs. Reads names, never contents.
import type { ExportFile } from '../../lib/index.ts';

/** One more than the library takes: enough to be refused there in words. */
const MOST = 5_001;
const DEEPEST = 16;
/** Never part of a model, and often larger than everything else. */
const SKIPPED = /^(\.git|node_modules|__MACOSX)$/;

/** Of `<input type="file">`, with or without `webkitdirectory`. */
export function filesOfInput(list: FileList | null): ExportFile[] {
  return [...(list ?? [])]
    .slice(0, MOST)
    .map((file) => ({ path: file.webkitRelativePath || file.name, data: file }));
}

/** Of a drop, folders with all that is in them. Must be called while the event is being handled. */
export function filesOfDrop(transfer: DataTransfer | null): Promise<ExportFile[]> {
  const plain = filesOfInput(transfer?.files ?? null);
  const entries = [...(transfer?.items ?? [])].map((item) => item.webkitGetAsEntry?.() ?? null);
  const folders = entries.some((entry) => entry?.isDirectory);
  if (!folders) return Promise.resolve(plain);
  const found: ExportFile[] = [];
  return (async () => {
    for (const entry of entries) if (entry) await walk(entry, '', 0, found);
    return found;
  })();
}

async function walk(
  entry: FileSystemEntry,
  folder: string,
  depth: number,
  found: ExportFile[],
): Promise<void> {
  if (found.length >= MOST || depth > DEEPEST) return;
  const path = folder + entry.name;
  if (isFile(entry)) {
    found.push({ path, data: await new Promise<File>((resolve, reject) => entry.file(resolve, reject)) });
    return;
  }
  if (!isFolder(entry) || SKIPPED.test(entry.name)) return;
  const reader = entry.createReader();
  for (;;) {
    // A reader gives a folder out in portions, the last one empty.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return;
    for (const child of some) await walk(child, `${path}/`, depth + 1, found);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}
