// The agent's key: a Sui private key (suiprivkey1...) from the environment or a file. Never printed.
import { readFile } from 'node:fs/promises';
import { decodeSuiPrivateKey } from '@mysten/sui/cryptography';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import type { Wallet } from '../lib/index.ts';
import { UsageError } from './exit.ts';

/** @throws UsageError when no key is given or it is not an ed25519 Sui private key */
export async function readWallet(keyFile: string | undefined): Promise<Wallet> {
  const text = keyFile === undefined ? process.env['FLOE_KEY'] : await readKeyFile(keyFile);
  if (!text) throw new UsageError('A key is needed: --key FILE, or FLOE_KEY in the environment');
  try {
    const { scheme, secretKey } = decodeSuiPrivateKey(text.trim());
    if (scheme !== 'ED25519') throw new UsageError(`The key is ${scheme}; ed25519 is supported`);
    return keypairWallet(Ed25519Keypair.fromSecretKey(secretKey));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('The key is not a Sui private key (suiprivkey1...)');
  }
}

export function keypairWallet(keypair: Ed25519Keypair): Wallet {
  return {
    address: keypair.toSuiAddress(),
    async signTransaction(bytes) {
      const { signature } = await keypair.signTransaction(bytes);
      return { bytes, signature };
    },
  };
}

async function readKeyFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch {
    throw new UsageError(`The key file ${file} cannot be read`);
  }
}
