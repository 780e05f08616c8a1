// The chain as payments see it; `hub` hands the real one in.
import type { CalledEvent, CallOpenedEvent, Listing, OutputBoundEvent } from '../model/listing.ts';
import type { Wallet } from '../model/wallet.ts';

export interface PaymentRequest {
  listing: Listing;
  version: number;
  /** Base units per call, as quoted. */
  price: bigint;
  /** 32 bytes each, one per call. */
  commitments: Uint8Array[];
  /** Paid before the run: the commitments bind inputs alone, and each call is left open for its output. */
  payFirst?: boolean;
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
  /** Of `events`, those that were paid before the run. */
  opened: CallOpenedEvent[];
  /** What was bound beside it. */
  bound: OutputBoundEvent[];
  /** MIST, rebate taken off. */
  gas: bigint;
}

export interface BindingRequest {
  /** Object ID of the open call. */
  call: string;
  /** What was paid for. */
  paid: Uint8Array;
  /** What is bound to it. 32 bytes. */
  commitment: Uint8Array;
}

export interface ConfirmedBinding {
  digest: string;
  bound: OutputBoundEvent[];
  /** MIST, rebate taken off: below zero, as the open call's storage comes back. */
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

export interface BindingChain {
  /** Who can bind it; undefined once it is bound or given up. */
  owner(call: string, options: { signal?: AbortSignal }): Promise<string | undefined>;
  sign(wallet: Wallet, requests: readonly BindingRequest[], options: PaymentOptions): Promise<SignedPayment>;
  submit(signed: SignedPayment, options: PaymentOptions): Promise<ConfirmedBinding>;
}
