// Which network the page talks to. Owns the choice and the visitor's changes; tells its owner when either changes.
import { DEFAULT_NETWORK, NETWORKS, type NetworkConfig, type NetworkName } from '../../lib/index.ts';
import { LocalSetting } from './local-setting.svelte.ts';
import {
  applyOverrides,
  NETWORK_NAMES,
  readDevnet,
  sameServers,
  soundOverrides,
  type NetworkOverrides,
  type ServerField,
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

  servers(field: ServerField): readonly string[] {
    return this.config[field] ?? [];
  }

  /** True if the visitor changed this list of this network. */
  hasOwn(field: ServerField): boolean {
    return this.overrides[field] !== undefined;
  }

  /** Back to what came with the page where that is the same, or without a list. */
  setServers(field: ServerField, list?: readonly string[]): void {
    const { [field]: _, ...others } = this.overrides;
    const isDefault = !list || sameServers(list, this.base[field] ?? []);
    this.override(isDefault ? others : { ...others, [field]: [...list] });
  }

  /** All fields but the lists of servers, which stay as they are. */
  setEndpoints(endpoints: Omit<NetworkOverrides, ServerField>): void {
    const { aggregators, storageNodes } = this.overrides;
    this.override({
      ...endpoints,
      ...(aggregators ? { aggregators } : {}),
      ...(storageNodes ? { storageNodes } : {}),
    });
  }

  override(overrides: NetworkOverrides): void {
    this.#overrides.current = { ...this.#overrides.current, [this.name]: overrides };
    this.afterChange();
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
