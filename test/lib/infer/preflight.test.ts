import { describe, expect, it } from 'vitest';
import type { DeviceFacts } from '../../../src/lib/infer/device.ts';
import { preflight, type PreflightQuestion } from '../../../src/lib/infer/preflight.ts';

const MIB = 2 ** 20;
const GPU = {
  name: 'Test 9000',
  software: false,
  float16: true,
  maxBufferBytes: 256 * MIB,
  maxBindingBytes: 128 * MIB,
};
const DEVICE: DeviceFacts = { gpu: GPU, memoryBytes: 8 * 1024 * MIB, cores: 8, jspi: true, isolated: false };
const NEEDS = {
  operators: ['Conv', 'com.microsoft:MatMulNBits'],
  dtypes: ['float32'],
  weightBytes: 100 * MIB,
  largestWeightBytes: 10 * MIB,
  activationBytes: 5 * MIB,
  largestValueBytes: 2 * MIB,
};

const ask = (changes: Partial<PreflightQuestion> = {}) =>
  preflight({
    runtime: 'onnx',
    needs: NEEDS,
    bytes: 90 * MIB,
    device: DEVICE,
    choice: 'auto',
    here: [],
    author: [],
    ...changes,
  });

describe('a device that manages', () => {
  it('is told where it runs and what that takes', () => {
    expect(ask()).toEqual({
      verdict: 'fine',
      provider: 'webgpu',
      reasons: [],
      // The runtime, the weights, the largest of them once more, and what lies between the nodes.
      peakBytes: 65e6 + (100 + 10 + 5) * MIB,
      expected: undefined,
    });
  });

  it('takes the size of the files where the manifest says nothing', () => {
    expect(ask({ needs: undefined }).peakBytes).toBe(65e6 + 90 * 1.25 * MIB);
  });

  it('goes by its own measurements before the author’s', () => {
    const author = [{ provider: 'webgpu' as const, runMs: 50 }];
    expect(ask({ author }).expected).toEqual({ ms: 50, from: 'author' });
    const here = [{ provider: 'webgpu' as const, runMs: 80 }];
    expect(ask({ author, here }).expected).toEqual({ ms: 80, from: 'here' });
  });

  it('takes the way that was faster here, once both were tried', () => {
    const gpu = { provider: 'webgpu' as const, runMs: 80 };
    const cpu = { provider: 'wasm' as const, runMs: 30 };
    expect(ask({ here: [cpu] }).provider).toBe('webgpu');
    expect(ask({ here: [gpu, cpu] })).toMatchObject({
      provider: 'wasm',
      reasons: [{ code: 'faster-here', ms: 30, otherMs: 80 }],
      expected: { ms: 30, from: 'here' },
    });
    expect(ask({ here: [gpu, cpu], choice: 'webgpu' }).provider).toBe('webgpu');
  });
});

describe('a graphics processor that cannot', () => {
  it.each([
    ['is not there', { gpu: undefined }, {}, 'no-gpu'],
    ['knows no float16', { gpu: { ...GPU, float16: false } }, { dtypes: ['float16'] }, 'no-float16'],
    ['is known to reckon it wrongly', {}, { wrongOnGpu: true }, 'wrong-on-gpu'],
    ['has smaller buffers than a weight', {}, { largestWeightBytes: 129 * MIB }, 'gpu-buffer'],
    ['has smaller buffers than what lies between', {}, { largestValueBytes: 129 * MIB }, 'gpu-buffer'],
  ] as const)('%s: the processor does it, or the caller is told no', (_, device, needs, code) => {
    const question = {
      device: { ...DEVICE, ...device },
      needs: { ...NEEDS, ...needs, dtypes: [...(('dtypes' in needs && needs.dtypes) || NEEDS.dtypes)] },
    };
    expect(ask(question)).toMatchObject({ verdict: 'fine', provider: 'wasm', reasons: [{ code }] });
    expect(ask({ ...question, choice: 'webgpu' })).toMatchObject({ verdict: 'cannot', reasons: [{ code }] });
  });

  it('is only software: the processor is faster, but who insists gets it', () => {
    const device = { ...DEVICE, gpu: { ...GPU, software: true } };
    expect(ask({ device })).toMatchObject({
      provider: 'wasm',
      verdict: 'fine',
      reasons: [{ code: 'software-gpu' }],
    });
    expect(ask({ device, choice: 'webgpu' })).toMatchObject({
      provider: 'webgpu',
      verdict: 'fine',
      reasons: [],
    });
  });
});

describe('a model that is too much', () => {
  it('has operators that no runtime here knows', () => {
    const operators = ['Conv', 'Frobnicate', 'com.acme:Conv', 'com.microsoft:MatMulNBits'];
    expect(ask({ needs: { ...NEEDS, operators } })).toMatchObject({
      verdict: 'cannot',
      reasons: [{ code: 'operators', names: ['Frobnicate', 'com.acme:Conv'] }],
    });
    const tfjs = { ...NEEDS, operators: ['Conv2D', 'Placeholder', 'Conv'] };
    expect(ask({ runtime: 'tfjs', needs: tfjs }).reasons).toEqual([{ code: 'operators', names: ['Conv'] }]);
    expect(ask({ runtime: 'gguf' })).toMatchObject({
      verdict: 'cannot',
      reasons: [{ code: 'runtime', name: 'gguf' }],
    });
  });

  it('does not fit a WebAssembly heap, where it would have to', () => {
    const needs = { ...NEEDS, weightBytes: 3841 * MIB };
    const device = { ...DEVICE, memoryBytes: undefined };
    expect(ask({ needs, device }).verdict).toBe('fine');
    expect(ask({ needs, device, choice: 'wasm' })).toMatchObject({
      verdict: 'cannot',
      reasons: [{ code: 'heap', bytes: 3841 * MIB, limit: 3840 * MIB }],
    });
  });

  it('needs more than a tab gets', () => {
    const needs = { ...NEEDS, weightBytes: 4096 * MIB };
    expect(ask({ needs })).toMatchObject({
      verdict: 'unlikely',
      reasons: [{ code: 'memory', limit: 4096 * MIB }],
    });
  });

  it('takes long', () => {
    const author = [{ provider: 'webgpu' as const, runMs: 10_001 }];
    expect(ask({ author })).toMatchObject({
      verdict: 'slow',
      reasons: [{ code: 'long-run', ms: 10_001, from: 'author' }],
    });
  });
});
