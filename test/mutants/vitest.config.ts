import { defineConfig } from 'vitest/config'

/** What Stryker runs for each change: see `stryker.mjs`. */
export default defineConfig({
  test: { include: process.env.WUGONG_MUTANT_TESTS?.split(' ') ?? [], testTimeout: 20_000 },
})
