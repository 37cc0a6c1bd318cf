import { openPostgres } from '../../dist/store/postgres.js'
import { openApp, settle } from './pipe.mjs'
import { vote } from './votes.mjs'

/**
 * One process on a PostgreSQL that others use too: gateway and worker of its share of the groups, ten to a community.
 * Says `ready` when every group has its poll, begins at a line of input, says how many seconds its votes took.
 */
const [url = '', of = '0', workers = '1', groups = '200', votes = '0'] = process.argv.slice(2)
const share = Math.floor(Number(groups) / Number(workers))
const first = Number(of) * share
const account = `bot${of}`
const pipe = await openApp(await openPostgres(url), { account, first, groups: share, perCommunity: 10 })

const say = (word) => process.stdout.write(`${word}\n`)
say('ready')
await new Promise((resolve) => process.stdin.once('data', resolve))
const began = performance.now()
const count = Math.floor(Number(votes) / Number(workers))
/** Everyone votes ten times, as on SQLite: one message in ten is of somebody nobody has met. */
const residents = Math.max(1, Math.round(count / share / 10))
let next = 0
const feed = async () => {
  while (next < count) {
    const i = next
    next += 1
    await pipe.app.receive({ ...vote(i, Date.now(), share, first, residents), account })
  }
}
await Promise.all(Array.from({ length: 1_000 }, feed))
await settle(pipe)
say((performance.now() - began) / 1000)
await pipe.store.close()
process.stdin.destroy()
