// Calls whose payment was signed and whose output was not shown yet, or not bound. Kept so that a closed page loses nothing.
import type { KeyValueStore } from '../blobs/types.ts';
import type { Provider } from '../infer/types.ts';
import type { CallOpening, OutputOpening } from '../model/commitment.ts';
import { toHex } from '../model/hex.ts';
import type { Receipt } from '../model/receipt.ts';
import type { Tensors } from '../model/tensor.ts';
import type { OpenPayment, SettlementJournal } from '../pay/settle.ts';
import type { SignatureJournal } from '../pay/signed-once.ts';
import type { SignedPayment } from '../pay/types.ts';
import { HubError } from './errors.ts';
import type { PendingCall } from './types.ts';

interface Computed {
  opening: CallOpening;
  commitment: Uint8Array;
  inputs: Tensors;
  provider: Provider;
}

/** Of a call that was paid first: what is left to bind once its output was shown. */
export interface Answered {
  /** Object ID of the open call. */
  call: string;
  output: OutputOpening;
  /** Still without its output. */
  receipt: Receipt;
  /** The binding that was signed and may take effect. */
  binding?: SignedPayment;
}

export interface KeptCall extends Computed {
  payment: OpenPayment;
  signedMs: number;
  answered?: Answered;
}

export interface Unbound {
  commitment: Uint8Array;
  answered: Answered;
}

export interface PendingCalls {
  /** Keeps the call from the moment its payment is signed. */
  journal(call: Computed): SettlementJournal;
  /** @throws HubError 'hub/no-pending-call' */
  get(id: string): Promise<KeptCall>;
  list(): Promise<PendingCall[]>;
  /** Its output was shown: the inputs are no longer needed. */
  answered(commitment: Uint8Array, answered: Answered): Promise<void>;
  /** Answered calls whose outputs are not bound, and no binding is under way. */
  unbound(): Promise<Unbound[]>;
  /** Keeps a binding of all of these from the moment it is signed. */
  bindingJournal(calls: readonly Unbound[]): SignatureJournal;
  /** Nothing is left to do. */
  done(commitment: Uint8Array): Promise<void>;
}

export function createPendingCalls(store: KeyValueStore, network: string): PendingCalls {
  const prefix = `call/${network}/`;
  const keyOf = (commitment: Uint8Array) => prefix + toHex(commitment);

  async function all(): Promise<KeptCall[]> {
    const keys = (await store.keys()).filter((key) => key.startsWith(prefix));
    const kept = await Promise.all(keys.map((key) => store.get<KeptCall>(key)));
    return kept.filter((call) => call !== undefined);
  }

  async function answered(commitment: Uint8Array, answered: Answered): Promise<void> {
    const kept = await store.get<KeptCall>(keyOf(commitment));
    if (kept) await store.set(keyOf(commitment), { ...kept, inputs: {}, answered });
  }

  return {
    journal: ({ opening, commitment, inputs, provider }) => ({
      opened: (payment) =>
        store.set(keyOf(commitment), {
          opening,
          commitment,
          inputs,
          provider,
          payment,
          signedMs: Date.now(),
        }),
      voided: () => store.delete(keyOf(commitment)),
    }),
    async get(id) {
      const kept = await store.get<KeptCall>(prefix + id);
      if (!kept)
        throw new HubError('hub/no-pending-call', 'There is no such call to finish', { details: { id } });
      return kept;
    },
    async list() {
      const kept = await all();
      return kept
        .map(({ commitment, payment, signedMs, answered }) => ({
          id: toHex(commitment),
          model: payment.request.listing.id,
          name: payment.request.listing.name,
          version: payment.request.version,
          price: payment.request.price,
          signedMs,
          paidFirst: payment.request.payFirst === true,
          answered: answered !== undefined,
        }))
        .sort((a, b) => b.signedMs - a.signedMs);
    },
    answered,
    async unbound() {
      const kept = await all();
      return kept.flatMap(({ commitment, answered }) =>
        answered && !answered.binding ? [{ commitment, answered }] : [],
      );
    },
    bindingJournal: (calls) => ({
      async opened(binding) {
        for (const call of calls) await answered(call.commitment, { ...call.answered, binding });
      },
      async voided() {
        for (const call of calls) await answered(call.commitment, withoutBinding(call.answered));
      },
    }),
    done: (commitment) => store.delete(keyOf(commitment)),
  };
}

function withoutBinding({ binding: _, ...answered }: Answered): Answered {
  return answered;
}
