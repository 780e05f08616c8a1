// Waits until a process has given back what ended before: a Worker's memory goes some time after the Worker.
import { residentBytes } from './peak-memory.ts';

const EVERY_MS = 50;
const STEADY_READINGS = 4;
const STEADY_BYTES = 256 * 1024;
const PATIENCE_MS = 5_000;

/** Without it, what still goes while a peak is measured would count as if it had come. */
export async function atRest(pid: number): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  let last = await residentBytes(pid);
  for (let steady = 0; last !== undefined && steady < STEADY_READINGS && performance.now() < until;) {
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    const now = await residentBytes(pid);
    steady = now !== undefined && Math.abs(now - last) < STEADY_BYTES ? steady + 1 : 0;
    last = now;
  }
}
