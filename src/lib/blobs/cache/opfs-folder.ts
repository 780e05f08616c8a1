// Where a path lies in the origin's private file system. For the page and for Workers; writes nothing but folders.

export interface OpfsPlace {
  folder: FileSystemDirectoryHandle;
  name: string;
}

/** @throws DOMException 'NotFoundError' without `create` */
export async function placeOf(path: string, { create = false } = {}): Promise<OpfsPlace> {
  const names = path.split('/');
  const name = names.pop()!;
  let folder = await navigator.storage.getDirectory();
  for (const next of names) folder = await folder.getDirectoryHandle(next, { create });
  return { folder, name };
}

export function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'NotFoundError';
}
