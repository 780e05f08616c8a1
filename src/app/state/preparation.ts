// What a call does before it runs, as the panel shows it: the same whether it is paid before or after.
import type { CallProgress, DownloadView } from '../../lib/index.ts';
import { nextReading, type Reading } from './download-words.ts';

export type Preparation =
  /** What is kept here of the model is read and checked. */
  | { status: 'checking'; loaded: number; total: number }
  | { status: 'downloading'; view: DownloadView; reading: Reading }
  | { status: 'loading' }
  /** It begins to answer, before anything is paid. */
  | { status: 'rehearsing' };

/** @returns undefined for steps that come later; `before` is the last reading of this download */
export function preparationOf(progress: CallProgress, before: Reading | undefined): Preparation | undefined {
  switch (progress.step) {
    case 'check':
      return { status: 'checking', loaded: progress.loaded, total: progress.total };
    case 'download': {
      const { view } = progress;
      return { status: 'downloading', view, reading: nextReading(before, view, performance.now()) };
    }
    case 'load':
      return { status: 'loading' };
    case 'rehearse':
      return { status: 'rehearsing' };
    default:
      return undefined;
  }
}
