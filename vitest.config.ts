import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Faults and browser tests start whole programs; everything else takes milliseconds.
    testTimeout: 20_000,
  },
})
