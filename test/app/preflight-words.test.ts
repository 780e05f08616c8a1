// The verdict in words: every reason is a plain sentence, and what to do comes with it where something can be done.
import { describe, expect, test } from 'vitest';
import { nextWords, placeWords, reasonWords, sortReasons } from '../../src/app/state/preflight-words.ts';
import type { DeviceFacts, Preflight, PreflightReason } from '../../src/lib/index.ts';

const REASONS: PreflightReason[] = [
  { code: 'operators', names: ['A', 'B', 'C', 'D', 'E'] },
  { code: 'runtime', name: 'gguf' },
  { code: 'no-gpu' },
  { code: 'no-float16' },
  { code: 'wrong-on-gpu' },
  { code: 'software-gpu' },
  { code: 'gpu-buffer', bytes: 3e9, limit: 1e9 },
  { code: 'heap', bytes: 5e9, limit: 4e9 },
  { code: 'memory', bytes: 6e9, limit: 4e9 },
  { code: 'long-run', ms: 40_000, from: 'here' },
  { code: 'long-run', ms: 40_000, from: 'author' },
  { code: 'faster-here', ms: 1_200, otherMs: 3_400 },
];

test.each(REASONS.map((reason) => [reason.code, reason] as const))(
  '%s is one short sentence',
  (_, reason) => {
    const words = reasonWords(reason);
    expect(words).toMatch(/^[A-Z].*\.$/);
    expect(words.length).toBeLessThan(110);
    expect(words).not.toMatch(/float16|shader|wasm|buffer|heap|undefined|NaN/);
  },
);

test('of many operators three are named', () => {
  expect(reasonWords(REASONS[0]!)).toBe('A part of it cannot be computed here: A, B, C and 2 more.');
});

describe('what to do next', () => {
  const judged = (verdict: Preflight['verdict'], code?: PreflightReason['code']): Preflight => ({
    verdict,
    provider: 'wasm',
    reasons: REASONS.filter((reason) => reason.code === code),
    peakBytes: 0,
    expected: undefined,
  });

  test('is nothing where it runs, or where no device would help', () => {
    expect(nextWords(judged('fine', 'software-gpu'), 'auto')).toBeUndefined();
    expect(nextWords(judged('cannot', 'operators'), 'auto')).toBeUndefined();
    expect(nextWords(judged('cannot', 'runtime'), 'webgpu')).toBeUndefined();
  });

  test('is another choice, where it was chosen; a try where it was not', () => {
    expect(nextWords(judged('cannot', 'gpu-buffer'), 'webgpu')).toBe('Let the page choose where it runs.');
    expect(nextWords(judged('cannot', 'heap'), 'auto')).toContain('A try that fails costs nothing.');
    expect(nextWords(judged('unlikely', 'memory'), 'auto')).toContain('Close other tabs first.');
    expect(nextWords(judged('slow', 'long-run'), 'auto')).toBe('You can stop it at any time.');
  });
});

test('reasons for the place do not stand with the verdict, unless the place is what was chosen', () => {
  const reasons = REASONS.filter(({ code }) => code === 'gpu-buffer' || code === 'memory');
  const judged: Preflight = {
    verdict: 'unlikely',
    provider: 'wasm',
    reasons,
    peakBytes: 0,
    expected: undefined,
  };
  const codes = (sorted: readonly PreflightReason[]) => sorted.map(({ code }) => code);
  expect(codes(sortReasons(judged).verdict)).toEqual(['memory']);
  expect(codes(sortReasons(judged).place)).toEqual(['gpu-buffer']);
  expect(codes(sortReasons({ ...judged, provider: 'webgpu' }).verdict)).toEqual(['gpu-buffer', 'memory']);
});

test('the graphics processor is named where it is known', () => {
  const gpu = { name: 'ACME 5', software: false, float16: true, maxBufferBytes: 1, maxBindingBytes: 1 };
  const facts: DeviceFacts = { gpu, memoryBytes: undefined, cores: 4, jspi: true, isolated: false };
  expect(placeWords('webgpu', facts)).toBe('On the graphics processor: ACME 5.');
  expect(placeWords('wasm', facts)).toBe('On the processor.');
});
