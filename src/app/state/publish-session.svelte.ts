// The run of a publication from encoding to listing. Outlives its page; what is unfinished survives a reload.
import {
  isAbort,
  type Hub,
  type Publication,
  type PublicationCost,
  type PublicationDraft,
  type PublishProgress,
  type Wallet,
} from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';

/** Whatever stopped it: true at every step. */
const KEPT = 'Your publication is kept, and what was paid for is not paid twice.';

export type PublishState =
  | { status: 'idle' }
  /** `cost` stays once it is known. */
  | { status: 'working'; name: string; progress: PublishProgress; cost?: PublicationCost }
  | { status: 'done'; publication: Publication }
  | { status: 'failed'; name: string; id: string | undefined; problem: Problem };

/** Runs publications one at a time. */
export class PublishSession {
  state = $state.raw<PublishState>({ status: 'idle' });
  unfinished = $state.raw<readonly Publication[]>([]);
  #running = false;
  readonly #hub: () => Hub | undefined;
  readonly #wallet: () => Wallet;

  constructor(hub: () => Hub | undefined, wallet: () => Wallet) {
    this.#hub = hub;
    this.#wallet = wallet;
  }

  async refresh(): Promise<void> {
    const publications = (await this.#hub()?.publications()) ?? [];
    this.unfinished = publications.filter(({ step }) => step !== 'done');
  }

  /** @param taken called once the publication is stored, so that no other copy of the draft is needed */
  async start(draft: PublicationDraft, taken: () => Promise<void>): Promise<void> {
    const hub = this.#hub();
    if (!hub) return;
    this.state = { status: 'working', name: draft.name, progress: { step: 'encode' } };
    try {
      const publication = await hub.draft(draft);
      await taken();
      await this.resume(publication);
    } catch (error) {
      this.state = { status: 'failed', name: draft.name, id: undefined, problem: describe(error) };
    }
  }

  async resume(publication: Publication): Promise<void> {
    const hub = this.#hub();
    if (!hub || this.#running) return;
    this.#running = true;
    const { name } = publication.draft;
    this.state = { status: 'working', name, progress: { step: publication.step } };
    let cost: PublicationCost | undefined;
    try {
      const done = await hub.publish(publication.id, this.#wallet(), {
        onProgress: (progress) => {
          cost = progress.cost ?? cost;
          this.state = { status: 'working', name, progress, ...(cost ? { cost } : {}) };
        },
      });
      this.state = { status: 'done', publication: done };
    } catch (error) {
      this.state = isAbort(error)
        ? { status: 'idle' }
        : { status: 'failed', name, id: publication.id, problem: { ...describe(error), safe: KEPT } };
    }
    this.#running = false;
    await this.refresh();
  }

  async discard(id: string): Promise<void> {
    await this.#hub()?.discard(id);
    if (this.state.status === 'failed' && this.state.id === id) this.state = { status: 'idle' };
    await this.refresh();
  }
}
