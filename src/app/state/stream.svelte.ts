// One call whose answer is read while it is made: paid, streamed, bound. Holds the answer from its first piece on.
import {
  FloeError,
  isAbort,
  type CallTimings,
  type Hub,
  type OpenModel,
  type PendingCall,
  type ProviderChoice,
  type Receipt,
  type StreamedCall,
  type Tensors,
} from '../../lib/index.ts';
import { isPayStep, runOf, type CallPorts, type PayStep } from './call.svelte.ts';
import type { Reading } from './download-words.ts';
import { describe, type Problem } from './errors.ts';
import { preparationOf, type Preparation } from './preparation.ts';
import { shownAgain } from './shown-again.ts';
import type { Shown } from './views.ts';

export type StreamState =
  | { status: 'idle' }
  | Preparation
  | { status: 'paying'; step: PayStep }
  | { status: 'streaming' }
  | { status: 'answered'; answer: StreamedCall; binding?: PayStep; problem?: Problem }
  /** Signed for and not answered to its end: `id` goes on with it. */
  | { status: 'interrupted'; id: string; problem: Problem | undefined }
  | { status: 'failed'; problem: Problem };

const PREPARING: readonly string[] = ['checking', 'downloading', 'loading', 'rehearsing'];

/** What is known of the payment once it is final. */
export interface Settled {
  receipt: Receipt;
  /** MIST, of payment and binding together. */
  gas: bigint;
}

export class StreamSession {
  /** What was given, to draw the answer over. */
  shown = $state.raw<Shown | undefined>();
  /** The last download of this session as it stood last. */
  download = $state.raw<Reading | undefined>();
  /** The author's price, asked again after `pay/price-changed`: base units. */
  quote = $state.raw<bigint | undefined>();
  #state = $state.raw<StreamState>({ status: 'idle' });
  #price = $state.raw(0n);
  /** As far as it was ever read: an answer that is made again is the same one. */
  #text = $state.raw('');
  #settled = $state.raw<Settled | undefined>();
  #name = '';
  #controller: AbortController | undefined;
  #stop: AbortController | undefined;
  readonly #ports: CallPorts;

  constructor(ports: CallPorts) {
    this.#ports = ports;
  }

  get state(): StreamState {
    return this.#state;
  }

  /** True before the payment: nothing is lost by stopping. */
  get busy(): boolean {
    return PREPARING.includes(this.#state.status);
  }

  get price(): bigint {
    return this.#price;
  }

  get text(): string {
    return this.#text;
  }

  get settled(): Settled | undefined {
    return this.#settled;
  }

  get timings(): CallTimings {
    return this.#state.status === 'answered' ? this.#state.answer.timings : {};
  }

  /** @param price base units agreed to */
  async run(
    model: OpenModel,
    inputs: Tensors,
    provider: ProviderChoice,
    price: bigint,
    shown?: Shown,
  ): Promise<void> {
    const hub = this.#begin(model.listing.name, price);
    if (!hub) return;
    this.shown = shown;
    if (!model.cached) this.#ports.beforeDownload();
    let signed: string | undefined;
    await this.#read(hub, {
      id: () => signed,
      stream: (shared) =>
        hub.stream(model, inputs, {
          ...shared,
          version: model.version.number,
          provider,
          price,
          wallet: this.#ports.wallet(),
          onSigned: (id) => (signed = id),
          onBound: (receipts) => {
            for (const receipt of receipts) this.#keep(receipt);
          },
        }),
      read: (answer) => this.#ports.ran(runOf(model, answer, this.download?.view.present === 0)),
    });
  }

  /** Goes on with what was cut off, here or in an earlier visit. Nothing is paid again. */
  async resume(
    pending: Pick<PendingCall, 'id' | 'name' | 'price'>,
    { manifest }: Pick<OpenModel, 'manifest'>,
  ): Promise<void> {
    const before = this.#state;
    const earlier = before.status === 'interrupted' ? this.shown : undefined;
    const [text, settled] = before.status === 'interrupted' ? [this.#text, this.#settled] : ['', undefined];
    const hub = this.#begin(pending.name, pending.price);
    if (!hub) return;
    this.#text = text;
    this.#settled = settled;
    this.shown = earlier;
    const { signal } = this.#controller!;
    if (!earlier) {
      // What cannot be read is not drawn over; why it cannot is told by the answer's own way.
      const inputs = await hub.pendingInputs(pending.id).catch(() => undefined);
      const shown = inputs && (await shownAgain(manifest.inputs, inputs));
      if (signal.aborted) return;
      this.shown = shown;
    }
    await this.#read(hub, {
      id: () => pending.id,
      stream: (shared) => hub.resumeStream(pending.id, shared),
      read: () => {},
    });
  }

  async requote(model: string): Promise<void> {
    const hub = this.#ports.hub();
    const before = this.#state;
    if (!hub || before.status !== 'failed') return;
    try {
      const { listing } = await hub.look(model);
      if (this.#state !== before) return;
      this.quote = listing.price;
      this.#state = { status: 'idle' };
    } catch (error) {
      if (this.#state === before) this.#state = { status: 'failed', problem: describe(error) };
    }
  }

  /** Ends the answer after the piece at hand; what there is counts. */
  stop(): void {
    this.#stop?.abort();
  }

  /** Binds the answer to its payment: one signature. */
  async bind(): Promise<void> {
    const before = this.#state;
    if (before.status !== 'answered' || before.binding) return;
    const { answer } = before;
    this.#state = { status: 'answered', answer, binding: 'build' };
    /** Another call may have begun while the wallet was asked. */
    const still = () => this.#state.status === 'answered' && this.#state.answer === answer;
    try {
      const { receipt, gas } = await answer.bind(this.#ports.wallet(), {
        onProgress: ({ step }) => {
          if (still() && isPayStep(step)) this.#state = { status: 'answered', answer, binding: step };
        },
      });
      this.#keep(receipt);
      if (!still()) return;
      this.#settled = { receipt, gas: answer.gas + gas };
      this.#state = { status: 'answered', answer };
    } catch (error) {
      if (!still()) return;
      this.#state = isAbort(error)
        ? { status: 'answered', answer }
        : { status: 'answered', answer, problem: describe(error) };
    }
  }

  /** Before the payment: stops. After it: leaves the call to be gone on with later. */
  drop(): void {
    if (this.#state.status === 'paying') return;
    this.#controller?.abort();
    this.#state = { status: 'idle' };
  }

  #begin(name: string, price: bigint): Hub | undefined {
    this.#name = name;
    this.#controller?.abort();
    this.#controller = new AbortController();
    this.#stop = new AbortController();
    this.#price = price;
    this.#text = '';
    this.#settled = undefined;
    this.shown = undefined;
    this.download = undefined;
    this.#state = { status: 'loading' };
    return this.#ports.hub();
  }

  async #read(hub: Hub, { id, stream, read }: Reader): Promise<void> {
    const { signal } = this.#controller!;
    let text = '';
    try {
      const answer = await stream({
        signal,
        stop: this.#stop!.signal,
        onProgress: (progress) => {
          if (signal.aborted) return;
          const preparation = preparationOf(progress, this.download);
          if (preparation?.status === 'downloading') this.download = preparation.reading;
          if (preparation) this.#state = preparation;
          else if (isPayStep(progress.step)) this.#state = { status: 'paying', step: progress.step };
          else this.#state = { status: 'streaming' };
        },
        onPaid: ({ receipt, gas }) => {
          // Kept before there is an answer: it holds whatever becomes of that.
          this.#keep(receipt);
          if (!signal.aborted) this.#settled = { receipt, gas };
        },
        onText: (piece) => {
          text += piece;
          if (!signal.aborted && text.length > this.#text.length) this.#text = text;
        },
      });
      if (signal.aborted) return;
      this.#text = text;
      this.#state = { status: 'answered', answer };
      read(answer);
    } catch (error) {
      if (!signal.aborted) await this.#fail(hub, id(), error);
    }
  }

  /** A payment that was signed is finished, never made again; one that certainly failed is forgotten by the hub. */
  async #fail(hub: Hub, id: string | undefined, error: unknown): Promise<void> {
    const state = this.#state;
    if (state.status === 'downloading') this.download = { ...state.reading, view: state.view };
    const problem = isAbort(error) ? undefined : describe(causeOf(error));
    const open = id !== undefined && (await isPending(hub, id));
    if (open) this.#state = { status: 'interrupted', id, problem };
    else this.#state = problem ? { status: 'failed', problem } : { status: 'idle' };
  }

  /** A browser that keeps nothing must not make a paid call look unpaid: the receipt can still be downloaded. */
  #keep(receipt: Receipt): void {
    this.#ports.keep(this.#name, { receipt }).catch(() => {});
  }
}

type Shared = Parameters<Hub['resumeStream']>[1] & object;

interface Reader {
  /** Of the call, once it is signed for. */
  id(): string | undefined;
  stream(shared: Shared): Promise<StreamedCall>;
  read(answer: StreamedCall): void;
}

/** Where the hub says that it was cut off, the reason is what a person can do something about. */
function causeOf(error: unknown): unknown {
  return error instanceof FloeError && error.code === 'hub/stream-interrupted' ? error.cause : error;
}

/** A store that does not answer may hold it: then it is treated as held. */
async function isPending(hub: Hub, id: string): Promise<boolean> {
  const pending = await hub.pendingCalls().catch(() => undefined);
  return pending === undefined || pending.some((call) => call.id === id && !call.answered);
}
