// What publishing a draft for its term costs at most, asked anew when either changes. Called while a component is made.
import type { PublicationQuote } from '../../lib/index.ts';
import type { AppState } from './app.svelte.ts';
import { Load } from './load.svelte.ts';
import type { PublishForm } from './publish-draft.svelte.ts';

/** Somebody is typing a number of epochs: the network is asked when they pause. */
const PAUSE_MS = 250;

export function publicationQuoteOf(app: AppState, form: () => PublishForm): Load<PublicationQuote> {
  const quote = new Load<PublicationQuote>();
  $effect(() => {
    const { hub } = app;
    const { sizes, manifestBytes, epochs } = form();
    if (!hub || sizes.length === 0 || !Number.isInteger(epochs) || epochs < 1 || epochs > 53) return;
    const timer = setTimeout(
      () =>
        quote.run((signal) => hub.publicationQuote(sizes, { epochs, manifestBytes }, { signal }), {
          quiet: quote.value !== undefined,
        }),
      PAUSE_MS,
    );
    return () => clearTimeout(timer);
  });
  return quote;
}
