// One call from inputs to receipt. Before it is paid this holds a handle, never an output.
import {
  isAbort,
  type CallProgress,
  type CallTimings,
  type Hub,
  type LockedCall,
  type OpenModel,
  type ProviderChoice,
  type Tensors,
  type UnlockedCall,
  type Wallet,
  type PendingCall,
  type Provider,
} from '../../lib/index.ts';
import type { DeviceRun } from './device-runs.svelte.ts';
import type { Reading } from './download-words.ts';
import { describe, type Problem } from './errors.ts';
import type { Shown } from './views.ts';
import { preparationOf, type Preparation } from './preparation.ts';
import { shownAgain } from './shown-again.ts';

export type CallState =
  | { status: 'idle' }
  | Preparation
  | { status: 'running' }
  | ({ status: 'locked'; call: LockedCall; problem?: Problem } & Held)
  | ({ status: 'paying'; call: LockedCall; step: PayStep } & Held)
  | ({ status: 'unlocked'; result: UnlockedCall } & Held)
  | { status: 'failed'; problem: Problem };

/** What is known of an output whether it is paid or not. */
export interface Held {
  price: bigint;
  provider: Provider;
  fallbackReason: string | undefined;
  /** The ice grows from it. */
  commitment: Uint8Array;
}

export type PayStep = 'build' | 'sign' | 'execute' | 'confirm';

const PAY_STEPS: readonly string[] = ['build', 'sign', 'execute', 'confirm'] satisfies PayStep[];

export interface CallPorts {
  hub: () => Hub | undefined;
  wallet: () => Wallet;
  /** Called with every paid call, to keep its receipt; again when its output is bound. */
  keep: (modelName: string, result: Pick<UnlockedCall, 'receipt'>) => Promise<void>;
  /** Called with every finished run, paid or not: how this device did. */
  ran: (run: DeviceRun) => void;
  /** Called while the click is handled that will download a model. */
  beforeDownload: () => void;
}

export class CallSession {
  /** What was given, to draw the answer over. */
  shown: Shown | undefined;
  /** The last download of this session as it stood last, whatever came after it. */
  download = $state.raw<Reading | undefined>();
  #state = $state.raw<CallState>({ status: 'idle' });
  #controller: AbortController | undefined;
  readonly #ports: CallPorts;

  constructor(ports: CallPorts) {
    this.#ports = ports;
  }

  get state(): CallState {
    return this.#state;
  }

  /** True between Run and the locked output. */
  get busy(): boolean {
    return ['checking', 'downloading', 'loading', 'rehearsing', 'running'].includes(this.#state.status);
  }

  get timings(): CallTimings {
    if (this.#state.status === 'unlocked') return this.#state.result.timings;
    return 'call' in this.#state ? this.#state.call.timings : {};
  }

  async run(model: OpenModel, inputs: Tensors, provider: ProviderChoice, shown?: Shown): Promise<void> {
    this.drop();
    this.shown = shown;
    const hub = this.#ports.hub();
    if (!hub) return;
    if (!model.cached) this.#ports.beforeDownload();
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    this.download = undefined;
    this.#state = { status: 'loading' };
    try {
      const call = await hub.call(model, inputs, {
        version: model.version.number,
        provider,
        signal,
        onProgress: (progress) => {
          if (!signal.aborted) this.#show(progress);
        },
      });
      if (signal.aborted) return call.drop();
      this.#state = { status: 'locked', call, ...heldOf(call) };
      this.#ports.ran(this.#runOf(model, call));
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(error);
    }
  }

  /** Pays what is locked. May be repeated after a failure: the output is still there. */
  async pay(): Promise<void> {
    const before = this.#state;
    if (before.status !== 'locked') return;
    const { call, price, provider, fallbackReason, commitment } = before;
    const held: Held = { price, provider, fallbackReason, commitment };
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    this.#state = { status: 'paying', call, ...held, step: 'build' };
    try {
      const result = await call.pay(this.#ports.wallet(), {
        signal,
        onProgress: ({ step }) => {
          if (!signal.aborted && isPayStep(step)) this.#state = { status: 'paying', call, ...held, step };
        },
      });
      this.#state = { status: 'unlocked', ...held, result };
      this.#keep(call.model.name, result);
    } catch (error) {
      if (signal.aborted) return;
      this.#state = isAbort(error)
        ? { status: 'locked', call, ...held }
        : { status: 'locked', call, ...held, problem: describe(error) };
    }
  }

  #fail(error: unknown): void {
    const state = this.#state;
    // As it stood at the very end: who failed is in it.
    if (state.status === 'downloading') this.download = { ...state.reading, view: state.view };
    this.#state = isAbort(error) ? { status: 'idle' } : { status: 'failed', problem: describe(error) };
  }

  #runOf(model: OpenModel, call: LockedCall): DeviceRun {
    // A download that went on from a part says nothing of how long the whole takes.
    return runOf(model, call, this.download?.view.present === 0);
  }

  #show(progress: CallProgress): void {
    const preparation = preparationOf(progress, this.download);
    if (preparation?.status === 'downloading') this.download = preparation.reading;
    this.#state = preparation ?? { status: 'running' };
  }

  /** A browser that keeps nothing must not make a paid call look unpaid: the receipt can still be downloaded. */
  #keep(modelName: string, result: UnlockedCall): void {
    this.#ports.keep(modelName, result).catch(() => {});
  }

  /** Shows what an earlier visit paid for and did not get to see: run again, not paid again. */
  async recover(pending: PendingCall, { manifest }: Pick<OpenModel, 'manifest'>): Promise<void> {
    this.drop();
    const hub = this.#ports.hub();
    if (!hub) return;
    const controller = new AbortController();
    const { signal } = controller;
    this.#controller = controller;
    this.shown = undefined;
    this.download = undefined;
    this.#state = { status: 'loading' };
    try {
      // Nothing is kept of it once it is shown.
      const inputs = await hub.pendingInputs(pending.id);
      const result = await hub.recover(pending.id, {
        signal,
        onProgress: (progress) => {
          if (!signal.aborted) this.#show(progress);
        },
      });
      const { receipt } = result;
      this.#keep(pending.name, result);
      const shown = await shownAgain(manifest.inputs, inputs);
      if (signal.aborted) return;
      this.shown = shown;
      const provider = receipt.opening.profile.provider as Provider;
      const commitment = bytesOf(receipt.commitment);
      this.#state = {
        status: 'unlocked',
        result,
        price: pending.price,
        provider,
        fallbackReason: undefined,
        commitment,
      };
    } catch (error) {
      if (signal.aborted) return;
      this.#fail(error);
    }
  }

  /** Takes over the author's new price after `pay/price-changed`. */
  async requote(): Promise<void> {
    const before = this.#state;
    if (before.status !== 'locked') return;
    try {
      const price = await before.call.requote();
      if (this.#state !== before) return;
      const { problem: _, ...rest } = before;
      this.#state = { ...rest, price };
    } catch (error) {
      if (this.#state === before && !isAbort(error)) this.#state = { ...before, problem: describe(error) };
    }
  }

  /** Stops a run, or gives a locked output up. A payment already signed is not stopped. */
  drop(): void {
    const state = this.#state;
    if (state.status !== 'paying') this.#controller?.abort();
    if (state.status === 'locked') state.call.drop();
    this.#state = { status: 'idle' };
  }
}

/** How this device did. `whole`: the download began at its beginning. */
export function runOf(
  { listing, version }: OpenModel,
  { provider, timings }: Pick<LockedCall, 'provider' | 'timings'>,
  whole: boolean,
): DeviceRun {
  return {
    model: listing.id,
    version: version.number,
    provider,
    atMs: Date.now(),
    bytes: version.bytes,
    ...(timings.download === undefined || !whole ? {} : { downloadMs: timings.download }),
    ...(timings.load === undefined ? {} : { loadMs: timings.load }),
    runMs: timings.run ?? 0,
  };
}

function heldOf({ price, provider, fallbackReason, commitment }: LockedCall): Held {
  return { price, provider, fallbackReason, commitment };
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function isPayStep(step: string): step is PayStep {
  return PAY_STEPS.includes(step);
}
