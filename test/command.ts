// Runs one command with its output passed through; the suite runner and the checks stand on it.
import { spawn } from 'node:child_process';

export interface CommandResult {
  code: number;
  /** Standard output, also when it was passed through. */
  stdout: string;
  seconds: number;
}

export function run(
  command: string,
  args: string[],
  options: { env?: Record<string, string>; quiet?: boolean } = {},
): Promise<CommandResult> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', options.quiet ? 'pipe' : 'inherit'],
    });
    let stdout = '';
    const collect = (chunk: Buffer) => {
      stdout += chunk.toString();
      if (!options.quiet) process.stdout.write(chunk);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({ code: code ?? 1, stdout, seconds: (performance.now() - started) / 1000 }),
    );
  });
}

/** The last `N passed, N failed` line of some output. */
export function lastCounts(text: string): { passed: number; failed: number } | undefined {
  const lines = [...text.matchAll(/^(\d+) passed, (\d+) failed/gm)];
  const last = lines.at(-1);
  return last && { passed: Number(last[1]), failed: Number(last[2]) };
}
