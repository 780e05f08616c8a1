// The verdict on a model and this device, in words. Pure.
import type { DeviceFacts, Preflight, PreflightReason, Provider } from '../../lib/index.ts';
import { bytes, duration } from '../ui/format.ts';

export const PROVIDER_NAMES: Record<Provider, string> = {
  webgpu: 'GPU',
  wasm: 'CPU',
  webgl: 'GPU (WebGL)',
  cpu: 'CPU (JavaScript)',
};

export const VERDICT_WORDS: Record<Preflight['verdict'], string> = {
  fine: 'Fine on this device.',
  slow: 'Slow on this device.',
  unlikely: 'Unlikely to work on this device.',
  cannot: 'Cannot run on this device.',
};

/** Where it would run. */
export function placeWords(provider: Provider, { gpu }: DeviceFacts): string {
  if (provider === 'webgpu')
    return gpu ? `On the graphics processor: ${gpu.name}.` : 'On the graphics processor.';
  if (provider === 'webgl') return 'On the graphics processor, through WebGL.';
  return provider === 'wasm' ? 'On the processor.' : 'On the processor, in plain JavaScript.';
}

export function reasonWords(reason: PreflightReason): string {
  switch (reason.code) {
    case 'operators': {
      const more = reason.names.length > 3 ? ` and ${reason.names.length - 3} more` : '';
      return `Its runtime does not know ${reason.names.slice(0, 3).join(', ')}${more}.`;
    }
    case 'runtime':
      return `This page has no runtime for "${reason.name}" models.`;
    case 'no-gpu':
      return 'This browser shows no usable graphics processor (WebGPU).';
    case 'no-float16':
      return 'It computes in float16, which this graphics processor cannot.';
    case 'wrong-on-gpu':
      return 'Its runtime is known to reckon this kind of convolution wrongly on a graphics processor.';
    case 'software-gpu':
      return 'The graphics processor here is one in software, slower than the processor itself.';
    case 'gpu-buffer':
      return `It needs ${bytes(reason.bytes)} in one piece; this graphics processor allows ${bytes(reason.limit)}.`;
    case 'heap':
      return `Its weights take ${bytes(reason.bytes)}; on the processor at most ${bytes(reason.limit)} fit.`;
    case 'memory':
      return `It needs about ${bytes(reason.bytes)} of memory; a tab gets about ${bytes(reason.limit)} here.`;
    case 'long-run':
      return reason.from === 'here'
        ? `A run took ${duration(reason.ms)} here.`
        : `A run took ${duration(reason.ms)} on the author's device.`;
    case 'faster-here':
      return `Faster here: ${duration(reason.ms)} against ${duration(reason.otherMs)}.`;
  }
}
