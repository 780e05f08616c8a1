// Reads a card here if it is short and in a Worker if it is long, and gives up on one that takes too long.
import { readMarkdown, type Card } from './markdown.ts';

/** The slowest text known of this length takes a fifth of a second. */
const SHORT = 4_000;
const PATIENCE_MS = 2_500;

/** Never fails: a card that cannot be read in time is shown as it was written. */
export function readCard(text: string, title: string | undefined, signal: AbortSignal): Promise<Card> {
  if (text.length <= SHORT) return Promise.resolve(readMarkdown(text, title));
  const asWritten: Card = { blocks: [{ kind: 'code', text }], cut: false };
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./markdown.worker.ts', import.meta.url), { type: 'module' });
    const finish = (card: Card) => {
      clearTimeout(timer);
      worker.terminate();
      resolve(card);
    };
    const timer = setTimeout(() => finish(asWritten), PATIENCE_MS);
    worker.addEventListener('message', ({ data }: MessageEvent<Card>) => finish(data));
    worker.addEventListener('error', () => finish(asWritten));
    signal.addEventListener('abort', () => finish(asWritten), { once: true });
    worker.postMessage({ text, ...(title === undefined ? {} : { title }) });
  });
}
