import { defineConfig } from 'vitest/config'

/** The same scenarios all-in-one and split, against started programs. */
export default defineConfig({
  test: {
    include: ['tests/modes/**/*.test.ts', 'tests/chaos/**/*.test.ts', 'tests/year/**/*.test.ts'],
    exclude: ['**/node_modules/**'],
    globalSetup: ['packages/kit/src/testing/global-setup.ts'],
    pool: 'forks',
    // Each file starts a whole platform.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    teardownTimeout: 30_000,
    // What was expected of what, whole: the summary of `npm test` prints no diff.
    chaiConfig: { truncateThreshold: 2_000 },
    // A busy machine takes its time; a poll that succeeds ends at once.
    expect: { poll: { timeout: 15_000 } },
  },
})
