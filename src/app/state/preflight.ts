// The question of whether this device manages a version, put together from what the page knows. Pure.
import {
  preflight,
  type DeviceFacts,
  type OpenModel,
  type Preflight,
  type PreflightReason,
  type ProviderChoice,
} from '../../lib/index.ts';
import type { DeviceRun } from './device-runs.svelte.ts';

/** `runs` of this model on this device, newest first. */
export function preflightOf(
  { manifest, version, listing }: OpenModel,
  device: DeviceFacts,
  runs: readonly DeviceRun[],
  choice: ProviderChoice,
): Preflight {
  return preflight({
    runtime: listing.runtime,
    needs: manifest.needs,
    bytes: version.bytes,
    device,
    choice,
    here: runs.filter((run) => run.version === version.number),
    author: manifest.measured ?? [],
  });
}

/** What the engine would not find out by itself: the rest it does, and says so with the answer. */
const KNOWN_HERE: ReadonlySet<PreflightReason['code']> = new Set([
  'software-gpu',
  'faster-here',
  'gpu-buffer',
]);

/** What the engine is asked for. Its own fall-backs stay where it decides. */
export function askedProvider(choice: ProviderChoice, { provider, reasons }: Preflight): ProviderChoice {
  if (choice !== 'auto' || provider === 'webgpu') return choice;
  return reasons.some(({ code }) => KNOWN_HERE.has(code)) ? provider : choice;
}
