import { parseArgs } from 'node:util'
import { faultsOf, killOnPostgres, killOnSqlite, summary } from './stores.ts'

/**
 * `npm run kill -- [--store sqlite|postgres] [--keyless] [--kills 1000] [--messages 1000000] [--seed N]`: both stores by
 * default. `--keyless`: the platform shows a message as often as it is sent.
 */
/** So many are told. */
const FAULTS = 50

const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    keyless: { type: 'boolean', default: false },
    kills: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
const { kills, messages, seed, keyless } = values
const size = { kills: Number(kills), messages: Number(messages), seed: Number(seed), keyless, tell: say }
const stores = { sqlite: killOnSqlite, postgres: killOnPostgres }
const chosen = Object.entries(stores).filter(([name]) => (values.store ?? name) === name)
if (chosen.length === 0) throw new Error(`there is no store ${values.store}`)
say(`seed ${size.seed}`)
for (const [name, run] of chosen) {
  const result = await run(size)
  if (!('missing' in result)) say(summary(name, result))
  const faults = faultsOf(result)
  for (const fault of faults.slice(0, FAULTS)) say(`${name}: ${fault}`)
  if (faults.length > 0) process.exitCode = 1
}
