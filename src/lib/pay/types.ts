// The chain as payments see it; `hub` hands the real one in.
import type { CalledEvent, Listing } from '../model/listing.ts';
import type { Wallet } from '../model/wallet.ts';

export interface PaymentRequest {
  listing: Listing;
  version: number;
  /** Base units per call, as quoted. */
  price: bigint;
  /** 32 bytes each, one per call. */
  commitments: Uint8Array[];
}

/** Signed and not yet known to be executed. Submitting it twice has one effect. */
export interface SignedPayment {
  digest: string;
  bytes: Uint8Array;
  signature: string;
}

export interface ConfirmedPayment {
  digest: string;
  events: CalledEvent[];
  /** MIST, rebate taken off. */
  gas: bigint;
}

export type PaymentStep = 'build' | 'sign' | 'execute' | 'confirm';

export interface PaymentOptions {
  signal?: AbortSignal;
  onStep?: (step: PaymentStep) => void;
}

export interface PaymentChain {
  balance(owner: string, coin: string, options: { signal?: AbortSignal }): Promise<bigint>;
  /** Builds against today's objects and asks the wallet. */
  sign(wallet: Wallet, request: PaymentRequest, options: PaymentOptions): Promise<SignedPayment>;
  /** Executes, waits for finality, reads the events. */
  submit(signed: SignedPayment, options: PaymentOptions): Promise<ConfirmedPayment>;
}
