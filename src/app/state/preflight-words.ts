// The verdict on a model and this device, in words. Pure.
import type { DeviceFacts, Preflight, PreflightReason, Provider, ProviderChoice } from '../../lib/index.ts';
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
      return `A part of it cannot be computed here: ${reason.names.slice(0, 3).join(', ')}${more}.`;
    }
    case 'runtime':
      return `This page runs no "${reason.name}" models.`;
    case 'no-gpu':
      return 'This browser shows no usable graphics processor (WebGPU).';
    case 'no-float16':
      return 'It wants half precision, which this graphics processor lacks.';
    case 'wrong-on-gpu':
      return 'On a graphics processor its numbers are known to come out wrong.';
    case 'software-gpu':
      return 'The graphics processor here is imitated in software, and slower.';
    case 'gpu-buffer':
      return `It needs ${bytes(reason.bytes)} of graphics memory in one piece; there are ${bytes(reason.limit)} here.`;
    case 'heap':
      return `It weighs ${bytes(reason.bytes)}; on the processor at most ${bytes(reason.limit)} fit.`;
    case 'memory':
      return `It needs about ${bytes(reason.bytes)} of memory; a page gets about ${bytes(reason.limit)} here.`;
    case 'long-run':
      return reason.from === 'here'
        ? `A run took ${duration(reason.ms)} here.`
        : `A run took ${duration(reason.ms)} on the author's device.`;
    case 'faster-here':
      return `It was faster that way here: ${duration(reason.ms)} against ${duration(reason.otherMs)}.`;
  }
}

/** Why it is not the graphics processor, or not the processor: of no weight for the verdict where it runs elsewhere. */
const OF_THE_PLACE: ReadonlySet<PreflightReason['code']> = new Set([
  'no-gpu',
  'no-float16',
  'wrong-on-gpu',
  'software-gpu',
  'gpu-buffer',
  'faster-here',
]);

/** What the verdict rests on, and what only says why it would run where it does. */
export function sortReasons({ provider, reasons }: Preflight): {
  verdict: PreflightReason[];
  place: PreflightReason[];
} {
  const ofPlace = ({ code }: PreflightReason) =>
    code === 'faster-here' || (provider !== 'webgpu' && OF_THE_PLACE.has(code));
  return { verdict: reasons.filter((reason) => !ofPlace(reason)), place: reasons.filter(ofPlace) };
}

/** Those that no other device would change. */
const FOR_EVERYBODY: ReadonlySet<PreflightReason['code']> = new Set(['operators', 'runtime']);

/** What somebody can do about it; nothing where nothing helps or nothing is wrong. */
export function nextWords({ verdict, reasons }: Preflight, choice: ProviderChoice): string | undefined {
  if (verdict === 'fine') return undefined;
  if (verdict === 'slow') return 'You can stop it at any time.';
  if (reasons.some(({ code }) => FOR_EVERYBODY.has(code))) return undefined;
  if (verdict === 'cannot' && choice !== 'auto') return 'Let the page choose where it runs.';
  return verdict === 'unlikely'
    ? 'Close other tabs first. A try that fails costs nothing.'
    : 'Another device may manage. A try that fails costs nothing.';
}
