// Builds the page's state once and holds it together. Pages get it by context.
import { createContext } from 'svelte';
import { createHub, createIdbStore, type Hub, type NetworkConfig, type OpenModel } from '../../lib/index.ts';
import { CallSession } from './call.svelte.ts';
import { DeviceState } from './device.svelte.ts';
import { NetworkState } from './network.svelte.ts';
import { createPorts, draftStore } from './ports.ts';
import { PublishSession } from './publish-session.svelte.ts';
import { Receipts } from './receipts.svelte.ts';
import { Router } from './router.svelte.ts';
import { ThemeState } from './theme.svelte.ts';
import { WalletState } from './wallet.svelte.ts';

export class AppState {
  readonly router = new Router();
  readonly theme = new ThemeState();
  readonly device = new DeviceState();
  readonly receipts = new Receipts(createIdbStore('floe-receipts'));
  readonly network: NetworkState;
  readonly wallet: WalletState;
  /** Undefined where Floe is not deployed on the chosen network. */
  hub = $state.raw<Hub | undefined>();
  /** Counts the author's own changes, so that lists read again. */
  revision = $state(0);

  /** Outlives its page like a call does. */
  readonly publishing = new PublishSession(
    () => this.hub,
    () => this.wallet.port(),
  );

  readonly #ports = createPorts();
  readonly #calls = new Map<string, CallSession>();

  constructor(local: NetworkConfig | undefined) {
    this.network = new NetworkState(local);
    this.wallet = new WalletState(() => this.network.config);
    this.network.afterChange = () => this.#connect();
    this.#connect();
    void this.receipts.load();
    void this.wallet.start();
  }

  /** The call of a version. It outlives its page, so that leaving while paying loses nothing. */
  callOf({ listing, version }: OpenModel): CallSession {
    const key = `${listing.id}/${version.number}`;
    const call = this.#calls.get(key) ?? this.#newCall();
    this.#calls.set(key, call);
    return call;
  }

  #newCall(): CallSession {
    return new CallSession({
      hub: () => this.hub,
      wallet: () => this.wallet.port(),
      keep: (modelName, { receipt }) => this.receipts.keep(receipt, modelName),
    });
  }

  #connect(): void {
    for (const call of this.#calls.values()) call.drop();
    this.#calls.clear();
    this.hub?.unload();
    const network = this.network.config;
    this.hub = this.network.deployed
      ? createHub({ ...this.#ports, drafts: draftStore(network), network })
      : undefined;
    void this.wallet.networkChanged();
  }
}

export const [useApp, provideApp] = createContext<AppState>();
