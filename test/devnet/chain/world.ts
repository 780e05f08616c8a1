// A ledger with accounts for tests: opened over the real framework, driven by the SDK's own transactions and keys.
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import type { Keypair } from '@mysten/sui/cryptography';
import { Transaction } from '@mysten/sui/transactions';
import { fromBase64, toBase64 } from '@mysten/sui/utils';
import { fileURLToPath } from 'node:url';
import { createLedger, type LedgerOptions } from '../../../devnet/chain/genesis.ts';
import type { ExecutedTransaction, StoredObject } from '../../../devnet/chain/types.ts';
import { compilePackage } from '../../../devnet/compiler/compile.ts';
import framework from '../../../devnet/generated/framework.json' with { type: 'json' };

export const SUI = '0x2::sui::SUI';
/** Two thousand million seconds after 1970: a clock that stands still unless told. */
export const START_MS = 2_000_000_000_000;

export const compiled = await compilePackage({ package: fileURLToPath(new URL('fixture', import.meta.url)) });
export const workshopModules = [...compiled.modules.values()].map((bytes) => toBase64(bytes));

export function world(options: Partial<LedgerOptions> = {}) {
  let now = START_MS;
  const ledger = createLedger({ packages: framework.packages, now: () => now, ...options });

  const account = async (...coins: bigint[]) => {
    const keypair = new Ed25519Keypair();
    const address = keypair.toSuiAddress();
    const ids: string[] = [];
    for (const amount of coins) ids.push(...(await ledger.mint(address, [{ type: 'sui', amount }])).coins);
    return { keypair, address, coins: ids };
  };

  /** Resolves what is open, signs, executes. */
  const run = async (
    signer: Keypair,
    build: (tx: Transaction) => void,
    sponsor?: Keypair,
  ): Promise<ExecutedTransaction> => {
    const bytes = await prepare(signer, build, sponsor);
    return send(bytes, ...(sponsor ? [signer, sponsor] : [signer]));
  };

  const prepare = async (signer: Keypair, build: (tx: Transaction) => void, sponsor?: Keypair) => {
    const tx = new Transaction();
    tx.setSender(signer.toSuiAddress());
    if (sponsor) tx.setGasOwner(sponsor.toSuiAddress());
    build(tx);
    return (await ledger.resolve(tx.getData())).bytes!;
  };

  const send = async (bytes: Uint8Array, ...signers: Keypair[]) => {
    const signed = await Promise.all(signers.map((s) => s.signTransaction(bytes)));
    return ledger.execute(
      bytes,
      signed.map((s) => fromBase64(s.signature)),
    );
  };

  const publish = async (signer: Keypair) => {
    const executed = await run(signer, (tx) => {
      const cap = tx.publish({ modules: workshopModules, dependencies: compiled.dependencies });
      tx.transferObjects([cap], signer.toSuiAddress());
    });
    const id = executed.changes.find((c) => c.isPackage)!.id;
    const counter = created(executed, /::workshop::Counter$/);
    return { executed, id, counter, at: (name: string) => `${id}::workshop::${name}` };
  };

  const object = async (id: string): Promise<StoredObject> => (await ledger.getObject(id))!;

  return { ledger, account, run, prepare, send, publish, object, wait: (ms: number) => (now += ms) };
}

export type World = ReturnType<typeof world>;

/** The id of the one object of such a type that this transaction made. */
export function created({ changes }: ExecutedTransaction, type: RegExp): string {
  const found = changes.filter((c) => c.idOperation === 'created' && type.test(c.type));
  if (found.length !== 1) throw new Error(`${found.length} objects of type ${type} were created`);
  return found[0]!.id;
}

export const failureOf = ({ status }: ExecutedTransaction) => {
  if (status.success) throw new Error('the transaction succeeded');
  return status;
};
