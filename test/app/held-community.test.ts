import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { App } from '../../src/app/app.ts'
import { list } from '../../src/app/operations.ts'
import type { Log } from '../../src/chat/platform.ts'
import { addCommunity, addGroup } from '../../src/app/setup.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { server, stopServer } from '../support/disk.ts'
import { until } from '../support/until.ts'

afterAll(stopServer)

const START = Date.parse('2026-03-01T09:00:00+08:00')
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
const ids = { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => '', code: () => '' }

const message = (group: string, n: number): Inbound => ({
  adapter: 'stage',
  account: 'bot',
  epoch: '',
  eventId: `${group}-${n}`,
  nativeMsgId: `${group}-${n}`,
  kind: 'msg',
  chat: { kind: 'group', id: group },
  sender: { id: `u of ${group}`, nick: '张三', card: '张三' },
  sentAt: START,
  text: `建议：第${n}件事，门口装个扶手`,
  mentions: [],
  attachments: [],
  isSelf: false,
  late: false,
})

test('a community that another process works on for long holds up none of those handled with it', async ({ skip }) => {
  const found = await server()
  if ('missing' in found) return skip(found.missing)
  const url = await found.prepared()
  const store = await openPostgres(url, { durable: false })
  const app = new App({
    store,
    clock: { now: () => START },
    around: { ids, consoleUrl: 'http://127.0.0.1' },
    log: silent,
  })
  const other = new pg.Client(url)
  await other.connect()
  const groups = Array.from({ length: 8 }, (_, i) => `g${i}`)
  const waiting = async () => {
    const rows = await app.run(() => list('inbox', { outcome: null }))
    return rows.map(({ extId }) => extId).sort()
  }
  try {
    await app.run(function* () {
      for (const group of groups) {
        const communityId = `c of ${group}`
        yield* addCommunity({ id: communityId, name: '幸福里', timezone: 'Asia/Shanghai', demo: false }, START)
        const native = { adapter: 'stage', account: 'bot', epoch: '', nativeId: group }
        yield* addGroup({ id: group, communityId, name: group, scope: 'community' }, native, START)
      }
    })
    const say = (n: number) => Promise.all(groups.map((group) => app.receive(message(group, n))))
    await say(1)
    await app.settled()
    await other.query('begin')
    const held = await other.query(`select * from heads where "communityId" = 'c of g3' for update`)
    expect(held.rowCount).toBe(1)
    await say(2)
    await until(async () => (await waiting()).join() === 'g3-2')
    // While somebody waits for it, too.
    await say(3)
    await until(async () => (await waiting()).join() === 'g3-2,g3-3')
    await other.query('commit')
    await app.settled()
    expect(await waiting()).toEqual([])
    const texts = (await app.run(() => list('suggestions', { communityId: 'c of g3' }, { order: 'number' }))).map(
      ({ text }) => text,
    )
    expect(texts).toEqual([1, 2, 3].map((n) => `第${n}件事，门口装个扶手`))
  } finally {
    await other.end()
    await store.close()
    await found.drop(url)
  }
})
