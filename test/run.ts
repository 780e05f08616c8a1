// `npm test`: every suite, one after another, and one line of counts at the end.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureChromium } from './browser.ts';
import { lastCounts, run } from './command.ts';

interface Counts {
  suite: string;
  passed: number;
  failed: number;
  seconds: number;
}

const scratch = await mkdtemp(join(tmpdir(), 'floe-test-'));
const results: Counts[] = [];

async function suite(name: string, body: () => Promise<{ passed: number; failed: number }>): Promise<void> {
  console.log(`\n== ${name}`);
  const started = performance.now();
  const counts = await body().catch((error: unknown) => {
    console.error(error);
    return { passed: 0, failed: 1 };
  });
  results.push({ suite: name, ...counts, seconds: (performance.now() - started) / 1000 });
}

/** A runner that ends badly without a failed test still failed. */
function settle(code: number, counts: { passed: number; failed: number } | undefined) {
  if (!counts) return { passed: 0, failed: 1 };
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

try {
  const chromium = await ensureChromium();
  const env = { FLOE_CHROMIUM: chromium };

  await suite('move: unit tests on the Move VM', async () => {
    const { code, stdout } = await run('npm', ['run', '--silent', 'move:test']);
    return settle(code, lastCounts(stdout));
  });

  await suite('vitest: contract, devnet, library, app state', async () => {
    const report = join(scratch, 'vitest.json');
    const { code } = await run(
      'npx',
      ['vitest', 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      { env },
    );
    const json = JSON.parse(await readFile(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numFailedTestSuites: number;
    };
    const failed = Math.max(json.numFailedTests, json.numFailedTestSuites);
    return settle(code, { passed: json.numPassedTests, failed });
  });

  await suite('playwright: the page in Chromium', async () => {
    const build = await run('npx', ['vite', 'build', '--logLevel', 'warn']);
    if (build.code !== 0) return { passed: 0, failed: 1 };
    const report = join(scratch, 'playwright.json');
    const { code } = await run('npx', ['playwright', 'test', '--reporter=list,json'], {
      env: { ...env, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    });
    const { stats } = JSON.parse(await readFile(report, 'utf8')) as {
      stats: { expected: number; unexpected: number; flaky: number };
    };
    return settle(code, { passed: stats.expected + stats.flaky, failed: stats.unexpected });
  });
} finally {
  await rm(scratch, { recursive: true, force: true });
}

console.log('');
for (const { suite, passed, failed, seconds } of results) {
  console.log(`${suite}: ${passed} of ${passed + failed} passed in ${seconds.toFixed(0)} s`);
}
const passed = results.reduce((sum, result) => sum + result.passed, 0);
const failed = results.reduce((sum, result) => sum + result.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
