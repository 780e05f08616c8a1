// What is said of calls that are paid before they run: never that an output is locked, never that nothing was charged when
// something was; and what a screen reader is given of a growing text.
import { describe, expect, it } from 'vitest';
import { describe as describeError } from '../../src/app/state/errors.ts';
import { beforeAnswer, cutOff, notBound, readableEnd } from '../../src/app/state/stream-words.ts';
import { FloeError } from '../../src/lib/index.ts';

const problem = (code: string) => describeError(new FloeError(code, 'technical'));
const words = ({ what, safe, next }: ReturnType<typeof problem>) => `${what} ${safe} ${next}`;

describe('the words for a call that is paid first', () => {
  it('speak of no locked output before the payment', () => {
    for (const code of [
      'pay/declined',
      'pay/insufficient-funds',
      'pay/price-changed',
      'pay/inactive',
      'pay/refused',
    ]) {
      const said = words(beforeAnswer(problem(code)));
      expect(said).toContain('Nothing was charged.');
      expect(said).not.toMatch(/locked|unlock|output/i);
    }
  });

  it('leave other reasons as they are', () => {
    const other = problem('tensor/shape');
    expect(beforeAnswer(other)).toEqual(other);
  });

  it('say of an answer that was cut off that it is paid, and how it goes on', () => {
    const lost = cutOff(problem('infer/device-lost'), true);
    expect(lost.what).toBe('The GPU was lost during the run.');
    expect(words(lost)).not.toContain('Nothing was charged');
    expect(lost.safe).toContain('You have paid');
    expect(cutOff(problem('pay/not-confirmed'), false).safe).toContain('once at most');
    expect(cutOff(undefined, true).what).toBe('The answer was not made to its end.');
  });

  it('say of a binding that did not happen that the answer stays', () => {
    expect(words(notBound(problem('pay/declined')))).toContain('The answer stays');
    expect(notBound(problem('pay/already-bound')).what).toContain('bound already');
  });
});

describe('what is read out of a growing text', () => {
  it('ends at whole sentences and lines', () => {
    expect(readableEnd('The tide turned. The floe dri', 0)).toBe('The tide turned.'.length);
    expect(readableEnd('One line\nand half', 0)).toBe('One line\n'.length);
    expect(readableEnd('no end yet', 0)).toBe(0);
  });

  it('goes on from where it was', () => {
    const text = 'One. Two. Thr';
    expect(readableEnd(text, 4)).toBe('One. Two.'.length);
    expect(readableEnd(text, 9)).toBe(9);
  });

  it('takes no point inside a number or at the very end for the end of a sentence', () => {
    expect(readableEnd('It was 3.14 then', 0)).toBe(0);
    expect(readableEnd('It ended.', 0)).toBe(0);
  });
});
