import { defineConfig } from 'vitest/config'

/** Unit and service tests of everything that runs in Node. The web app has a config of its own, for its DOM. */
export default defineConfig({
  test: {
    include: [
      'packages/**/*.test.ts',
      'services/**/*.test.ts',
      'apps/server/**/*.test.ts',
      'tools/**/*.test.ts',
      'tests/contracts/*.test.ts',
      'tests/mutants/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/dist/**'],
    globalSetup: ['packages/kit/src/testing/global-setup.ts'],
    // Processes, since services read process.env at their edges; two, since each also keeps PostgreSQL busy.
    pool: 'forks',
    maxWorkers: 2,
    // Files of a worker share loaded modules, which saves more than half the CPU; so no test may leave module state behind.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    teardownTimeout: 30_000,
    // A busy machine takes its time; a poll that succeeds ends at once.
    expect: { poll: { timeout: 15_000 } },
  },
})
