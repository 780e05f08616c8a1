// Calls whose payment was signed and whose output was not shown yet. Kept so that a closed page loses nothing.
import type { KeyValueStore } from '../blobs/types.ts';
import type { Provider } from '../infer/types.ts';
import type { CallOpening } from '../model/commitment.ts';
import { toHex } from '../model/hex.ts';
import type { Tensors } from '../model/tensor.ts';
import type { OpenPayment, SettlementJournal } from '../pay/settle.ts';
import { HubError } from './errors.ts';
import type { PendingCall } from './types.ts';

interface Computed {
  opening: CallOpening;
  commitment: Uint8Array;
  inputs: Tensors;
  provider: Provider;
}

export interface KeptCall extends Computed {
  payment: OpenPayment;
  signedMs: number;
}

export interface PendingCalls {
  /** Keeps the call from the moment its payment is signed. */
  journal(call: Computed): SettlementJournal;
  /** @throws HubError 'hub/no-pending-call' */
  get(id: string): Promise<KeptCall>;
  list(): Promise<PendingCall[]>;
  revealed(commitment: Uint8Array): Promise<void>;
}

export function createPendingCalls(store: KeyValueStore, network: string): PendingCalls {
  const prefix = `call/${network}/`;
  const keyOf = (commitment: Uint8Array) => prefix + toHex(commitment);
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
      const keys = (await store.keys()).filter((key) => key.startsWith(prefix));
      const kept = await Promise.all(keys.map((key) => store.get<KeptCall>(key)));
      return kept
        .filter((call) => call !== undefined)
        .map(({ commitment, payment, signedMs }) => ({
          id: toHex(commitment),
          model: payment.request.listing.id,
          name: payment.request.listing.name,
          version: payment.request.version,
          price: payment.request.price,
          signedMs,
        }))
        .sort((a, b) => b.signedMs - a.signedMs);
    },
    revealed: (commitment) => store.delete(keyOf(commitment)),
  };
}
