import { App } from '../../dist/app/app.js'
import { systemIds } from '../../dist/ids.js'
import { openBell } from '../../dist/jobs/bell.js'
import { Workers } from '../../dist/jobs/workers.js'
import { openPostgres } from '../../dist/store/postgres.js'
import { counted, feed, say, told } from './line.mjs'
import { openApp, verify } from './pipe.mjs'
import { vote } from './votes.mjs'

/**
 * One of several processes that share out the work: the `gateway` stores all votes and tells the workers, a `worker`
 * handles what it is told of. Says `ready`, begins at a line of input, says what its votes took: the gateway when all is
 * handled, a worker at the next line. At one more line the gateway says whether all was counted right.
 */
const [role = 'worker', url = '', groups = '200', votes = '0', turns = '10'] = process.argv.slice(2)

const log = { info() {}, warn() {}, error: (code) => process.stderr.write(`${code}\n`) }
const clock = { now: () => Date.now() }
const store = await openPostgres(url)
const workers = new Workers({ store, holder: systemIds.secret(), ms: 600_000 })
const around = { ids: systemIds, consoleUrl: 'http://127.0.0.1' }

const gateway = async () => {
  await openApp(store, { groups: Number(groups), perCommunity: 10 })
  const bell = openBell(url, { handle: null, deliver: () => {}, gateways: [], workers }, log)
  const app = new App({ store, clock, around, log, tell: bell.handle })
  say('ready')
  await told()
  await workers.refresh()
  const took = counted()
  const residents = Math.max(1, Math.round(votes / groups / turns))
  const voteOf = (i) => vote(i, Date.now(), Number(groups), 0, residents)
  await feed({ app, store }, Number(votes), voteOf)
  say(took())
  await told()
  await verify(app, Number(votes), voteOf)
  say('right')
  await bell.close()
}

const worker = async () => {
  await workers.join(true)
  const app = new App({ store, clock, around, log })
  const ears = { handle: (chats) => app.wake(chats), deliver: () => {}, gateways: [], workers }
  const bell = openBell(url, ears, log)
  say('ready')
  await told()
  const took = counted()
  await told()
  say(took())
  await bell.close()
}

await (role === 'gateway' ? gateway() : worker())
await store.close()
process.stdin.destroy()
