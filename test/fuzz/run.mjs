import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'

/** `npm run fuzz -- --minutes 10` */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } })
const { status } = spawnSync('npx', ['vitest', 'run', 'test/fuzz'], {
  stdio: 'inherit',
  env: { ...process.env, WUGONG_FUZZ_MINUTES: values.minutes },
})
process.exit(status ?? 1)
