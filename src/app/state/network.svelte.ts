// Which network the page talks to. Owns the choice and the visitor's changes; tells its owner when either changes.
import { DEFAULT_NETWORK, NETWORKS, type NetworkConfig, type NetworkName } from '../../lib/index.ts';
import { LocalSetting } from './local-setting.svelte.ts';
import {
  applyOverrides,
  NETWORK_NAMES,
  readDevnet,
  soundOverrides,
  type NetworkOverrides,
} from './network-config.ts';

export class NetworkState {
  /** What the network beside this page announced, if there is one. */
  readonly local: NetworkConfig | undefined;
  readonly #choice: LocalSetting<NetworkName>;
  readonly #overrides = new LocalSetting('floe.networks', soundOverrides);
  /** Set by the owner. */
  afterChange: () => void = () => {};

  constructor(local: NetworkConfig | undefined) {
    this.local = local;
    const initial = local ? 'localnet' : DEFAULT_NETWORK;
    this.#choice = new LocalSetting(
      'floe.network',
      (json) => NETWORK_NAMES.find((name) => name === json) ?? initial,
    );
  }

  get name(): NetworkName {
    return this.#choice.current;
  }

  /** As shipped or announced, before the visitor's changes. */
  get base(): NetworkConfig {
    return this.name === 'localnet' && this.local ? this.local : NETWORKS[this.name];
  }

  get overrides(): NetworkOverrides {
    return this.#overrides.current[this.name] ?? {};
  }

  get config(): NetworkConfig {
    return applyOverrides(this.base, this.overrides);
  }

  /** False until somebody entered where the contract lives on this network. */
  get deployed(): boolean {
    return Boolean(this.config.package && this.config.hub);
  }

  use(name: NetworkName): void {
    if (name === this.name) return;
    this.#choice.current = name;
    this.afterChange();
  }

  override(overrides: NetworkOverrides): void {
    this.#overrides.current = { ...this.#overrides.current, [this.name]: overrides };
    this.afterChange();
  }

  reset(): void {
    this.override({});
  }
}

/** Asks for `devnet.json` beside the page. A static host has none, and that is all right. */
export async function findDevnet(page: string = document.baseURI): Promise<NetworkConfig | undefined> {
  try {
    const response = await fetch(new URL('./devnet.json', page), { cache: 'no-store' });
    return response.ok ? readDevnet(await response.json(), page) : undefined;
  } catch {
    return undefined;
  }
}
