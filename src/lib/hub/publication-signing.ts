// The signatures of a publication. What is signed is stored before it is sent, and finished before anything else is signed:
// nothing is paid twice, whatever is lost in between.
import type { Chain } from '../chain/chain.ts';
import type { ExecutedTransaction } from '../chain/execute.ts';
import { FloeError } from '../errors.ts';
import type { Wallet } from '../model/wallet.ts';
import type { StoredPublication } from './publication-store.ts';
import type { PublicationCost, PublishProgress } from './types.ts';

export interface StepOptions {
  signal?: AbortSignal;
  onProgress?: (progress: PublishProgress) => void;
}

export interface Signing {
  /** Submits what an earlier try signed; `executed` is absent where there is nothing, or where it was refused for good. */
  finish(
    state: StoredPublication,
    options: StepOptions,
  ): Promise<{ state: StoredPublication; executed?: ExecutedTransaction }>;
  sign(
    request: {
      state: StoredPublication;
      wallet: Wallet;
      build: () => Promise<ReturnType<Chain['newTransaction']>>;
      /** Signatures in all. */
      of: number;
      cost?: PublicationCost;
      /** MIST that it pays besides gas. */
      spends?: bigint;
      /** The blob whose upload it pays a tip for. */
      tipping?: string;
    },
    options: StepOptions,
  ): Promise<{ state: StoredPublication; executed: ExecutedTransaction }>;
}

export function createSigning(
  { executor }: Pick<Chain, 'executor'>,
  save: (state: StoredPublication) => Promise<StoredPublication>,
): Signing {
  return {
    async finish(state, { signal }) {
      if (!state.signed) return { state };
      try {
        return { state, executed: await executor.submit(state.signed, signal ? { signal } : {}) };
      } catch (error) {
        if (mayStillHappen(error)) throw error;
        // Refused for good: forget it and sign anew.
        const { signed: _, tipping: __, ...unsigned } = state;
        return { state: await save(unsigned) };
      }
    },

    async sign({ state, wallet, build, of, cost, spends, tipping }, { signal, onProgress }) {
      const abortable = signal ? { signal } : {};
      const { step, signatures = 0 } = state;
      const known = cost ? { cost } : {};
      const transaction = await build();
      onProgress?.({ step, ...known, signing: { number: signatures + 1, of } });
      const signed = await executor.sign(wallet, transaction, {
        ...abortable,
        ...(spends === undefined ? {} : { spends }),
      });
      onProgress?.({ step, ...known });
      const stored = await save({
        ...state,
        owner: wallet.address,
        signed,
        signatures: signatures + 1,
        ...(tipping === undefined ? {} : { tipping }),
      });
      return { state: stored, executed: await executor.submit(signed, abortable) };
    },
  };
}

function mayStillHappen(error: unknown): boolean {
  if (!(error instanceof FloeError)) return true;
  return error.code === 'chain/unreachable' || error.code === 'chain/unconfirmed';
}
