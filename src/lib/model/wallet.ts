// The port through which the library asks for a signature. A browser wallet, a file key or an agent implements it.

/** Signs for one address. The library builds, executes and confirms; a wallet only approves bytes. */
export interface Wallet {
  /** 0x + 64 hex digits. */
  readonly address: string;
  /**
   * Approves and signs BCS TransactionData.
   *
   * @returns the bytes actually signed (a wallet may change gas) and the serialized Sui signature, base64
   * @throws an error with `code: 'wallet/declined'` when the user says no
   */
  signTransaction(
    bytes: Uint8Array,
    options: { signal?: AbortSignal },
  ): Promise<{ bytes: Uint8Array; signature: string }>;
}
