import { defineConfig } from 'vitest/config'

const report = process.env.WUGONG_REPORT

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The soak takes as long as it is told to: `npm run test:soak`.
    exclude: process.env.WUGONG_SOAK === undefined ? ['test/soak/**'] : [],
    // Faults and browser tests start whole programs; everything else takes milliseconds.
    ...(process.env.WUGONG_TEST_STORE === 'postgres' ? { globalSetup: ['test/support/postgres-for-all.ts'] } : {}),
    // One for each processor: the longest tests wait for whole programs.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    ...(report === undefined ? {} : { reporters: ['default', ['json', { outputFile: report }]] }),
  },
})
