// The corpus of hostile models in the engine of Node, in a thread that can be ended: each comes to the end it should.
import { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { emptyNodes } from '../../corpus/hostile-graphs.ts';
import { HOSTILE, HOSTILE_TFJS, type HostileCase } from '../../corpus/hostile.ts';
import type { Finding } from '../../corpus/hostile-in-thread.ts';
import { readOnnxHeader } from '../../../src/lib/infer/onnx-header.ts';

/** How long what never ends is watched at it; all others may take as long as a test. */
const PATIENCE_MS = 1000;

type Message = 'ready' | { name: string; phase?: Finding['phase']; finding?: Finding };

let thread: Worker | undefined;
afterAll(() => thread?.terminate());

async function ready(): Promise<Worker> {
  if (thread) return thread;
  thread = new Worker(new URL('../../corpus/hostile-thread.mjs', import.meta.url));
  await next(thread, (message) => message === 'ready');
  return thread;
}

function next(worker: Worker, wanted: (message: Message) => boolean): Promise<Message> {
  return new Promise((resolve, reject) => {
    const heard = (message: Message) => {
      if (!wanted(message)) return;
      worker.off('message', heard);
      worker.off('error', reject);
      resolve(message);
    };
    worker.on('message', heard);
    worker.once('error', reject);
  });
}

/** A case in the thread; undefined if it was still at work when patience ended. */
async function look(hostile: HostileCase): Promise<Finding | undefined> {
  const worker = await ready();
  const { name, expected } = hostile;
  const of = (message: Message, part: 'finding' | 'phase') =>
    message !== 'ready' && message.name === name && part in message;
  const found = next(worker, (message) => of(message, 'finding'));
  if (typeof expected === 'string' || !('neverEnds' in expected)) {
    worker.postMessage(name);
    const message = await found;
    return message === 'ready' ? undefined : message.finding;
  }
  const begun = next(worker, (message) => of(message, 'phase'));
  worker.postMessage(name);
  if (expected.neverEnds === 'run') await begun;
  const outcome = await Promise.race([
    found,
    new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS)),
  ]);
  await worker.terminate();
  thread = undefined;
  return typeof outcome === 'object' ? outcome.finding : undefined;
}

const titled = [...HOSTILE, ...HOSTILE_TFJS].map(
  (hostile) => [`${hostile.name}: ${hostile.why}`, hostile] as const,
);

describe('a hostile model', () => {
  it('has company: the corpus is of forty and more', () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(40);
    expect(new Set(HOSTILE.map(({ name }) => name)).size).toBe(HOSTILE.length);
  });

  it.each(titled)('%s', async (_, hostile) => {
    const { expected } = hostile;
    const finding = await look(hostile);
    if (typeof expected !== 'string' && 'neverEnds' in expected) {
      expect(finding).toBeUndefined();
      return;
    }
    const [phase, code] = expected === 'runs' ? ['done', undefined] : Object.entries(expected)[0]!;
    expect(finding).toMatchObject({ phase, code });
    // The same thread, the same runtime: whatever the hostile one did, the next is computed.
    expect(finding!.after).toBe('1');
  });

  it('of four million nodes in eight megabytes leaves others their turn while it is read', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await expect(readOnnxHeader(emptyNodes(4e6))).rejects.toMatchObject({ code: 'infer/too-complex' });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(5);
  });
});
