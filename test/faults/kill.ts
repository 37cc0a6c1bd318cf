import { parseArgs } from 'node:util'
import { isClean } from '../simulation/check.ts'
import { killOnPostgres, killOnSqlite, summary } from './stores.ts'

/**
 * `npm run kill -- [--store sqlite|postgres] [--keyless] [--kills 1000] [--messages 1000000] [--seed N]`: both stores by
 * default. `--keyless`: the platform shows a message as often as it is sent.
 */
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
  if ('missing' in result) {
    // What was not tried is not shown.
    say(`${name}: ${result.missing}`)
    process.exitCode = 1
    continue
  }
  say(summary(name, result))
  for (const [kind, list] of Object.entries(result.verdict)) for (const one of list.slice(0, 20)) say(`${kind}: ${one}`)
  if (!isClean(result.verdict)) process.exitCode = 1
}
