// Whether anybody has read of an answer: then it is not begun again somewhere else.
import type { RunOptions } from './types.ts';

/** The same options, and whether a piece has come through them. */
export function hearing(options: RunOptions): { options: RunOptions; heard(): boolean } {
  const { onText } = options;
  let heard = false;
  if (!onText) return { options, heard: () => heard };
  const listen = (text: string) => {
    heard = true;
    onText(text);
  };
  return { options: { ...options, onText: listen }, heard: () => heard };
}
