// `npm run check`: everything about the code that is not a test. Each step prints only when it fails.
import { run } from './command.ts';

const steps: [name: string, command: string[]][] = [
  ['format', ['npx', 'prettier', '--check', '--log-level', 'warn', '.']],
  ['lint', ['npx', 'oxlint', '--deny-warnings']],
  ['types', ['npx', 'tsc', '--noEmit']],
  ['lib types without DOM', ['npx', 'tsc', '--noEmit', '-p', 'tsconfig.lib.json']],
  [
    'svelte',
    ['npx', 'svelte-check', '--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  ],
  ['dead code', ['npx', 'knip', '--no-progress']],
  ['generated files', ['npm', 'run', '--silent', 'move:build', '--', '--check']],
  ['generated kernels', ['npm', 'run', '--silent', 'wasm:build', '--', '--check']],
  ['build', ['npx', 'vite', 'build', '--logLevel', 'warn']],
  ['bundle sizes', ['npx', 'size-limit']],
];

let failed = 0;
for (const [name, [command, ...args]] of steps) {
  const { code, stdout, seconds } = await run(command!, args, { quiet: true });
  console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds.toFixed(1)} s)`);
  if (code !== 0) {
    failed += 1;
    console.log(stdout);
  }
}
process.exitCode = failed === 0 ? 0 : 1;
