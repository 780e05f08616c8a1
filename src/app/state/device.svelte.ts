// What this device can run, as far as a browser tells. Asks once, lazily; what a version in detail needs is in preflight.
import { largestPack, probeDevice, type DeviceFacts } from '../../lib/index.ts';

export interface Verdict {
  runs: boolean;
  /** For a small mark: `runs here`, `large for this device`. */
  mark: string;
  reason: string;
}

/** Runtimes this page carries. */
const RUNTIMES = ['onnx', 'tfjs'];

export class DeviceState {
  /** Undefined while it is asked. */
  facts = $state.raw<DeviceFacts | undefined>(undefined);

  constructor() {
    void probeDevice().then((facts) => (this.facts = facts));
  }

  hasRuntime(runtime: string): boolean {
    return RUNTIMES.includes(runtime);
  }

  verdict(runtime: string, bytes: number): Verdict {
    return verdictOf(runtime, bytes, this.facts?.memoryBytes);
  }
}

/** What a search for models that run here asks for. */
export function limitsOf(memoryBytes: number | undefined): {
  runtimes: readonly string[];
  maxBytes: number;
} {
  return { runtimes: RUNTIMES, maxBytes: largestPack(memoryBytes) };
}

export function verdictOf(runtime: string, bytes: number, memoryBytes: number | undefined): Verdict {
  if (!RUNTIMES.includes(runtime)) {
    return {
      runs: false,
      mark: 'not in this page',
      reason: `This page has no runtime for "${runtime}" models.`,
    };
  }
  if (bytes > limitsOf(memoryBytes).maxBytes) {
    return {
      runs: false,
      mark: 'large for this device',
      reason: 'The model likely needs more memory than a tab gets here.',
    };
  }
  return { runs: true, mark: 'runs here', reason: 'The model fits this device.' };
}
