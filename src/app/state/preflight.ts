// The question of whether this device manages a version, put together from what the page knows. Pure.
import {
  preflight,
  type DeviceFacts,
  type OpenModel,
  type Preflight,
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

/** What the engine is asked for: its own fall-backs stay where the GPU comes first anyway. */
export function askedProvider(choice: ProviderChoice, { provider }: Preflight): ProviderChoice {
  return choice === 'auto' && provider !== 'webgpu' ? provider : choice;
}
