import { writeSync } from 'node:fs'
import Database from 'better-sqlite3'
import { App } from '../../dist/app/app.js'
import { addCommunity, addGroup } from '../../dist/app/setup.js'
import { isPostgres, openStore } from '../../dist/store/open.js'

/** Stores messages and says of each, at once, that it is stored: what a platform would be told. Some at a time. */
const [database, count] = process.argv.slice(2)
const pause = () => new Promise((resolve) => setTimeout(resolve, 2))
/** Whatever a failing disk refuses is tried again, as a platform does that was not acknowledged. */
const insist = async (what, name) => {
  for (;;) {
    try {
      return await what()
    } catch (error) {
      writeSync(2, `refused ${name}: ${error?.code ?? error}\n`)
      await pause()
    }
  }
}
const store = await insist(() => openStore(database, { tables: 'upgrade' }), 'to open')
const now = Date.parse('2026-03-01T09:00:00+08:00')
const ids = { forNative: (_, { nativeId }) => nativeId, secret: () => 's', code: () => '1' }
// What its operator is told.
const log = { info() {}, warn() {}, error: (what, { code }) => writeSync(2, `logged ${what} ${code}\n`) }
const app = new App({ store, clock: { now: () => now }, around: { ids, consoleUrl: '' }, log })
const setUp = function* () {
  yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, now)
  const native = { adapter: 'stage', account: 'bot', epoch: '', nativeId: 'g1' }
  yield* addGroup({ id: 'g1', communityId: 'c1', name: '1栋', scope: 'community' }, native, now)
}
await insist(() => app.run(setUp), 'to begin')

const message = (id) => ({
  adapter: 'stage',
  account: 'bot',
  epoch: '',
  eventId: id,
  nativeMsgId: id,
  kind: 'msg',
  chat: { kind: 'group', id: 'g1' },
  sender: { id: 'u1', nick: '张三', card: '3-2-501 张三' },
  sentAt: now,
  text: `建议：${id}处路灯不亮`,
  mentions: [],
  attachments: [],
  isSelf: false,
  late: false,
})
// Now and then what the log holds is copied into the file, as happens by itself in a longer life.
const other = isPostgres(database) ? null : new Database(database)
for (let n = 0; n < Number(count); ) {
  const some = Array.from({ length: 1 + (n % 3) }, () => `m${n++}`)
  await Promise.all(
    some.map((id) => insist(() => app.receive(message(id)), id).then(() => writeSync(1, `ack ${id}\n`))),
  )
  if (n % 10 < 3) await app.settled()
  if (n % 20 >= 3) continue
  try {
    other?.pragma(`wal_checkpoint(${n % 40 < 20 ? 'PASSIVE' : 'RESTART'})`)
  } catch {
    // The disk failed: another time.
  }
}
await app.settled()
process.exit(0)
