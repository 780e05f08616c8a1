// How models ran on this device: measured here, kept here, sent nowhere. Knows no screen and no chain.
import type { Provider } from '../../lib/index.ts';
import { LocalSetting } from './local-setting.svelte.ts';

export interface DeviceRun {
  model: string;
  version: number;
  provider: Provider;
  atMs: number;
  /** Bytes of the version's pack. */
  bytes: number;
  /** Milliseconds; absent where the step was not needed. */
  downloadMs?: number;
  loadMs?: number;
  runMs: number;
}

/** What a first run will likely take. Undefined where this device has measured nothing alike. */
export interface Estimate {
  downloadMs: number | undefined;
  loadMs: number | undefined;
}

/** Newest first; more of one model tell nothing new. */
const KEPT_PER_MODEL = 8;
const KEPT = 200;
/** Shorter downloads come from a cache on the way, or are all latency. */
const LEAST_DOWNLOAD = { bytes: 256 * 1024, ms: 20 };
/** Smaller models load in a time that has nothing to do with their size. */
const LEAST_LOAD = { bytes: 64 * 1024, ms: 1 };

export class DeviceRuns {
  readonly #runs = new LocalSetting<readonly DeviceRun[]>('floe.runs', readRuns);

  /** Newest first. */
  of(model: string): readonly DeviceRun[] {
    return this.#runs.current.filter((run) => run.model === model);
  }

  get count(): number {
    return this.#runs.current.length;
  }

  keep(run: DeviceRun): void {
    const known = this.#runs.current;
    const same = known.filter(({ model }) => model === run.model).slice(0, KEPT_PER_MODEL - 1);
    const kept = known.filter((other) => other.model !== run.model || same.includes(other));
    this.#runs.current = [run, ...kept].slice(0, KEPT);
  }

  /** Of one model, or of all. */
  clear(model?: string): void {
    if (model === undefined) this.#runs.reset();
    else this.#runs.current = this.#runs.current.filter((run) => run.model !== model);
  }

  estimate(bytes: number, provider: Provider | undefined): Estimate {
    return estimateFrom(this.#runs.current, bytes, provider);
  }
}

/** Scales this device's own past: the median speed of downloads, and of loading on the same kind of processor. */
export function estimateFrom(
  runs: readonly DeviceRun[],
  bytes: number,
  provider: Provider | undefined,
): Estimate {
  const downloads = runs.flatMap(({ bytes, downloadMs }) =>
    downloadMs !== undefined && bytes >= LEAST_DOWNLOAD.bytes && downloadMs >= LEAST_DOWNLOAD.ms
      ? [downloadMs / bytes]
      : [],
  );
  const loads = runs
    .filter((run) => provider === undefined || run.provider === provider)
    .flatMap(({ bytes, loadMs }) =>
      loadMs !== undefined && bytes >= LEAST_LOAD.bytes && loadMs >= LEAST_LOAD.ms ? [loadMs / bytes] : [],
    );
  const scaled = (rates: number[]) => {
    const rate = median(rates);
    return rate === undefined ? undefined : rate * bytes;
  };
  return { downloadMs: scaled(downloads), loadMs: scaled(loads) };
}

function median(values: number[]): number | undefined {
  return values.sort((a, b) => a - b)[(values.length - 1) >> 1];
}

/** What was stored, less what is not a run: another version of the page, or somebody else on this origin, wrote it. */
export function readRuns(json: unknown): readonly DeviceRun[] {
  return Array.isArray(json) ? json.filter(isRun).slice(0, KEPT) : [];
}

function isRun(value: unknown): value is DeviceRun {
  if (typeof value !== 'object' || value === null) return false;
  const run = value as Record<string, unknown>;
  const size = (field: string) => Number.isFinite(run[field]) && (run[field] as number) >= 0;
  const optional = (field: string) => run[field] === undefined || size(field);
  return (
    typeof run['model'] === 'string' &&
    ['webgpu', 'wasm', 'webgl', 'cpu'].includes(run['provider'] as string) &&
    ['version', 'atMs', 'bytes', 'runMs'].every(size) &&
    ['downloadMs', 'loadMs'].every(optional)
  );
}
