// The account that hands out test coins. Its key is public on purpose: the network it serves is worth nothing.
// Knows how a mint looks as a transaction; knows no ledger.
import { bcs } from '@mysten/sui/bcs';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { Transaction, type TransactionData } from '@mysten/sui/transactions';
import { blake2b } from '@noble/hashes/blake2.js';

const seed = blake2b(new TextEncoder().encode('floe devnet faucet'), { dkLen: 32 });
export const faucetKeypair = Ed25519Keypair.fromSecretKey(seed);
export const faucetAddress = faucetKeypair.toSuiAddress();

export interface Treasury {
  /** T of 0x2::coin::TreasuryCap<T>. */
  coinType: string;
  /** Object id of the cap, owned by the faucet's address. */
  cap: string;
}

export function mintTransaction(
  recipient: string,
  coins: readonly { type: 'sui' | 'wal'; amount: bigint }[],
  treasuries: ReadonlyMap<string, Treasury>,
): TransactionData {
  const tx = new Transaction();
  tx.setSender(faucetAddress);
  const made = coins.map(({ type, amount }) => {
    const value = tx.pure(bcs.U64.serialize(amount));
    if (type === 'sui') return tx.splitCoins(tx.gas, [value])[0]!;
    const treasury = treasuries.get(type);
    if (!treasury) throw new TypeError(`no treasury is registered for '${type}'`);
    return tx.moveCall({
      target: '0x2::coin::mint',
      typeArguments: [treasury.coinType],
      arguments: [tx.object(treasury.cap), value],
    });
  });
  tx.transferObjects(made, recipient);
  return tx.getData();
}
