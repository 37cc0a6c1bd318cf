import { parseArgs } from 'node:util'
import { isClean } from '../simulation/check.ts'
import { killOnPostgres, killOnSqlite, summary } from './stores.ts'

/** `npm run kill -- [--store sqlite|postgres] [--kills 1000] [--messages 1000000] [--seed N]`: both stores by default. */
const { values } = parseArgs({
  options: {
    store: { type: 'string' },
    kills: { type: 'string', default: '1000' },
    messages: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const say = (line: string) => void process.stdout.write(`${line}\n`)
const size = { kills: Number(values.kills), messages: Number(values.messages), seed: Number(values.seed), tell: say }
const stores = { sqlite: killOnSqlite, postgres: killOnPostgres }
say(`seed ${size.seed}`)
for (const [name, run] of Object.entries(stores)) {
  if (values.store !== undefined && values.store !== name) continue
  const result = await run(size)
  if ('missing' in result) {
    say(`${name}: ${result.missing}`)
    continue
  }
  say(summary(name, result))
  for (const [kind, list] of Object.entries(result.verdict)) for (const one of list.slice(0, 20)) say(`${kind}: ${one}`)
  if (!isClean(result.verdict)) process.exitCode = 1
}
