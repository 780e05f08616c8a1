// What a device may be without, taken from this Worker before anything looks for it. Its name says what, by commas.
export type Lack =
  /** No WebGPU; WebGPU without an adapter; an adapter that gives no device. */
  'webgpu' | 'adapter' | 'device' | 'wasm' | 'webgl';

const TAKE: Record<Lack, () => void> = {
  webgpu: () => Object.defineProperty(navigator, 'gpu', { value: undefined }),
  adapter: () => Object.assign(navigator.gpu, { requestAdapter: async () => null }),
  device: () =>
    Object.assign(GPUAdapter.prototype, {
      requestDevice: async () => {
        throw new DOMException('The driver is not what it was', 'OperationError');
      },
    }),
  wasm: () => Object.defineProperty(globalThis, 'WebAssembly', { value: undefined }),
  webgl: () => Object.defineProperty(globalThis, 'OffscreenCanvas', { value: undefined }),
};

for (const lack of (globalThis as unknown as { name: string }).name.split(',')) {
  if (lack !== '') TAKE[lack as Lack]();
}
