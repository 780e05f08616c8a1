// Row checkers that are fetched when the first blob is checked: most visits never need one. Knows no blob.
import type { RowCheckers } from './rows/row-checker.ts';
import type { RowWorker } from './rows/row-thread.ts';

/**
 * In Workers where there are any, else in this thread.
 *
 * @example
 * createLazyRowCheckers(() => new Worker(new URL('./rows/row.worker.ts', import.meta.url), { type: 'module' }));
 */
export function createLazyRowCheckers(createWorker?: () => RowWorker): RowCheckers {
  let loading: Promise<RowCheckers> | undefined;
  const load = async () => {
    const { createLocalRowCheckers, createRowCheckers } = await import('./rows/row-checker.ts');
    return createWorker ? createRowCheckers(createWorker) : createLocalRowCheckers();
  };
  return {
    async open(options) {
      loading ??= load();
      // A chunk that could not be fetched may be there the next time.
      loading.catch(() => (loading = undefined));
      return (await loading).open(options);
    },
    close: () =>
      void loading?.then(
        (checkers) => checkers.close(),
        () => undefined,
      ),
  };
}
