// Whether a device will manage a model, and how long it will take, said before anything is fetched or paid. Pure: what is
// known of both comes in, a verdict with its reasons goes out.
import type { MeasuredRun, ModelNeeds } from '../model/manifest-needs.ts';
import type { DeviceFacts } from './device.ts';
import { KNOWN_OPERATORS } from './onnx-operators.ts';
import { isGraphOperator } from './tfjs/operators.ts';
import type { Provider, ProviderChoice } from './types.ts';

export type Verdict = 'fine' | 'slow' | 'unlikely' | 'cannot';

/** Each changes the verdict, or the choice of the provider. */
export type PreflightReason =
  /** Names of operators that the runtime does not know. */
  | { code: 'operators'; names: string[] }
  | { code: 'runtime'; name: string }
  | { code: 'no-gpu' }
  | { code: 'no-float16' }
  /** The runtime would answer there, with other numbers. */
  | { code: 'wrong-on-gpu' }
  | { code: 'software-gpu' }
  /** A weight or a value is larger than a buffer of this GPU may be. */
  | { code: 'gpu-buffer'; bytes: number; limit: number }
  /** More than WebAssembly can address. */
  | { code: 'heap'; bytes: number; limit: number }
  /** More than a tab gets of this device's memory. */
  | { code: 'memory'; bytes: number; limit: number }
  | { code: 'long-run'; ms: number; from: 'here' | 'author' }
  /** Of two ways that were tried here. */
  | { code: 'faster-here'; ms: number; otherMs: number };

export interface PreflightQuestion {
  runtime: string;
  /** What the manifest says; undefined for versions that say nothing. */
  needs: ModelNeeds | undefined;
  /** Bytes of the pack. */
  bytes: number;
  device: DeviceFacts;
  choice: ProviderChoice;
  /** Newest first: runs of this version on this device. */
  here: readonly { provider: Provider; runMs: number }[];
  /** Runs that the author measured. */
  author: readonly MeasuredRun[];
}

export interface Preflight {
  verdict: Verdict;
  /** What would be used. */
  provider: Provider;
  reasons: PreflightReason[];
  /** At the worst moment, in the tab's processes. */
  peakBytes: number;
  /** Of one run on `provider`; undefined where nobody has measured it. */
  expected: { ms: number; from: 'here' | 'author' } | undefined;
}

/** What the runtime itself takes. */
const RUNTIME_BYTES = 65e6;
/** All that 32-bit WebAssembly can address, less what it needs besides weights. */
const HEAP_BYTES = 3.75 * 2 ** 30;
/** Of a device's memory a tab seldom gets more. */
const TAB_SHARE = 1 / 2;
/** Of all weights the largest, where nobody says. */
const LARGEST_SHARE = 1 / 4;
/** Nobody calls a run slow that ends while they look at it. */
const SLOW_MS = 10_000;

export function preflight(question: PreflightQuestion): Preflight {
  const { runtime, needs, device, choice } = question;
  const peakBytes = peakOf(question);
  const impossible = impossibleReasons(runtime, needs);
  const gpu = gpuReasons(question);
  const picked = choice === 'auto' ? automatic(question, gpu.length > 0) : undefined;
  const provider = picked?.provider ?? (choice as Provider);
  const reasons: PreflightReason[] = [...impossible.reasons];
  let verdict: Verdict = impossible.reasons.length > 0 ? 'cannot' : 'fine';
  const worsen = (to: Verdict, ...more: PreflightReason[]) => {
    if (more.length === 0) return;
    reasons.push(...more);
    if (RANK[to] > RANK[verdict]) verdict = to;
  };
  if (provider === 'webgpu') worsen('cannot', ...gpu);
  else if (choice === 'auto') reasons.push(...gpu);
  if (picked?.reason) reasons.push(picked.reason);
  if (provider !== 'webgpu' && weightBytes(question) > HEAP_BYTES) {
    worsen('cannot', { code: 'heap', bytes: weightBytes(question), limit: HEAP_BYTES });
  }
  const limit = device.memoryBytes === undefined ? Infinity : device.memoryBytes * TAB_SHARE;
  if (peakBytes > limit) worsen('unlikely', { code: 'memory', bytes: peakBytes, limit });
  const expected = expectedOf(question, provider);
  if (expected && expected.ms > SLOW_MS) {
    worsen('slow', { code: 'long-run', ms: expected.ms, from: expected.from });
  }
  return { verdict, provider, reasons, peakBytes, expected };
}

/**
 * Bytes of the largest pack that a device manages, going by nothing but its size: what the chain alone says.
 *
 * @param memoryBytes of the device; undefined where the browser keeps it to itself
 */
export function largestPack(memoryBytes: number | undefined): number {
  const memory = memoryBytes === undefined ? Infinity : memoryBytes * TAB_SHARE;
  return Math.floor(Math.min(HEAP_BYTES, (memory - RUNTIME_BYTES) / (1 + LARGEST_SHARE)));
}

const RANK: Record<Verdict, number> = { fine: 0, slow: 1, unlikely: 2, cannot: 3 };

function impossibleReasons(runtime: string, needs: ModelNeeds | undefined): { reasons: PreflightReason[] } {
  if (runtime !== 'onnx' && runtime !== 'tfjs') return { reasons: [{ code: 'runtime', name: runtime }] };
  const names = (needs?.operators ?? []).filter((name) => !isKnown(runtime, name));
  return { reasons: names.length > 0 ? [{ code: 'operators', names }] : [] };
}

function isKnown(runtime: 'onnx' | 'tfjs', name: string): boolean {
  if (runtime === 'tfjs') return isGraphOperator(name);
  const at = name.lastIndexOf(':');
  const [domain, type] = at === -1 ? ['', name] : [name.slice(0, at), name.slice(at + 1)];
  return KNOWN_OPERATORS.get(domain)?.has(type) ?? false;
}

/** Why the GPU is not to be used. */
function gpuReasons({ needs, device: { gpu } }: PreflightQuestion): PreflightReason[] {
  if (!gpu) return [{ code: 'no-gpu' }];
  const reasons: PreflightReason[] = [];
  if (needs?.dtypes.includes('float16') && !gpu.float16) reasons.push({ code: 'no-float16' });
  if (needs?.wrongOnGpu) reasons.push({ code: 'wrong-on-gpu' });
  const largest = Math.max(needs?.largestWeightBytes ?? 0, needs?.largestValueBytes ?? 0);
  const limit = Math.min(gpu.maxBufferBytes, gpu.maxBindingBytes);
  if (largest > limit) reasons.push({ code: 'gpu-buffer', bytes: largest, limit });
  return reasons;
}

/** What ran faster here; else the GPU where it can, and is one. */
function automatic(
  { here, device }: PreflightQuestion,
  noGpu: boolean,
): { provider: Provider; reason?: PreflightReason } {
  const best = new Map<Provider, number>();
  for (const { provider, runMs } of here) best.set(provider, Math.min(best.get(provider) ?? Infinity, runMs));
  if (noGpu) best.delete('webgpu');
  const [first, second] = [...best].sort(([, a], [, b]) => a - b);
  // One way measured says nothing of the others.
  if (first && second) {
    return { provider: first[0], reason: { code: 'faster-here', ms: first[1], otherMs: second[1] } };
  }
  if (noGpu) return { provider: 'wasm' };
  return device.gpu?.software
    ? { provider: 'wasm', reason: { code: 'software-gpu' } }
    : { provider: 'webgpu' };
}

function expectedOf({ here, author }: PreflightQuestion, provider: Provider): Preflight['expected'] {
  const mine = here.find((run) => run.provider === provider);
  if (mine) return { ms: mine.runMs, from: 'here' };
  const theirs = author.find((run) => run.provider === provider);
  return theirs && { ms: theirs.runMs, from: 'author' };
}

function weightBytes({ needs, bytes }: PreflightQuestion): number {
  return needs?.weightBytes ?? bytes;
}

/** Measured: the runtime, every weight once, the largest once more on its way, and what lies between the nodes. */
function peakOf(question: PreflightQuestion): number {
  const { needs } = question;
  const weights = weightBytes(question);
  const largest = needs?.largestWeightBytes ?? weights * LARGEST_SHARE;
  return RUNTIME_BYTES + weights + largest + (needs?.activationBytes ?? 0);
}
