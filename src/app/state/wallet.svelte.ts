// The visitor's wallet: any Wallet Standard wallet through dapp-kit, and on the local network one of ours. Nothing
// else in the page knows dapp-kit. It is loaded after the first paint.
import type { DAppKit } from '@mysten/dapp-kit-core';
import { isAbort, messageOf, type NetworkConfig, type NetworkName, type Wallet } from '../../lib/index.ts';
import type { ApprovalRequest } from './dev-wallet.ts';
import { NETWORK_NAMES } from './network-config.ts';
import { WalletError } from './wallet-error.ts';

type Kit = DAppKit<NetworkName[]>;

export interface Account {
  address: string;
  wallet: string;
  chains: readonly string[];
}

/** A question to the person, open until it is answered. */
export interface PendingApproval {
  request: ApprovalRequest;
  answer: (yes: boolean) => void;
}

export class WalletState {
  kit = $state.raw<Kit | undefined>();
  account = $state.raw<Account | undefined>();
  connecting = $state(false);
  approval = $state.raw<PendingApproval | undefined>();
  /** Opens the list of wallets; set by the component that draws it. */
  choose: () => void = () => {};

  #config: () => NetworkConfig;
  #unregisterDev: (() => void) | undefined;
  #devFor: NetworkName | undefined;

  constructor(config: () => NetworkConfig) {
    this.#config = config;
  }

  get address(): string | undefined {
    return this.account?.address;
  }

  /** True while the connected account does not know the page's network. */
  get onOtherNetwork(): boolean {
    return this.account !== undefined && !this.account.chains.includes(this.#chain);
  }

  get #chain(): `sui:${string}` {
    return `sui:${this.#config().network}`;
  }

  async start(): Promise<void> {
    const [{ createDAppKit }, { SuiGrpcClient }] = await Promise.all([
      import('@mysten/dapp-kit-core'),
      import('@mysten/sui/grpc'),
      import('@mysten/dapp-kit-core/web'),
    ]);
    const networks: NetworkName[] = [...NETWORK_NAMES];
    await this.#syncDevWallet();
    const kit = createDAppKit({
      networks,
      defaultNetwork: this.#config().network,
      createClient: (network) => {
        const config = this.#config();
        // Asked for one network at a time; the others exist only so that the page can switch.
        return new SuiGrpcClient({
          network,
          baseUrl: config.network === network ? config.rpc : 'about:blank',
        });
      },
      // It would ask its maker's server at every visit; its browser extension registers itself without that.
      slushWalletConfig: null,
      storageKey: 'floe.wallet',
    });
    kit.stores.$connection.subscribe(({ status, account, wallet }) => {
      this.connecting = status === 'connecting' || status === 'reconnecting';
      this.account =
        account && wallet
          ? { address: account.address, wallet: wallet.name, chains: account.chains }
          : undefined;
    });
    this.kit = kit;
  }

  /** To be called after the network changed. */
  async networkChanged(): Promise<void> {
    await this.#syncDevWallet();
    this.kit?.switchNetwork(this.#config().network);
  }

  /** The library's port for the connected account. @throws WalletError 'wallet/not-connected' */
  port(): Wallet {
    const account = this.account;
    if (!account) throw new WalletError('wallet/not-connected', 'No wallet is connected');
    return { address: account.address, signTransaction: (bytes, { signal }) => this.#sign(bytes, signal) };
  }

  async #sign(
    bytes: Uint8Array,
    signal: AbortSignal | undefined,
  ): Promise<{ bytes: Uint8Array; signature: string }> {
    if (!this.kit || !this.account) throw new WalletError('wallet/not-connected', 'No wallet is connected');
    if (this.onOtherNetwork) {
      throw new WalletError('wallet/wrong-network', `The account is not on ${this.#chain}`);
    }
    const { fromBase64, toBase64 } = await import('@mysten/sui/utils');
    try {
      const signed = await this.kit.signTransaction({
        transaction: toBase64(bytes),
        ...(signal ? { signal } : {}),
      });
      return { bytes: fromBase64(signed.bytes), signature: signed.signature };
    } catch (cause) {
      if (isAbort(cause) || cause instanceof WalletError) throw cause;
      // Wallets name a refusal in a hundred ways. Whatever the reason, there is no signature.
      throw new WalletError('wallet/declined', messageOf(cause), { cause });
    }
  }

  /** Registered on the local network, gone on every other. */
  async #syncDevWallet(): Promise<void> {
    const { network } = this.#config();
    if (network === this.#devFor) return;
    this.#devFor = network;
    this.#unregisterDev?.();
    this.#unregisterDev = undefined;
    if (network !== 'localnet') return;
    const [{ registerDevWallet }, { SuiGrpcClient }] = await Promise.all([
      import('./dev-wallet.ts'),
      import('@mysten/sui/grpc'),
    ]);
    this.#unregisterDev = registerDevWallet({
      client: () => new SuiGrpcClient({ network: 'localnet', baseUrl: this.#config().rpc }),
      approve: (request) => this.#ask(request),
    });
  }

  #ask(request: ApprovalRequest): Promise<boolean> {
    this.approval?.answer(false);
    return new Promise((resolve) => {
      this.approval = {
        request,
        answer: (yes) => {
          this.approval = undefined;
          resolve(yes);
        },
      };
    });
  }
}
