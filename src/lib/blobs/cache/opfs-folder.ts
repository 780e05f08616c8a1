// Where a path lies in the origin's private file system. For the page and for Workers; writes nothing but folders.

/** What is done to a file: its folder, and its name there. */
type Task<T> = (folder: FileSystemDirectoryHandle, name: string) => Promise<T>;

export interface OpfsFolders {
  /** Throws DOMException 'NotFoundError' where a folder is missing, unless it is to be made. */
  at<T>(path: string, task: Task<T>, options?: { create?: boolean }): Promise<T>;
}

/** Remembers folders: looking one up takes longer than what is done in it. */
export function createOpfsFolders(): OpfsFolders {
  const known = new Map<string, Promise<FileSystemDirectoryHandle>>();

  function folderOf(path: string, create: boolean): Promise<FileSystemDirectoryHandle> {
    const found = known.get(path);
    if (found) return found;
    const slash = path.lastIndexOf('/');
    const opening =
      path === ''
        ? navigator.storage.getDirectory()
        : folderOf(path.slice(0, Math.max(slash, 0)), create).then((folder) =>
            asking(folder, () => folder.getDirectoryHandle(path.slice(slash + 1), { create })),
          );
    known.set(path, opening);
    opening.catch(() => known.delete(path));
    return opening;
  }

  return {
    async at(path, task, { create = false } = {}) {
      const slash = path.lastIndexOf('/');
      const run = async () => {
        const folder = await folderOf(path.slice(0, Math.max(slash, 0)), create);
        return asking(folder, () => task(folder, path.slice(slash + 1)));
      };
      const wasKnown = known.size > 0;
      try {
        return await run();
      } catch (error) {
        if (!isNotFound(error) || !wasKnown) throw error;
        // A folder that was remembered may have been removed since, as empty, here or by another tab.
        known.clear();
        return run();
      }
    },
  };
}

/**
 * Holds on to a handle until it has answered. Chromium (seen in 156) drops a question together with the handle that nobody
 * refers to any more, and what waits for the answer waits for ever.
 */
export async function asking<T>(handle: FileSystemHandle, question: () => Promise<T>): Promise<T> {
  const id = Symbol();
  asked.set(id, handle);
  try {
    return await question();
  } finally {
    asked.delete(id);
  }
}

const asked = new Map<symbol, FileSystemHandle>();

export function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}
