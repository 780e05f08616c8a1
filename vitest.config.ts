import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/share-pages.ts'],
    setupFiles: ['test/equal-bytes.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    // Real chains, real encoders: generous, because machines are slow and noisy, and hanging is still caught.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
