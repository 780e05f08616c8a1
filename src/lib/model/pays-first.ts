// Which order a call goes in. Known from the manifest alone, so that a page can say it before anything is fetched.
import type { Manifest } from './manifest.ts';

/**
 * True for models whose answer is read while it is made: such an answer cannot be held back until it is paid, so its call
 * goes through `Hub.stream`. All others are run first and paid afterwards, through `Hub.call`.
 */
export function paysFirst({ pipeline }: Pick<Manifest, 'pipeline'>): boolean {
  // A translation or a transcript is no worse for being read at once.
  return pipeline?.kind === 'text-generation' || pipeline?.task === 'text-generation';
}
