// How much more memory a process held at the worst moment of a piece of work than before it. Linux tells; elsewhere
// nothing is said.
import { readFile, writeFile } from 'node:fs/promises';

/** What the work gave, and its peak over the start in MB. */
export async function withPeakMemory<T>(
  pid: number,
  work: () => Promise<T>,
): Promise<[T, number | undefined]> {
  const started = await resetPeak(pid).then(
    () => residentBytes(pid),
    () => undefined,
  );
  const result = await work();
  const peak = started === undefined ? undefined : await residentBytes(pid, 'VmHWM');
  return [result, peak === undefined ? undefined : (peak - started!) / 1e6];
}

/** Sets a process's high-water mark back to what it holds now. */
export async function resetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** What a process holds now, or with VmHWM what it held at most; undefined where there is no /proc. */
export async function residentBytes(
  pid: number,
  field: 'VmRSS' | 'VmHWM' = 'VmRSS',
): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
