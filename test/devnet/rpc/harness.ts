// A real ledger behind the real wire, the unmodified client in front, and the `shop` package published through it.
import { SuiGrpcClient } from '@mysten/sui/grpc';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { Transaction } from '@mysten/sui/transactions';
import { toBase64 } from '@mysten/sui/utils';
import { fileURLToPath } from 'node:url';
import { createLedger, type FrameworkPackage } from '../../../devnet/chain/genesis.ts';
import type { Ledger } from '../../../devnet/chain/types.ts';
import { compilePackage } from '../../../devnet/compiler/compile.ts';
import framework from '../../../devnet/generated/framework.json' with { type: 'json' };
import { createRpc, type RpcOptions } from '../../../devnet/rpc/rpc.ts';

export const SUI = `0x${'2'.padStart(64, '0')}::sui::SUI`;

export interface Wire {
  ledger: Ledger;
  client: SuiGrpcClient;
  handle(request: Request): Promise<Response>;
}

export function startWire(options: RpcOptions = {}): Wire {
  const ledger = createLedger({ packages: framework.packages as unknown as FrameworkPackage[] });
  const rpc = createRpc(ledger, options);
  const handle = async (request: Request) => (await rpc(request)) ?? new Response(null, { status: 404 });
  return {
    ledger,
    handle,
    client: connect('http://devnet', (input, init) => handle(new Request(input, init))),
  };
}

export function connect(baseUrl: string, fetch?: typeof globalThis.fetch): SuiGrpcClient {
  return new SuiGrpcClient({ network: 'localnet', baseUrl, ...(fetch ? { fetch } : {}) });
}

export async function fund(ledger: Ledger, mist = 1_000_000_000_000n): Promise<Ed25519Keypair> {
  const signer = new Ed25519Keypair();
  await ledger.mint(signer.toSuiAddress(), [{ type: 'sui', amount: mist }]);
  return signer;
}

/** Builds through the client, signs, executes and insists on success. */
export async function run(client: SuiGrpcClient, signer: Ed25519Keypair, build: (tx: Transaction) => void) {
  const transaction = new Transaction();
  build(transaction);
  const include = { effects: true, events: true, objectTypes: true, balanceChanges: true } as const;
  const result = await client.signAndExecuteTransaction({ transaction, signer, include });
  if (result.$kind !== 'Transaction') throw new Error(result.FailedTransaction.status.error?.message);
  return result.Transaction;
}

export type Executed = Awaited<ReturnType<typeof run>>;

/** `type` in full, or from its `::` on. */
export function created({ effects, objectTypes }: Executed, type: string): string {
  const isIt = (actual = '') => actual === type || (type.startsWith('::') && actual.includes(type));
  const found = effects.changedObjects.find(
    (change) => change.idOperation === 'Created' && isIt(objectTypes[change.objectId]),
  );
  if (!found) throw new Error(`no ${type} was created`);
  return found.objectId;
}

export interface Shop extends Wire {
  keeper: Ed25519Keypair;
  published: Executed;
  packageId: string;
  shop: string;
}

const SHOP = compilePackage({ package: fileURLToPath(new URL('./shop', import.meta.url)) });

export async function openShop(options: RpcOptions = {}): Promise<Shop> {
  const wire = startWire(options);
  const keeper = await fund(wire.ledger);
  const { modules, dependencies } = await SHOP;
  const published = await run(wire.client, keeper, (tx) => {
    const cap = tx.publish({ modules: [...modules.values()].map((m) => toBase64(m)), dependencies });
    tx.transferObjects([cap], keeper.toSuiAddress());
  });
  const packageId = created(published, 'package');
  const opened = await run(wire.client, keeper, (tx) => {
    tx.moveCall({ target: `${packageId}::shop::open`, arguments: [tx.pure.string('Corner')] });
  });
  return { ...wire, keeper, published, packageId, shop: created(opened, '::shop::Shop') };
}

export function buy(
  tx: Transaction,
  { packageId, shop }: Shop,
  options: { price?: bigint; paid?: bigint } = {},
) {
  const { price = 100n, paid = price } = options;
  const payment = tx.splitCoins(tx.gas, [paid]);
  return tx.moveCall({
    target: `${packageId}::shop::buy`,
    typeArguments: [SUI],
    arguments: [tx.object(shop), payment, tx.pure.u64(price)],
  });
}
