import { defineConfig } from '@playwright/test';
import { CHROMIUM_ARGS, findChromium } from './test/browser.ts';

const executablePath = findChromium();

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '*.spec.ts',
  // Each with a network and a Chromium of its own. Software WebGPU on few cores wants patience.
  workers: 2,
  fullyParallel: false,
  timeout: 240_000,
  expect: { timeout: 60_000 },
  use: {
    launchOptions: { args: CHROMIUM_ARGS, ...(executablePath ? { executablePath } : {}) },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
  },
});
