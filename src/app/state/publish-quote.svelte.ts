// What storing a draft for its term costs, asked anew when either changes. Called while a component is made.
import type { StorageQuote } from '../../lib/index.ts';
import type { AppState } from './app.svelte.ts';
import { Load } from './load.svelte.ts';
import type { PublishForm } from './publish-draft.svelte.ts';

/** Somebody is typing a number of epochs: the network is asked when they pause. */
const PAUSE_MS = 250;

export function storageQuoteOf(app: AppState, form: () => PublishForm): Load<StorageQuote> {
  const quote = new Load<StorageQuote>();
  $effect(() => {
    const { hub } = app;
    const { bytes, manifestBytes, epochs } = form();
    if (!hub || !Number.isInteger(epochs) || epochs < 1 || epochs > 53) return;
    const timer = setTimeout(
      () =>
        quote.run((signal) => hub.storageQuote([bytes, manifestBytes], epochs, { signal }), {
          quiet: quote.value !== undefined,
        }),
      PAUSE_MS,
    );
    return () => clearTimeout(timer);
  });
  return quote;
}
