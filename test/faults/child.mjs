import { appendFileSync, openSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { Simulator } from '../../dist/adapters/simulator/index.js'
import { App } from '../../dist/app/app.js'
import { find, list } from '../../dist/app/operations.js'
import { addCommunity, addGroup, addMember } from '../../dist/app/setup.js'
import { systemIds } from '../../dist/ids.js'
import { Delivery } from '../../dist/jobs/delivery.js'
import { turn } from '../../dist/jobs/wheel.js'
import { openSqlite } from '../../dist/store/sqlite.js'

/**
 * The program that is killed: store, app, delivery and the simulated platform, on the files of one folder. It goes on
 * with the script where the platform's own journal says it was, whatever killed it, and ends when all is said and done.
 */
const [folder, duplicates] = process.argv.slice(2)
const script = JSON.parse(readFileSync(join(folder, 'script.json'), 'utf8'))
const journal = join(folder, 'platform.jsonl')

/** Every try to send is noted before the platform sees it: what was sent twice must have been the same. */
const sends = openSync(join(folder, 'sends.jsonl'), 'a')
class Recorded extends Simulator {
  async send(out) {
    writeSync(sends, `${JSON.stringify({ key: out.key, text: out.text, chat: out.chat })}\n`)
    return super.send(out)
  }

  /** Messages that the bot has not stored yet. */
  get owed() {
    let owed = 0
    for (const queue of this.state.pending.values()) owed += queue.length
    return owed
  }

  get saidByPeople() {
    return this.state.said(0).length
  }
}

// Two seconds pass with each message, so that timers come due in the middle of all this, and no restart turns time back.
let said = 0
const clock = { now: () => script.start + said * 2_000 }
const log = {
  info() {},
  warn() {},
  error: (code, data) => process.stderr.write(`${code} ${JSON.stringify(data ?? {})}\n`),
}

const store = openSqlite(join(folder, 'faults.db'))
const app = new App({ store, clock, around: { ids: systemIds, consoleUrl: 'http://127.0.0.1' }, log })
const platform = new Recorded({ clock, journal, seed: script.world })
said = platform.saidByPeople
const delivery = new Delivery({ app, clock, log, adapters: [platform], draw: async () => new Uint8Array([1]) })
app.onCommit = () => void delivery.deliver()

await app.run(function* () {
  if (yield* find('communities', {})) return
  const native = (nativeId) => ({ adapter: 'simulator', account: 'bot', epoch: '', nativeId })
  yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, script.start)
  for (const { id, name, scope } of script.groups)
    yield* addGroup({ id, communityId: 'c1', name, scope }, native(id), script.start)
  yield* addMember(
    { id: 's1', communityId: 'c1', name: '王主任', roles: ['staff'], home: null },
    native('s1'),
    script.start,
  )
})
await delivery.recover()
await app.wakeAll()

/** An at-least-once platform: some messages are handed over again, at once or much later. */
const recent = []
const again = async (inbound) => {
  appendFileSync(join(folder, 'duplicates'), '.')
  await app.receive(inbound)
}
await platform.start({
  receive: async (inbound) => {
    await app.receive(inbound)
    recent.push(inbound)
    if (recent.length > 300) recent.shift()
    if (Math.random() >= Number(duplicates)) return
    await again(Math.random() < 0.5 ? inbound : recent[Math.floor(Math.random() * recent.length)])
  },
  gap: (gap) => app.gap(gap),
})

process.stdout.write(`ready ${said}\n`)
const tick = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
while (said < script.messages.length) {
  for (let burst = 0; burst < 3 && said < script.messages.length; burst += 1) {
    const { person, room, text } = script.messages[said]
    const { refused } = platform.say({ person, room, text })
    if (refused) throw new Error(refused)
    said += 1
  }
  if (said % 200 < 3) await turn(app, delivery)
  do await tick(1)
  while (platform.owed > 200)
}
const undelivered = () => app.run(() => list('outbox', { status: 'pending' }, { limit: 1 }))
do {
  platform.tick()
  await platform.settled()
  await turn(app, delivery)
} while (platform.owed > 0 || (await undelivered()).length > 0)
await platform.stop()
await store.close()
process.stdout.write('done\n')
process.exit(0)
