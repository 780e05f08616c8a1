// A local network with a model that streams, an author, two callers, and pages that can be closed on them at any step.
import { createMemoryStore } from '../../../src/lib/blobs/stores.ts';
import { createLocalEncoder } from '../../../src/lib/blobs/local-encoder.ts';
import { createNodeEngine } from '../../../src/agent/node-engine.ts';
import { createHub, type Engine, type Hub, type StreamOptions, type Wallet } from '../../../src/lib/index.ts';
import { publishAll, startLocalNetwork } from '../../../start/local-network.ts';
import { tinyDraft } from '../../draft.ts';
import {
  createLettersEngine,
  lettersDraft,
  lettersInputs,
  type LetterFaults,
} from '../../streaming-engine.ts';

/** MIST. */
export const PRICE = 2_000_000n;
export const PROMPT = 'the tide ';

type Store = ReturnType<typeof createMemoryStore>;

export type StreamWorld = Awaited<ReturnType<typeof createStreamWorld>>;

export async function createStreamWorld() {
  const network = await startLocalNetwork();
  const [author, caller, other] = [await network.author(), await network.author(), await network.author()];
  const [model, free, whole] = (await publishAll(author, [
    lettersDraft({ price: PRICE }),
    lettersDraft({ price: 0n, name: 'Free letters' }),
    tinyDraft(),
  ])) as [string, string, string];
  const { wallet } = caller;

  function open(engine: Engine, drafts: Store, fetching: typeof fetch = fetch): Hub {
    const stores = { cache: createMemoryStore(), drafts };
    return createHub({
      network: network.config,
      engine,
      encoder: createLocalEncoder(),
      ...stores,
      fetch: fetching,
    });
  }

  return {
    network,
    author,
    other,
    wallet,
    /** Of letters at `PRICE`, of letters for nothing, and of one that answers in one piece. */
    models: { model, free, whole },
    /** A page that keeps its unfinished calls in `drafts`. */
    openPage: (faults: LetterFaults, drafts: Store, fetching?: typeof fetch) =>
      open(createLettersEngine(faults), drafts, fetching),
    /** One that runs ordinary models. */
    openPlainPage: (drafts: Store) => open(createNodeEngine(), drafts),
    funds: async () => ({
      author: await author.hub.balance(author.wallet.address),
      caller: await caller.hub.balance(wallet.address),
    }),
    calls: async () => (await author.hub.open(model)).totals.calls,
    /** The author changes the model. */
    async change(change: Parameters<Hub['update']>[1]) {
      const owned = await author.hub.owned(author.wallet.address);
      await author.hub.update(
        owned.find(({ listing }) => listing.id === model)!,
        change,
        author.wallet,
      );
    },
    /** Streams and gathers what was told. */
    async read(page: Hub, options: Partial<StreamOptions> = {}, target = model) {
      let text = '';
      const answer = await page.stream(target, lettersInputs(PROMPT), {
        wallet,
        onText: (piece) => (text += piece),
        ...options,
      });
      return { answer, text };
    },
    close: () => network.close(),
  };
}

/** Fails every execution but the first few, before or after it reached the network. */
export function broken(when: 'before' | 'after', sound = 0): typeof fetch {
  let left = sound;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (!url.includes('ExecuteTransaction') || left-- > 0) return fetch(input, init);
    if (when === 'after') await (await fetch(input, init)).arrayBuffer();
    throw new TypeError('the tab was closed');
  };
}

export const declining = ({ address }: Wallet): Wallet => ({
  address,
  signTransaction: () => Promise.reject(Object.assign(new Error('no'), { code: 'wallet/declined' })),
});
