import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

/**
 * `npm run mutants:stryker [-- --only TEXT]`: changes each file of the once-only core in every small way there is, and
 * counts what its own tests see: those that run in a second or two, since they run for each change.
 */
const CORE = {
  'src/app/intake.ts': ['test/app/intake.test.ts'],
  'src/app/lane.ts': ['test/app/lane.test.ts'],
  'src/app/lease.ts': ['test/app/lease.test.ts'],
  'src/app/process.ts': ['test/app/process.test.ts'],
  'src/app/speak.ts': ['test/app/speak.test.ts'],
  'src/app/timers.ts': ['test/app/timers.test.ts'],
  'src/jobs/claim.ts': ['test/jobs/outbox.test.ts'],
  'src/jobs/delivery.ts': ['test/jobs/outbox.test.ts'],
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
let failed = 0
for (const [file, tests] of Object.entries(CORE)) {
  if (!file.includes(values.only)) continue
  // What was found before is found again only where the file or its tests have changed since.
  const known = `reports/stryker/${file.replaceAll('/', '-')}.json`
  const options = ['--mutate', file, '--incrementalFile', known]
  const { status } = spawnSync('npx', ['stryker', 'run', 'test/mutants/stryker.config.json', ...options], {
    stdio: 'inherit',
    env: { ...process.env, WUGONG_MUTANT_TESTS: tests.join(' ') },
  })
  if (status !== 0) failed += 1
}
process.exit(failed)
