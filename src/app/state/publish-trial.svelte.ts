// A run of the model being written, on this device, before anything is published; and its inputs kept as an example.
import {
  isAbort,
  probeDevice,
  type Hub,
  type MeasuredRun,
  type PublicationDraft,
  type ProviderChoice,
  type Trial,
} from '../../lib/index.ts';
import { describe, type Problem } from './errors.ts';
import { fieldTensors, InputFieldState, shownOf } from './inputs.svelte.ts';
import type { ExampleDraft } from './publish-examples.ts';
import type { Shown } from './views.ts';

export type TrialState =
  | { status: 'idle' }
  | { status: 'loading' }
  | { status: 'running' }
  | { status: 'done'; trial: Trial; shown: Shown }
  | { status: 'failed'; problem: Problem };

type Runnable = Pick<PublicationDraft, 'files' | 'runtime' | 'entry' | 'pipeline' | 'inputs' | 'outputs'>;

export class TrialRun {
  readonly fields: readonly InputFieldState[];
  state = $state.raw<TrialState>({ status: 'idle' });
  provider = $state<ProviderChoice>('auto');
  readonly #draft: Runnable;
  readonly #hub: () => Hub | undefined;
  readonly #ran: (tried: NonNullable<PublicationDraft['tried']>) => void;
  #controller: AbortController | undefined;

  /** `ran` is told how it went: callers want to know what to expect. */
  constructor(
    draft: Runnable,
    hub: () => Hub | undefined,
    ran: (tried: NonNullable<PublicationDraft['tried']>) => void,
  ) {
    this.#draft = draft;
    this.#hub = hub;
    this.#ran = ran;
    this.fields = draft.inputs.map((info) => new InputFieldState(info));
  }

  get busy(): boolean {
    return this.state.status === 'loading' || this.state.status === 'running';
  }

  /** True once every input has something in it. */
  get filled(): boolean {
    return this.fields.every((field) => field.filled);
  }

  async run(): Promise<void> {
    const hub = this.#hub();
    if (!hub || this.busy) return;
    const inputs = await fieldTensors(this.fields);
    if (!inputs) return;
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    this.state = { status: 'loading' };
    const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
    try {
      const trial = await hub.tryDraft(this.#draft, inputs, {
        provider: this.provider,
        signal,
        onProgress: (step) => {
          if (!signal.aborted) this.state = { status: step === 'load' ? 'loading' : 'running' };
        },
      });
      if (signal.aborted) return;
      this.state = { status: 'done', trial, shown: shownOf(this.fields) };
      this.#ran({ shapes, run: await measuredRun(trial) });
    } catch (error) {
      if (signal.aborted) return;
      this.state = isAbort(error) ? { status: 'idle' } : { status: 'failed', problem: describe(error) };
    }
  }

  stop(): void {
    this.#controller?.abort();
    this.state = { status: 'idle' };
  }

  /** Gives the Workers and the previews back. */
  close(): void {
    this.#controller?.abort();
    for (const field of this.fields) field.clearPreview();
    this.#hub()?.endTrial();
  }

  /** The inputs as they are now, as an example. */
  example(label: string): ExampleDraft {
    const example: ExampleDraft = { label, texts: {}, files: {} };
    for (const { kind, media, info, file, fileName, text } of this.fields) {
      if (kind === 'fixed') continue;
      if (file) {
        example.files[info.name] =
          file instanceof File ? file : new File([file], fileName, { type: file.type });
      } else if (!media && text.trim() !== '') example.texts[info.name] = text;
    }
    return example;
  }

  /** Fills the fields with a recorded example. */
  use(example: ExampleDraft): void {
    for (const field of this.fields) {
      const file = example.files[field.info.name];
      const text = example.texts[field.info.name];
      if (file) void field.take(file);
      else if (text !== undefined) field.setText(text);
    }
  }
}

/** As the manifest says it. */
async function measuredRun({ provider, timings }: Trial): Promise<MeasuredRun> {
  const { gpu, cores } = await probeDevice();
  return {
    provider,
    runMs: timings.run,
    ...(timings.load === undefined ? {} : { loadMs: timings.load }),
    ...(provider === 'webgpu' && gpu ? { device: gpu.name.slice(0, 160) } : {}),
    ...(cores === undefined ? {} : { cores }),
  };
}
