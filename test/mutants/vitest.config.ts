import { defineConfig } from 'vitest/config'

/** What Stryker runs for each change of the once-only core: enough histories to see it, and few enough to wait for. */
export default defineConfig({
  test: {
    include: ['test/faults/simulation.test.ts', 'test/app/pipe.test.ts'],
    env: { WUGONG_HISTORIES: '40' },
    testTimeout: 60_000,
  },
})
