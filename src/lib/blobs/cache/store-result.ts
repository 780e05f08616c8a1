// How a write to a cache ended, and what it means that one failed.

/** `full` and `failed` leave nothing behind: the caller goes on without a cache. */
export type StoreResult = 'stored' | 'full' | 'failed';

/** What a failed write means. */
export function storeFailure(error: unknown): 'full' | 'failed' {
  const named = typeof error === 'object' && error !== null && 'name' in error;
  return named && error.name === 'QuotaExceededError' ? 'full' : 'failed';
}
