// Builds the page's state once and holds it together. Pages get it by context.
import { createContext } from 'svelte';
import { createHub, createIdbStore, type Hub, type NetworkConfig, type OpenModel } from '../../lib/index.ts';
import { CallSession, type CallPorts } from './call.svelte.ts';
import { DeviceRuns } from './device-runs.svelte.ts';
import { DeviceState } from './device.svelte.ts';
import { Front } from './front.ts';
import { HideList } from './hide-list.svelte.ts';
import { KeptModels } from './kept-models.svelte.ts';
import { MarketFeed } from './market.svelte.ts';
import { MarketList } from './market-list.svelte.ts';
import { NamesState } from './names.svelte.ts';
import { NetworkState } from './network.svelte.ts';
import { createPorts, draftStore, openMarket } from './ports.ts';
import { PublishSession } from './publish-session.svelte.ts';
import { Receipts } from './receipts.svelte.ts';
import { Router } from './router.svelte.ts';
import { StorageState } from './storage.svelte.ts';
import { StreamSession } from './stream.svelte.ts';
import { ThemeState } from './theme.svelte.ts';
import { Twins } from './twins.svelte.ts';
import { WalletState } from './wallet.svelte.ts';

export class AppState {
  readonly router = new Router();
  readonly theme = new ThemeState();
  readonly device = new DeviceState();
  readonly runs = new DeviceRuns();
  readonly receipts = new Receipts(createIdbStore('floe-receipts'));
  readonly names = new NamesState(() => this.hub);
  readonly hidden = new HideList();
  readonly kept = new KeptModels(() => this.hub);
  readonly market = new MarketFeed(() => this.hub);
  readonly front = new Front(() => this.hub?.network.package);
  readonly list = new MarketList(() => this.hub, this.front);
  readonly twins = new Twins(() => this.hub);
  readonly network: NetworkState;
  readonly wallet: WalletState;
  /** Undefined where Floe is not deployed on the chosen network. */
  hub = $state.raw<Hub | undefined>();
  /** Until when versions are stored, shared by all that show it. */
  readonly storage = new StorageState(
    () => this.hub,
    () => this.wallet.port(),
  );
  /** Counts the author's own changes, so that lists read again. */
  revision = $state(0);

  /** Outlives its page like a call does. */
  readonly publishing = new PublishSession(
    () => this.hub,
    () => this.wallet.port(),
  );

  readonly #ports = createPorts();
  readonly #calls = new Map<string, CallSession>();
  readonly #streams = new Map<string, StreamSession>();

  constructor(local: NetworkConfig | undefined) {
    this.network = new NetworkState(local);
    this.wallet = new WalletState(() => this.network.config);
    this.network.afterChange = () => this.#connect();
    this.#connect();
    void this.receipts.load();
    void this.wallet.start();
  }

  /** The call of a version. It outlives its page, so that leaving while paying loses nothing. */
  callOf(model: OpenModel): CallSession {
    return sessionOf(this.#calls, model, () => new CallSession(this.#callPorts()));
  }

  /** The same for a model whose calls are paid first. */
  streamOf(model: OpenModel): StreamSession {
    return sessionOf(this.#streams, model, () => new StreamSession(this.#callPorts()));
  }

  #callPorts(): CallPorts {
    return {
      hub: () => this.hub,
      wallet: () => this.wallet.port(),
      keep: (modelName, { receipt }) => this.receipts.keep(receipt, modelName),
      ran: (run) => this.runs.keep(run),
      beforeDownload: () => void this.kept.askToKeep({ again: false }),
    };
  }

  #connect(): void {
    for (const sessions of [this.#calls, this.#streams]) {
      for (const session of sessions.values()) session.drop();
      sessions.clear();
    }
    this.storage.reset();
    this.hub?.unload();
    this.hub?.market.close();
    this.names.reset();
    this.list.reset();
    this.twins.reset();
    const network = this.network.config;
    this.hub = this.network.deployed
      ? createHub({ ...this.#ports, drafts: draftStore(network), market: openMarket(network), network })
      : undefined;
    this.market.reset();
    void this.wallet.networkChanged();
  }
}

function sessionOf<T>(known: Map<string, T>, { listing, version }: OpenModel, begin: () => T): T {
  const key = `${listing.id}/${version.number}`;
  const session = known.get(key) ?? begin();
  known.set(key, session);
  return session;
}

export const [useApp, provideApp] = createContext<AppState>();
