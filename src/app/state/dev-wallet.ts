// The development wallet: a Wallet Standard wallet whose key lies in localStorage. For the local network alone; it
// knows no other chain, so that it cannot be talked into signing for one.
import type { ClientWithCoreApi } from '@mysten/sui/client';
import { Ed25519Keypair } from '@mysten/sui/keypairs/ed25519';
import { Transaction } from '@mysten/sui/transactions';
import { normalizeStructTag } from '@mysten/sui/utils';
import {
  getWallets,
  ReadonlyWalletAccount,
  type StandardConnectFeature,
  type StandardEventsFeature,
  SUI_LOCALNET_CHAIN,
  type SuiSignPersonalMessageFeature,
  type SuiSignTransactionFeature,
  type Wallet,
  type WalletAccount,
} from '@mysten/wallet-standard';
import { WalletError } from './wallet-error.ts';

const DEV_WALLET_NAME = 'Development wallet';
const STORAGE_KEY = 'floe.dev-wallet';
const SUI = normalizeStructTag('0x2::sui::SUI');

/** What a signature would do, as a simulation of exactly these bytes tells it. */
export interface ApprovalRequest {
  address: string;
  /** `module::function` of each call, in order. */
  calls: string[];
  /** Prices that calls pay, as the contract announces them. Also told where payer and author are one. */
  payments: { to: string; amount: bigint }[];
  /** Base units by address and coin; gas is inside the signer's SUI. */
  changes: { address: string; coin: string; amount: bigint }[];
  /** MIST; undefined where the simulation did not answer. */
  gas: bigint | undefined;
  /** Why it would fail, if it would. */
  failure: string | undefined;
}

interface DevWalletPorts {
  client: () => ClientWithCoreApi;
  /** Asks the person. */
  approve: (request: ApprovalRequest) => Promise<boolean>;
}

/** Registers the wallet with every Wallet Standard app on the page. Returns how to take it away again. */
export function registerDevWallet(ports: DevWalletPorts): () => void {
  return getWallets().register(createDevWallet(loadKey(), ports));
}

function loadKey(): Ed25519Keypair {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored) {
    try {
      return Ed25519Keypair.fromSecretKey(stored);
    } catch {
      // Not a key any more: a development key is worth nothing, so it is replaced.
    }
  }
  const fresh = new Ed25519Keypair();
  localStorage.setItem(STORAGE_KEY, fresh.getSecretKey());
  return fresh;
}

function createDevWallet(key: Ed25519Keypair, { client, approve }: DevWalletPorts): Wallet {
  // The class types its optional fields more loosely than the interface it implements.
  const account = new ReadonlyWalletAccount({
    address: key.getPublicKey().toSuiAddress(),
    publicKey: key.getPublicKey().toSuiBytes(),
    chains: [SUI_LOCALNET_CHAIN],
    features: ['sui:signTransaction', 'sui:signPersonalMessage'],
  }) as WalletAccount;
  const features: StandardConnectFeature &
    StandardEventsFeature &
    SuiSignTransactionFeature &
    SuiSignPersonalMessageFeature = {
    'standard:connect': { version: '1.0.0', connect: async () => ({ accounts: [account] }) },
    'standard:events': { version: '1.0.0', on: () => () => {} },
    'sui:signTransaction': {
      version: '2.0.0',
      async signTransaction({ transaction, chain, signal }) {
        if (chain !== SUI_LOCALNET_CHAIN) {
          throw new WalletError('wallet/wrong-network', `The development wallet does not sign for ${chain}`);
        }
        const bytes = await Transaction.from(await transaction.toJSON()).build({ client: client() });
        signal?.throwIfAborted();
        if (!(await approve(await preview(bytes, account.address, client())))) {
          throw new WalletError('wallet/declined', 'Declined in the development wallet');
        }
        return key.signTransaction(bytes);
      },
    },
    'sui:signPersonalMessage': {
      version: '1.1.0',
      async signPersonalMessage({ message }) {
        const request = emptyRequest(account.address, ['a message']);
        if (!(await approve(request))) throw new WalletError('wallet/declined', 'Declined');
        return key.signPersonalMessage(message);
      },
    },
  };
  return {
    version: '1.0.0',
    name: DEV_WALLET_NAME,
    icon: ICON,
    chains: [SUI_LOCALNET_CHAIN],
    accounts: [account],
    features,
  };
}

/** Reads the calls from the bytes and asks the node what they would move. */
async function preview(
  bytes: Uint8Array,
  address: string,
  client: ClientWithCoreApi,
): Promise<ApprovalRequest> {
  const calls = Transaction.from(bytes)
    .getData()
    .commands.flatMap(({ MoveCall: call }) => (call ? [`${call.module}::${call.function}`] : []));
  const request = emptyRequest(address, calls);
  try {
    const result = await client.core.simulateTransaction({
      transaction: bytes,
      include: { balanceChanges: true, effects: true, events: true },
    });
    const transaction = result.Transaction ?? result.FailedTransaction;
    const { gasUsed } = transaction.effects;
    request.gas =
      BigInt(gasUsed.computationCost) + BigInt(gasUsed.storageCost) - BigInt(gasUsed.storageRebate);
    request.changes = transaction.balanceChanges.map((change) => ({
      address: change.address,
      coin: coinName(change.coinType),
      amount: BigInt(change.amount),
    }));
    request.payments = transaction.events.flatMap(({ eventType, json }) =>
      eventType.endsWith('::events::Called') ? [readPayment(json)] : [],
    );
    if (!transaction.status.success) request.failure = transaction.status.error.message;
  } catch {
    // Without a simulation the calls are still shown, and the person decides.
  }
  return request;
}

function emptyRequest(address: string, calls: string[]): ApprovalRequest {
  return { address, calls, payments: [], changes: [], gas: undefined, failure: undefined };
}

function readPayment(json: Record<string, unknown> | null): ApprovalRequest['payments'][number] {
  return { to: String(json?.['payout']), amount: BigInt(String(json?.['price'])) };
}

function coinName(type: string): string {
  return normalizeStructTag(type) === SUI ? 'SUI' : (type.split('::').at(-1) ?? 'coin');
}

const ICON: Wallet['icon'] = `data:image/svg+xml;base64,${btoa(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#07658f"/>' +
    '<path d="M6 17l7-6 10 1 4 4-12 4z" fill="#f6fafc"/><path d="M6 17l1 4 8 3 11-3 1-5-12 4z" fill="#8fc4dd"/></svg>',
)}`;
