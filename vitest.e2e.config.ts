import { defineConfig } from 'vitest/config'

/** Journeys of people through the browser, against a started platform. */
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['packages/kit/src/testing/global-setup.ts'],
    pool: 'forks',
    // Each file starts a whole platform and a browser.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    // A busy machine takes its time; a poll that succeeds ends at once.
    expect: { poll: { timeout: 15_000 } },
  },
})
