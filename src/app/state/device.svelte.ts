// What this device can run, as far as a browser tells. Asks the GPU once, lazily.

export type Gpu = { status: 'asking' } | { status: 'absent' } | { status: 'present'; name: string };

export interface Verdict {
  runs: boolean;
  /** For a small mark: `runs here`, `too large here`. */
  mark: string;
  reason: string;
}

/** Runtimes this page carries. */
const RUNTIMES = new Set(['onnx']);
/** A 128 MB model peaked at 4 to 6 times its size in measurements; a tab seldom gets more than half the memory. */
const PEAK_FACTOR = 5;
/** Below this the runtime itself takes more than the model does. */
const LEAST_TELLING = 20_000_000;
/** WebAssembly cannot address more. */
const LARGEST = 2_000_000_000;

/** Memory a run may take at its peak, going by measurements; undefined where the model is too small to matter. */
export function peakBytes(modelBytes: number): number | undefined {
  return modelBytes < LEAST_TELLING ? undefined : modelBytes * PEAK_FACTOR;
}

export class DeviceState {
  gpu = $state.raw<Gpu>({ status: 'asking' });
  /** Browsers report at most 8, in GB; undefined where they keep it to themselves. */
  readonly memoryGb: number | undefined = (navigator as { deviceMemory?: number }).deviceMemory;

  constructor() {
    void askGpu().then((gpu) => (this.gpu = gpu));
  }

  hasRuntime(runtime: string): boolean {
    return RUNTIMES.has(runtime);
  }

  verdict(runtime: string, bytes: number): Verdict {
    return verdictOf(runtime, bytes, this.memoryGb);
  }
}

/** What a search for models that run here asks for. */
export function limitsOf(memoryGb: number | undefined): { runtimes: readonly string[]; maxBytes: number } {
  const maxBytes = memoryGb === undefined ? LARGEST : Math.min(LARGEST, (memoryGb * 1e9) / 2 / PEAK_FACTOR);
  return { runtimes: [...RUNTIMES], maxBytes };
}

export function verdictOf(runtime: string, bytes: number, memoryGb: number | undefined): Verdict {
  if (!RUNTIMES.has(runtime)) {
    return {
      runs: false,
      mark: 'not in this page',
      reason: `This page has no runtime for "${runtime}" models.`,
    };
  }
  if (bytes > limitsOf(memoryGb).maxBytes) {
    return {
      runs: false,
      mark: 'large for this device',
      reason: 'The model likely needs more memory than a tab gets here.',
    };
  }
  return { runs: true, mark: 'runs here', reason: 'The model fits this device.' };
}

async function askGpu(): Promise<Gpu> {
  try {
    const adapter = await navigator.gpu?.requestAdapter();
    if (!adapter) return { status: 'absent' };
    const { vendor, architecture, description } = adapter.info;
    const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'GPU';
    return { status: 'present', name };
  } catch {
    return { status: 'absent' };
  }
}
