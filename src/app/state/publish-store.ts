// Keeps a publication being written on this device, files included, so that a reload at any step loses nothing. Files
// are written when they change, texts whenever somebody types.
import type { ExportFile, KeyValueStore } from '../../lib/index.ts';
import type { FormContent } from './publish-draft.svelte.ts';

export interface KeptDraft {
  content: FormContent;
  files: ExportFile[];
  step: string;
  savedMs: number;
}

interface KeptForm {
  format: 2;
  content: FormContent;
  step: string;
  savedMs: number;
}

export interface DraftShelf {
  load(): Promise<KeptDraft | undefined>;
  /** Later calls win; files are written only if they are others than before. */
  save(draft: Omit<KeptDraft, 'savedMs'>): Promise<void>;
  discard(): Promise<void>;
}

/** @param slot `new`, or the ID of the model that gets a version */
export function createDraftShelf(store: KeyValueStore, slot: string): DraftShelf {
  const key = `wizard/${slot}`;
  let written: readonly ExportFile[] | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const next = queue.then(work, work);
    queue = next.catch(() => undefined);
    return next;
  };

  return {
    load: () =>
      enqueue(async () => {
        const form = await store.get<KeptForm>(key);
        const files = await store.get<ExportFile[]>(`${key}/files`);
        // Of another build's format nothing is guessed.
        if (form?.format !== 2 || !files) return undefined;
        written = files;
        return { content: form.content, files, step: form.step, savedMs: form.savedMs };
      }),
    save: ({ content, files, step }) =>
      enqueue(async () => {
        if (!sameFiles(files, written)) {
          await store.set(`${key}/files`, [...files]);
          written = files;
        }
        await store.set(key, { format: 2, content, step, savedMs: Date.now() } satisfies KeptForm);
      }),
    discard: () =>
      enqueue(async () => {
        written = undefined;
        await store.delete(key);
        await store.delete(`${key}/files`);
      }),
  };
}

function sameFiles(a: readonly ExportFile[], b: readonly ExportFile[] | undefined): boolean {
  return (
    a === b ||
    (a.length === b?.length &&
      a.every((file, index) => file.data === b[index]!.data && file.path === b[index]!.path))
  );
}
