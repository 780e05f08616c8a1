// What this visitor does not want to see: models and authors, kept in this browser, never silently. Nobody else is told.
import { LocalSetting } from './local-setting.svelte.ts';
import { EMPTY, mergeHideLists, storedHideLists, type Hidden, type HideLists } from './hide-list.ts';

export class HideList {
  readonly #lists = new LocalSetting<HideLists>('floe.hidden', storedHideLists);
  readonly #ids: ReadonlySet<string> = $derived(
    new Set([...this.models, ...this.authors].map(({ id }) => id)),
  );

  get lists(): HideLists {
    return this.#lists.current;
  }

  /** Newest first. */
  get models(): readonly Hidden[] {
    return this.#lists.current.models;
  }

  get authors(): readonly Hidden[] {
    return this.#lists.current.authors;
  }

  /** Model IDs and authors' addresses together, as the market's filter takes them; undefined where nothing is hidden. */
  get ids(): ReadonlySet<string> | undefined {
    return this.#ids.size === 0 ? undefined : this.#ids;
  }

  has(id: string): boolean {
    return this.#ids.has(id);
  }

  hideModel({ id, name }: { id: string; name: string }): void {
    this.merge({ models: [{ id, name, atMs: Date.now() }], authors: [] });
  }

  hideAuthor(address: string, name = ''): void {
    this.merge({ models: [], authors: [{ id: address, name, atMs: Date.now() }] });
  }

  /** A model or an author, shown again. */
  show(id: string): void {
    const without = (entries: readonly Hidden[]) => entries.filter((entry) => entry.id !== id);
    this.#lists.current = { models: without(this.models), authors: without(this.authors) };
  }

  /** @throws HideListError 'form/hide-list-too-long' */
  merge(added: HideLists): void {
    this.#lists.current = mergeHideLists(this.lists, added);
  }

  clear(): void {
    this.#lists.current = EMPTY;
  }
}
