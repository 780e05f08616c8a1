import { describe, expect, it } from 'vitest';
import { createPause } from '../../../../src/lib/infer/generation/pause.ts';

describe('a pause', () => {
  it('takes in what was sent to this thread, once 30 ms have passed', async () => {
    let time = 0;
    const pause = createPause(() => time);
    const { port1, port2 } = new MessageChannel();
    const heard: unknown[] = [];
    port1.addEventListener('message', ({ data }) => heard.push(data));
    port1.start();
    port2.postMessage('stop');

    time = 29;
    expect(pause()).toBeUndefined();
    expect(heard).toEqual([]);
    time = 30;
    await pause();
    expect(heard).toEqual(['stop']);
    time = 59;
    expect(pause()).toBeUndefined();
    port1.close();
  });
});
