import { openPostgres } from '../../dist/store/postgres.js'
import { counted, feed, say, told } from './line.mjs'
import { openApp, settle, verify } from './pipe.mjs'
import { vote } from './votes.mjs'

/**
 * One process on a PostgreSQL that others use too: gateway and worker of its share of the groups, ten to a community.
 * Says `ready` when every group has its poll, begins at a line of input, says what its votes took; at the next, whether it counted right.
 */
const [url = '', of = '0', workers = '1', groups = '200', votes = '0', turns = '10'] = process.argv.slice(2)

const share = Math.floor(Number(groups) / Number(workers))
const first = Number(of) * share
const account = `bot${of}`
const pipe = await openApp(await openPostgres(url), { account, first, groups: share, perCommunity: 10 })

say('ready')
await told()
const took = counted()
const count = Math.floor(Number(votes) / Number(workers))
/** Everyone votes so many times: with ten, as on SQLite, one message in ten is of somebody nobody has met. */
const residents = Math.max(1, Math.round(count / share / Number(turns)))
const voteOf = (i) => ({ ...vote(i, Date.now(), share, first, residents), account })
await feed(pipe, count, voteOf)
await settle(pipe)
say(took())
await told()
await verify(pipe.app, count, voteOf)
say('right')
await pipe.store.close()
process.stdin.destroy()
