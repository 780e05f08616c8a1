// The way from files to a listing, step by step. Holds the form, the step and the copy kept on this device.
import type { KeyValueStore, PublicationDraft } from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';
import { checkAbout } from './publish-about.ts';
import { PublishForm, type BaseVersion } from './publish-draft.svelte.ts';
import { readExamples } from './publish-examples.ts';
import { readInput, readOutput } from './publish-form.ts';
import { createDraftShelf, type DraftShelf } from './publish-store.ts';
import { readSui } from './format.ts';

export const STEPS = [
  { id: 'files', name: 'Files' },
  { id: 'about', name: 'What it is' },
  { id: 'signature', name: 'Inputs and outputs' },
  { id: 'try', name: 'Try it here' },
  { id: 'terms', name: 'Price and storage' },
  { id: 'publish', name: 'Review' },
] as const;
export type StepId = (typeof STEPS)[number]['id'];

/** How the copy on this device stands. */
export type Kept = 'nothing' | 'saving' | 'saved' | 'failed';

const SAVE_AFTER_MS = 150;
const LONGEST_TERM = 53;

export class PublishWizard {
  readonly form: PublishForm;
  readonly addTo: string | undefined;
  step = $state<StepId>('files');
  ready = $state(false);
  kept = $state<Kept>('nothing');
  /** When what was found on this device had been saved; undefined for a fresh start. */
  restoredMs = $state<number | undefined>();
  readonly #shelf: DraftShelf;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pending: (() => Promise<void>) | undefined;
  #begun = false;
  #justOpened = false;
  #paused = false;

  constructor(options: { store: KeyValueStore; addTo?: string | undefined; base?: BaseVersion | undefined }) {
    this.addTo = options.addTo;
    this.form = new PublishForm(options.base);
    this.#shelf = createDraftShelf(options.store, options.addTo ?? 'new');
  }

  /** Takes up what was left here, if anything was. */
  async open(): Promise<void> {
    try {
      const kept = await this.#shelf.load();
      if (kept) {
        await this.form.restore(kept.content, kept.files);
        this.step = STEPS.find(({ id }) => id === kept.step)?.id ?? 'files';
        if (!this.form.readable) this.step = 'files';
        this.restoredMs = kept.savedMs;
        this.kept = 'saved';
        this.#begun = true;
        this.#justOpened = true;
      }
    } catch {
      // A browser that keeps nothing is not a reason to publish nothing.
    }
    this.ready = true;
  }

  /** To be called in an effect: reads everything worth keeping, and keeps it a moment later. */
  keep(): void {
    const { given: files } = this.form;
    const content = this.form.content();
    const { step } = this;
    if (!this.ready || this.#paused) return;
    this.#begun ||= files.length > 0;
    // Neither an empty form nor what was just taken up needs writing.
    if (!this.#begun || this.#justOpened) {
      this.#justOpened = false;
      return;
    }
    clearTimeout(this.#timer);
    this.kept = 'saving';
    this.#pending = async () => {
      this.#pending = undefined;
      try {
        await this.#shelf.save({ content, files: [...files], step });
        if (!this.#pending) this.kept = 'saved';
      } catch {
        this.kept = 'failed';
      }
    };
    this.#timer = setTimeout(() => void this.#pending?.(), SAVE_AFTER_MS);
  }

  /** Writes at once what waits to be written: the page is about to go. */
  flush(): void {
    clearTimeout(this.#timer);
    void this.#pending?.();
  }

  /** Forgets the copy on this device; what is on the screen stays, and is not kept until `keepAgain`. */
  async forget(): Promise<void> {
    clearTimeout(this.#timer);
    this.#pending = undefined;
    this.#paused = true;
    this.kept = 'nothing';
    await this.#shelf.discard();
  }

  keepAgain(): void {
    this.#paused = false;
    this.keep();
  }

  get index(): number {
    return STEPS.findIndex(({ id }) => id === this.step);
  }

  /** What keeps a step from being done, in the order of the steps. Read while drawing: depends on every field. */
  get faults(): Map<StepId, Problem> {
    const { form } = this;
    const faults = new Map<StepId, Problem>();
    const check = (step: StepId, test: () => unknown) => {
      try {
        test();
      } catch (error) {
        if (!faults.has(step)) faults.set(step, describe(error));
      }
    };
    if (form.problem) faults.set('files', form.problem);
    if (!this.addTo) check('about', () => checkAbout(form.about));
    check('signature', () => {
      form.inputs.forEach((input) => readInput($state.snapshot(input)));
      form.outputs.forEach((output) => readOutput($state.snapshot(output)));
    });
    check('try', () => readExamples(form.examples, form.inputs));
    check('terms', () => readSui(form.price));
    const { epochs } = form;
    if (!Number.isInteger(epochs) || epochs < 1 || epochs > LONGEST_TERM)
      check('terms', () => {
        throw { code: 'blobs/bad-term', message: String(epochs) };
      });
    return faults;
  }

  /** Steps that can be gone to: without a readable model, and while one is being read, only the first. */
  canGo(step: StepId): boolean {
    return step === 'files' || (this.form.readable && !this.form.reading);
  }

  go(step: StepId): void {
    if (this.canGo(step)) this.step = step;
  }

  /** @throws FormFault | AmountError */
  draft(): PublicationDraft {
    return this.form.draft(this.addTo);
  }
}
