// From what ships with the page, what the local network announces and what the visitor changed, to one configuration.
// Pure: no storage, no fetch.
import type { NetworkConfig, NetworkName } from '../../lib/index.ts';

export const NETWORK_NAMES = ['mainnet', 'testnet', 'localnet'] as const satisfies readonly NetworkName[];

/** What a visitor may change of a network. */
export interface NetworkOverrides {
  rpc?: string;
  secondRpc?: string;
  aggregators?: string[];
  storageNodes?: string[];
  relay?: string;
  graphql?: string;
  history?: NonNullable<NetworkConfig['history']>;
  package?: string;
  hub?: string;
}

export type OverrideField = keyof NetworkOverrides;

/** Those with several addresses, all asked, in no order. */
export const SERVER_FIELDS = ['aggregators', 'storageNodes'] as const satisfies readonly OverrideField[];
export type ServerField = (typeof SERVER_FIELDS)[number];

const OBJECT_ID = /^0x[0-9a-fA-F]{1,64}$/;

/** True for an absolute http(s) address. */
export function isEndpoint(text: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(text).protocol);
  } catch {
    return false;
  }
}

/** What is wrong with a field as typed, in a sentence; undefined if nothing is. Empty text means the default. */
export function faultOf(field: OverrideField, text: string): string | undefined {
  const value = text.trim();
  if (value === '') return undefined;
  if (field === 'package' || field === 'hub') {
    return OBJECT_ID.test(value) ? undefined : 'An object ID is 0x and up to 64 hexadecimal digits.';
  }
  if (field === 'history') return isHistory(value) ? undefined : 'History comes from "node" or "graphql".';
  const lines = isServerField(field) ? linesOf(value) : [value];
  const wrong = lines.find((line) => !isEndpoint(line));
  return wrong === undefined ? undefined : `"${wrong}" is not an http or https address.`;
}

/** Fields as typed to overrides; empty ones fall back to the default. */
export function readOverrides(fields: Partial<Record<OverrideField, string>>): NetworkOverrides {
  const overrides: NetworkOverrides = {};
  for (const [field, text] of Object.entries(fields) as [OverrideField, string][]) {
    const value = text.trim();
    if (value === '' || faultOf(field, value) !== undefined) continue;
    if (isServerField(field)) overrides[field] = distinct(linesOf(value));
    else if (field !== 'history') overrides[field] = value;
    else if (isHistory(value)) overrides.history = value;
  }
  return overrides;
}

/** What localStorage holds, with everything unsound left out. */
export function soundOverrides(json: unknown): Partial<Record<NetworkName, NetworkOverrides>> {
  if (!isRecord(json)) return {};
  const sound: Partial<Record<NetworkName, NetworkOverrides>> = {};
  for (const name of NETWORK_NAMES) {
    const stored = json[name];
    if (!isRecord(stored)) continue;
    const fields: Partial<Record<OverrideField, string>> = {};
    for (const field of ['rpc', 'secondRpc', 'relay', 'graphql', 'history', 'package', 'hub'] as const) {
      if (typeof stored[field] === 'string') fields[field] = stored[field];
    }
    for (const field of SERVER_FIELDS) {
      if (Array.isArray(stored[field])) fields[field] = stored[field].join('\n');
    }
    sound[name] = readOverrides(fields);
  }
  return sound;
}

/** The line a local network announces; undefined unless it has that shape. Relative addresses are resolved. */
export function readDevnet(json: unknown, page: string): NetworkConfig | undefined {
  if (!isRecord(json) || json['network'] !== 'localnet' || !isRecord(json['walrus'])) return undefined;
  const { rpc, relay, aggregators, walrus } = json;
  const { system, staking } = walrus;
  if (typeof rpc !== 'string' || typeof relay !== 'string' || !Array.isArray(aggregators)) return undefined;
  if (typeof system !== 'string' || typeof staking !== 'string') return undefined;
  const absolute = (address: unknown) => new URL(String(address), page).href.replace(/\/$/, '');
  const config: NetworkConfig = {
    network: 'localnet',
    rpc: absolute(rpc),
    relay: absolute(relay),
    aggregators: aggregators.map(absolute),
    walrus: { system, staking },
  };
  if (typeof json['faucet'] === 'string') config.faucet = absolute(json['faucet']);
  if (typeof json['secondRpc'] === 'string') config.secondRpc = absolute(json['secondRpc']);
  if (typeof json['graphql'] === 'string') config.graphql = absolute(json['graphql']);
  if (typeof json['package'] === 'string') config.package = json['package'];
  if (typeof json['hub'] === 'string') config.hub = json['hub'];
  if (typeof json['wal'] === 'string') config.wal = json['wal'];
  if (Array.isArray(json['storageNodes'])) config.storageNodes = json['storageNodes'].map(absolute);
  const { partBytes } = json;
  if (Number.isSafeInteger(partBytes) && Number(partBytes) > 0) config.partBytes = Number(partBytes);
  if (Array.isArray(json['knownHubs'])) config.knownHubs = json['knownHubs'].map(String);
  return config;
}

export function applyOverrides(base: NetworkConfig, overrides: NetworkOverrides | undefined): NetworkConfig {
  return { ...base, ...overrides };
}

/** An address as it is kept: without what no server's address ends in. */
export function serverAddress(text: string): string {
  return text
    .trim()
    .replace(/[?#].*$/, '')
    .replace(/\/+$/, '');
}

/** Why an address cannot be added to a list, in a sentence; undefined if it can. */
export function serverFault(
  text: string,
  list: readonly string[],
  page: { protocol: string },
): string | undefined {
  const address = serverAddress(text);
  if (address === '' || !isEndpoint(address) || /\s/.test(address)) {
    return 'An address begins with https:// and names a host.';
  }
  if (list.map(serverAddress).some((known) => isSameServer(known, address)))
    return 'It is in the list already.';
  const { protocol, hostname } = new URL(address);
  const isNear = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
  if (page.protocol === 'https:' && protocol === 'http:' && !isNear) {
    return 'This page came by https, so the browser lets it ask https servers only.';
  }
  return undefined;
}

/** The same servers, in whatever order. */
export function sameServers(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one) => b.some((other) => isSameServer(one, other)));
}

function isSameServer(a: string, b: string): boolean {
  return new URL(serverAddress(a)).href === new URL(serverAddress(b)).href;
}

function distinct(addresses: readonly string[]): string[] {
  return [...new Map(addresses.map((address) => [new URL(serverAddress(address)).href, address])).values()];
}

function isServerField(field: OverrideField): field is ServerField {
  return SERVER_FIELDS.some((name) => name === field);
}

function isHistory(text: string): text is NonNullable<NetworkConfig['history']> {
  return text === 'node' || text === 'graphql';
}

function linesOf(text: string): string[] {
  return text
    .split(/[\s,]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
