// Which network the agent talks to: a name we ship, a config file, or the URL of one (a local network's devnet.json).
import { readFile } from 'node:fs/promises';
import { NETWORKS, type NetworkConfig } from '../lib/index.ts';
import { UsageError } from './exit.ts';

/** @throws UsageError if there is no such network, file or address */
export async function readNetwork(choice: string | undefined): Promise<NetworkConfig> {
  const text = choice ?? process.env['FLOE_NETWORK'];
  if (!text)
    throw new UsageError('A network is needed: --network mainnet | testnet | FILE | URL, or FLOE_NETWORK');
  if (text === 'mainnet' || text === 'testnet') return NETWORKS[text];
  const json = /^https?:/.test(text) ? await fetchJson(text) : await readJson(text);
  return resolveUrls(json as NetworkConfig, text);
}

/** Addresses in a config may be relative to where it came from. */
function resolveUrls(config: NetworkConfig, from: string): NetworkConfig {
  if (!config.rpc || !config.walrus || !Array.isArray(config.aggregators)) {
    throw new UsageError(`${from} does not describe a network`);
  }
  const absolute = (address: string) =>
    /^https?:/.test(from) ? new URL(address, from).href.replace(/\/$/, '') : address;
  return {
    ...config,
    rpc: absolute(config.rpc),
    relay: absolute(config.relay),
    aggregators: config.aggregators.map(absolute),
    ...(config.storageNodes ? { storageNodes: config.storageNodes.map(absolute) } : {}),
    ...(config.faucet ? { faucet: absolute(config.faucet) } : {}),
    ...(config.graphql ? { graphql: absolute(config.graphql) } : {}),
  };
}

async function fetchJson(url: string): Promise<unknown> {
  try {
    const response = await fetch(url);
    if (response.ok) return await response.json();
  } catch {
    // Said below, with the address.
  }
  throw new UsageError(`No network answers at ${url}`);
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    throw new UsageError(`The network file ${file} cannot be read`);
  }
}
