import { defineConfig } from 'vitest/config'

/** What Stryker runs for each change of the once-only core: what is quick first, then a few histories for the rest. */
export default defineConfig({
  test: {
    include: [
      'test/app/intake.test.ts',
      'test/app/pipe.test.ts',
      'test/app/timers.test.ts',
      'test/app/process.test.ts',
      'test/jobs/delivery.test.ts',
      'test/jobs/outbox.test.ts',
      'test/conversations/binding-groups.test.ts',
      'test/conversations/new-login.test.ts',
    ],
    env: { WUGONG_HISTORIES: '40' },
    testTimeout: 60_000,
  },
})
