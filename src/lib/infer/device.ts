// What this device can do, as far as a browser tells. Nothing is measured and nothing is sent.

export interface GpuFacts {
  /** As the driver names it, as far as the browser says. */
  name: string;
  /** Reckoned on the processor: works, and is slower than WebAssembly. */
  software: boolean;
  /** `shader-f16`. */
  float16: boolean;
  /** Limits, in bytes. */
  maxBufferBytes: number;
  maxBindingBytes: number;
}

export interface DeviceFacts {
  gpu: GpuFacts | undefined;
  /** Reported in steps, and seldom more than 8 GB; undefined where the browser keeps it to itself. */
  memoryBytes: number | undefined;
  cores: number | undefined;
  /** WebAssembly may wait for JavaScript: weights then reach a GPU without passing through its heap. */
  jspi: boolean;
  /** Threads share memory: only with cross-origin isolation. One is used all the same. */
  isolated: boolean;
}

let probed: Promise<DeviceFacts> | undefined;

/** Asked once; a GPU that goes away later is the engine's to notice. */
export function probeDevice(): Promise<DeviceFacts> {
  return (probed ??= probe());
}

async function probe(): Promise<DeviceFacts> {
  const { navigator, crossOriginIsolated } = globalThis as {
    navigator?: { gpu?: GPU; deviceMemory?: number; hardwareConcurrency?: number };
    crossOriginIsolated?: boolean;
  };
  const gigabytes = navigator?.deviceMemory;
  return {
    gpu: await probeGpu(navigator?.gpu),
    memoryBytes: gigabytes === undefined ? undefined : gigabytes * 2 ** 30,
    cores: navigator?.hardwareConcurrency,
    jspi: 'Suspending' in WebAssembly,
    isolated: crossOriginIsolated === true,
  };
}

async function probeGpu(gpu: GPU | undefined): Promise<GpuFacts | undefined> {
  try {
    const adapter = await gpu?.requestAdapter();
    if (!adapter) return undefined;
    const { vendor, architecture, description, isFallbackAdapter } = adapter.info as GPUAdapterInfo & {
      isFallbackAdapter?: boolean;
    };
    return {
      name: description || [vendor, architecture].filter(Boolean).join(' ') || 'GPU',
      software:
        isFallbackAdapter === true ||
        /swiftshader|llvmpipe|basic render/i.test(`${architecture} ${description}`),
      float16: adapter.features.has('shader-f16'),
      maxBufferBytes: adapter.limits.maxBufferSize,
      maxBindingBytes: adapter.limits.maxStorageBufferBindingSize,
    };
  } catch {
    return undefined;
  }
}
