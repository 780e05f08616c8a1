// A batch from its items to its answers: computed one after another, paid for at once.
import {
  isAbort,
  presentationData,
  presentationText,
  writeCsv,
  type Hub,
  type LockedBatch,
  type OpenModel,
  type ProviderChoice,
  type Tensors,
  type UnlockedBatch,
  type Wallet,
} from '../../lib/index.ts';
import type { BatchItem } from './batch-rows.ts';
import { isPayStep, type PayStep } from './call.svelte.ts';
import { describe, type Problem } from './errors.ts';
import type { InputFieldState } from './inputs.svelte.ts';
import { views, type Shown } from './views.ts';

export type BatchState =
  | { status: 'idle' }
  | { status: 'running'; stopping: boolean }
  | { status: 'locked'; batch: LockedBatch; problem?: Problem }
  | { status: 'paying'; batch: LockedBatch; step: PayStep }
  | { status: 'unlocked'; result: UnlockedBatch; answers: BatchAnswer[] }
  | { status: 'failed'; problem: Problem };

export interface BatchAnswer {
  item: BatchItem;
  outputs: Tensors;
  shown: Shown;
  /** The main answers in words, as long as they are. */
  text: string;
  /** The same as data, by output. */
  data: Record<string, unknown>;
}

export interface BatchPorts {
  hub: () => Hub | undefined;
  wallet: () => Wallet;
  /** Called with every unlocked call, to keep its receipt. */
  keep: (modelName: string, receipt: UnlockedBatch['calls'][number]['receipt']) => Promise<void>;
}

/** As `hub.batch` takes. */
export const MOST_ITEMS = 100;

export class BatchSession {
  state = $state.raw<BatchState>({ status: 'idle' });
  /** How many were run to their end. */
  done = $state(0);
  failures = $state.raw<{ item: BatchItem; problem: Problem }[]>([]);
  #controller: AbortController | undefined;
  #stop: AbortController | undefined;
  #items: readonly BatchItem[] = [];
  #shown: Shown[] = [];
  readonly #ports: BatchPorts;

  constructor(ports: BatchPorts) {
    this.#ports = ports;
  }

  get busy(): boolean {
    return this.state.status === 'running' || this.state.status === 'paying';
  }

  async run(
    model: OpenModel,
    fields: readonly InputFieldState[],
    items: readonly BatchItem[],
    provider: ProviderChoice,
  ): Promise<void> {
    const hub = this.#ports.hub();
    if (!hub || this.busy) return;
    this.drop();
    const controller = new AbortController();
    const { signal } = controller;
    const stop = new AbortController();
    [this.#controller, this.#stop] = [controller, stop];
    this.#items = items;
    this.#shown = [];
    this.done = 0;
    this.failures = [];
    this.state = { status: 'running', stopping: false };
    try {
      const batch = await hub.batch(
        model,
        items.length,
        (index) => this.#inputs(fields, items[index]!, index),
        {
          signal,
          stop: stop.signal,
          provider,
          onRun: (index, state) => {
            if (signal.aborted) return;
            if (state.status === 'done') this.done += 1;
            if (state.status !== 'failed') return;
            this.failures = [...this.failures, { item: items[index]!, problem: describe(state.error) }];
          },
        },
      );
      if (signal.aborted) return batch.drop();
      this.state = { status: 'locked', batch };
    } catch (error) {
      if (signal.aborted) return;
      this.state = isAbort(error) ? { status: 'idle' } : { status: 'failed', problem: describe(error) };
    }
  }

  async #inputs(fields: readonly InputFieldState[], item: BatchItem, index: number): Promise<Tensors> {
    const tensors: Tensors = {};
    const shown: Shown = { given: { inputs: fields.map(({ info }) => info), texts: {} } };
    const texts: Record<string, readonly string[]> = {};
    // The batch's files go to the first field for such files.
    const main = fields.find(({ media }) => media);
    for (const field of fields) {
      const { name } = field.info;
      const text = Object.hasOwn(item.texts, name) ? item.texts[name]! : field.text;
      const own = Object.hasOwn(item.texts, name) ? undefined : field.file;
      const file = field === main && item.file ? item.file : own;
      if (field.kind !== 'fixed' && !file && text.trim() === '') {
        throw { code: 'tensor/missing-input', message: `"${field.label}" is empty` };
      }
      const { tensor, picture, wave } = await field.prepare(file, text);
      tensors[name] = tensor;
      texts[name] = [text];
      if (picture) {
        shown.given.picture ??= { input: name, width: picture.width, height: picture.height };
        // A hundred of them would fill a device; it is decoded again when it is looked at.
        picture.close();
      }
      if (wave && file) {
        shown.recording ??= { file, wave };
        shown.given.seconds ??= wave.seconds;
      }
    }
    shown.given.texts = texts;
    this.#shown[index] = shown;
    return tensors;
  }

  /** Ends after the run at hand. */
  stop(): void {
    this.#stop?.abort();
    if (this.state.status === 'running') this.state = { status: 'running', stopping: true };
  }

  async pay(model: OpenModel): Promise<void> {
    const before = this.state;
    if (before.status !== 'locked') return;
    const { batch } = before;
    this.state = { status: 'paying', batch, step: 'build' };
    try {
      const result = await batch.pay(this.#ports.wallet(), {
        onProgress: ({ step }) => {
          if (isPayStep(step)) this.state = { status: 'paying', batch, step };
        },
      });
      for (const { receipt } of result.calls)
        void this.#ports.keep(batch.model.name, receipt).catch(() => {});
      const answers: BatchAnswer[] = [];
      for (const call of result.calls) answers.push(await this.#answer(model, call));
      this.state = { status: 'unlocked', result, answers };
    } catch (error) {
      this.state = isAbort(error)
        ? { status: 'locked', batch }
        : { status: 'locked', batch, problem: describe(error) };
    }
  }

  async #answer(
    { manifest }: OpenModel,
    { index, outputs }: UnlockedBatch['calls'][number],
  ): Promise<BatchAnswer> {
    const shown = this.#shown[index] ?? { given: { inputs: manifest.inputs } };
    const answers = await views.present(manifest.outputs, outputs, shown.given);
    const main = answers.filter(({ secondary }) => !secondary);
    return {
      item: this.#items[index]!,
      outputs,
      shown,
      text: main.map(presentationText).join('\n'),
      data: Object.fromEntries(
        main.map((answer) => [answer.name, presentationData(answer) ?? presentationText(answer)]),
      ),
    };
  }

  async requote(): Promise<void> {
    const before = this.state;
    if (before.status !== 'locked') return;
    try {
      await before.batch.requote();
      if (this.state === before) this.state = { status: 'locked', batch: before.batch };
    } catch (error) {
      if (this.state === before) this.state = { ...before, problem: describe(error) };
    }
  }

  /** A payment already signed is not stopped. */
  drop(): void {
    const { state } = this;
    if (state.status === 'paying') return;
    this.#controller?.abort();
    if (state.status === 'locked') state.batch.drop();
    this.state = { status: 'idle' };
  }
}

export function answersCsv(answers: readonly BatchAnswer[]): Blob {
  const rows = answers.map(({ item, text }) => [item.name, text]);
  return new Blob([writeCsv([['input', 'answer'], ...rows])], { type: 'text/csv' });
}

export function answersJson(answers: readonly BatchAnswer[], { calls }: UnlockedBatch): Blob {
  const all = answers.map(({ item, data }, index) => ({
    input: item.name,
    answers: data,
    receipt: calls[index]!.receipt,
  }));
  return new Blob([JSON.stringify(all, undefined, 1)], { type: 'application/json' });
}
