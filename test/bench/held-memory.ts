// What a result holds on to: the heap and its buffers after garbage is collected, before and after it was made.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What the work gave, and the MiB it keeps as long as somebody keeps the result. */
export async function withHeldMemory<T>(work: () => T | Promise<T>): Promise<[T, number]> {
  const before = held();
  const result = await work();
  return [result, (held() - before) / 2 ** 20];
}

function held(): number {
  // Buffers are let go of by finalizers, which the first collection finds and the second empties.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
