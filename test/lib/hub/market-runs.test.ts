// Work shared by those who ask at the same time, and stopped when nobody waits.
import { expect, it } from 'vitest';
import { createSharedRuns, type Run } from '../../../src/lib/hub/market-runs.ts';

/** Work that goes on when it is told to. */
function steps() {
  const runs: { run: Run<number>; finish(): void }[] = [];
  const shared = createSharedRuns<number, string>(async (run) => {
    const number = runs.length + 1;
    await new Promise<void>((resolve, reject) => {
      runs.push({ run, finish: resolve });
      run.signal.addEventListener('abort', () => reject(run.signal.reason as Error));
    });
    return `result ${number}`;
  });
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  return { shared, runs, turn };
}

it('is one run for all who ask while it is open, and each hears of its progress', async () => {
  const { shared, runs, turn } = steps();
  const heard: string[] = [];
  const one = shared.run({ onProgress: (n) => heard.push(`one ${n}`) });
  await turn();
  expect(runs[0]!.run.takeJoined()).toBe(false);
  const two = shared.run({ onProgress: (n) => heard.push(`two ${n}`) });
  runs[0]!.run.report(1);
  // Somebody joined: told once.
  expect(runs[0]!.run.takeJoined()).toBe(true);
  expect(runs[0]!.run.takeJoined()).toBe(false);
  runs[0]!.finish();
  expect(await Promise.all([one, two])).toEqual(['result 1', 'result 1']);
  expect(heard).toEqual(['one 1', 'two 1']);
  expect(runs).toHaveLength(1);
});

it('is a second run for those who come after the door was closed', async () => {
  const { shared, runs, turn } = steps();
  const one = shared.run({});
  await turn();
  runs[0]!.run.closeDoor();
  const late = [shared.run({}), shared.run({})];
  await turn();
  expect(runs).toHaveLength(1);
  runs[0]!.finish();
  expect(await one).toBe('result 1');
  await turn();
  expect(runs).toHaveLength(2);
  runs[1]!.finish();
  expect(await Promise.all(late)).toEqual(['result 2', 'result 2']);
});

it('goes on while anybody waits, and stops with the last', async () => {
  const { shared, runs, turn } = steps();
  const [first, second] = [new AbortController(), new AbortController()];
  const one = shared.run({ signal: first.signal });
  const two = shared.run({ signal: second.signal });
  await turn();
  first.abort();
  await expect(one).rejects.toMatchObject({ name: 'AbortError' });
  expect(runs[0]!.run.signal.aborted).toBe(false);
  second.abort();
  await expect(two).rejects.toMatchObject({ name: 'AbortError' });
  expect(runs[0]!.run.signal.aborted).toBe(true);
  const again = shared.run({});
  await turn();
  runs[1]!.finish();
  expect(await again).toBe('result 2');
});

it('fails for all alike, and can be tried again', async () => {
  let fails = true;
  const shared = createSharedRuns<number, string>(async () => {
    if (fails) throw new Error('no network');
    return 'done';
  });
  const results = await Promise.allSettled([shared.run({}), shared.run({})]);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await shared.run({})).toBe('done');
});
