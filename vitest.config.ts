import { defineConfig } from 'vitest/config'

const report = process.env.WUGONG_REPORT

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Faults and browser tests start whole programs; everything else takes milliseconds.
    ...(process.env.WUGONG_TEST_STORE === 'postgres' ? { globalSetup: ['test/support/postgres-for-all.ts'] } : {}),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    ...(report === undefined ? {} : { reporters: ['default', ['json', { outputFile: report }]] }),
  },
})
