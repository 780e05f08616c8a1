// A call whose answer is read while it is made, seen through without anybody to ask: paid, streamed, gone on with if it was
// cut off, bound.
import {
  FloeError,
  messageOf,
  type CallProgress,
  type Hub,
  type OpenModel,
  type Receipt,
  type StreamedCall,
  type StreamOptions,
  type Tensors,
  type Wallet,
} from '../lib/index.ts';
import { note } from './print.ts';

export interface StreamCallOptions {
  wallet: Wallet;
  onText: (text: string) => void;
  onProgress: (progress: CallProgress) => void;
  /** Money may move from here on. */
  onSigned?: () => void;
  /** Money has moved: price and gas, MIST. */
  onPaid?: (amount: bigint) => void;
  /** Gives up, before and after the payment; the call stays pending then. */
  signal?: AbortSignal;
  /** Ends the answer: what there is counts. */
  stop?: AbortSignal;
}

export interface SeenThrough {
  answer: StreamedCall;
  /** Binds the output, unless `unbound` says why not. */
  receipt: Receipt;
  unbound: string | undefined;
  /** MIST, of payment and binding. */
  gas: bigint;
}

/** @throws as `Hub.stream` */
export async function streamCall(
  hub: Hub,
  model: OpenModel,
  inputs: Tensors,
  options: StreamCallOptions,
): Promise<SeenThrough> {
  const { wallet, onProgress, onSigned, onPaid, signal, stop } = options;
  const shared = { onProgress, ...(signal ? { signal } : {}), ...(stop ? { stop } : {}) };
  let told = '';
  let id: string | undefined;
  const attempt = (): Promise<StreamedCall> => {
    const onText = unheard(told, (text) => {
      told += text;
      options.onText(text);
    });
    const paid: StreamOptions['onPaid'] = ({ receipt, gas }) => onPaid?.(BigInt(receipt.price) + gas);
    if (id !== undefined) return hub.resumeStream(id, { ...shared, onText, onPaid: paid });
    return hub.stream(model, inputs, {
      ...shared,
      wallet,
      provider: 'wasm',
      onText,
      onPaid: paid,
      onSigned(signed) {
        id = signed;
        onSigned?.();
      },
    });
  };
  const answer = await persist(attempt, () => {
    hub.unload(model.listing.id);
    return id !== undefined;
  });
  try {
    const { receipt, gas } = await answer.bind(wallet);
    return { answer, receipt, unbound: undefined, gas: answer.gas + gas };
  } catch (error) {
    // The answer is there and paid: that its receipt says less is no reason to lose it.
    return { answer, receipt: answer.receipt, unbound: messageOf(error), gas: answer.gas };
  }
}

/** What was signed for is finished, never paid for again. `canResume` clears the ground for the next try. */
async function persist(
  attempt: () => Promise<StreamedCall>,
  canResume: () => boolean,
): Promise<StreamedCall> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      const cut = error instanceof FloeError && CUT_OFF.has(error.code);
      if (!cut || tried === TRIES || !canResume()) throw error;
      note(`${error.message}; going on, nothing is paid again`);
    }
  }
}

const CUT_OFF = new Set(['hub/stream-interrupted', 'pay/not-confirmed']);
const TRIES = 3;

/** The same answer again: what was told of it is not told twice. */
function unheard(told: string, onText: (text: string) => void): (text: string) => void {
  let again = '';
  return (piece) => {
    const before = Math.max(again.length, told.length);
    again += piece;
    if (again.length > before) onText(again.slice(before));
  };
}
