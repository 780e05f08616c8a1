// Builds the page's state once and holds it together. Pages get it by context.
import { createContext } from 'svelte';
import { createHub } from '../../lib/hub/hub.ts';
import type { Hub } from '../../lib/hub/types.ts';
import type { NetworkConfig } from '../../lib/model/network.ts';
import { CallSession } from './call.svelte.ts';
import { DeviceState } from './device.svelte.ts';
import { NetworkState } from './network.svelte.ts';
import { createPorts } from './ports.ts';
import { Receipts } from './receipts.svelte.ts';
import { Router } from './router.svelte.ts';
import { openStore } from './stores.ts';
import { ThemeState } from './theme.svelte.ts';
import { WalletState } from './wallet.svelte.ts';

export class AppState {
  readonly router = new Router();
  readonly theme = new ThemeState();
  readonly device = new DeviceState();
  readonly receipts = new Receipts(openStore('floe-receipts'));
  readonly network: NetworkState;
  readonly wallet: WalletState;
  /** Undefined where Floe is not deployed on the chosen network. */
  hub = $state.raw<Hub | undefined>();
  /** Counts the author's own changes, so that lists read again. */
  revision = $state(0);

  readonly #ports = createPorts();

  constructor(local: NetworkConfig | undefined) {
    this.network = new NetworkState(local);
    this.wallet = new WalletState(() => this.network.config);
    this.network.onchange = () => this.#connect();
    this.#connect();
    void this.receipts.load();
    void this.wallet.start();
  }

  newCall(): CallSession {
    return new CallSession({
      hub: () => this.hub,
      wallet: () => this.wallet.port(),
      keep: (call, { receipt }) => this.receipts.keep(receipt, call.model.name),
    });
  }

  #connect(): void {
    this.hub?.unload();
    this.hub = this.network.deployed ? createHub({ ...this.#ports, network: this.network.config }) : undefined;
    void this.wallet.networkChanged();
  }
}

export const [useApp, provideApp] = createContext<AppState>();
