import type Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { App } from '../../src/app/app.ts'
import { count, list } from '../../src/app/operations.ts'
import { addCommunity, addGroup } from '../../src/app/setup.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { append } from '../../src/app/trail.ts'
import { copyDatabase } from '../../src/store/copy/copy.ts'
import { codeOf, openSqlite } from '../../src/store/sqlite.ts'
import { file, folder } from './folder.ts'

/** SQLite's own limit of pages stands for the end of the disk: it answers SQLITE_FULL as a full disk does. */
const { connections } = vi.hoisted(() => ({ connections: [] as Database.Database[] }))
vi.mock('better-sqlite3', async (original) => {
  const { default: Real } = await original<{ default: typeof Database }>()
  class Limited extends Real {
    constructor(name?: string, options?: Database.Options) {
      super(name, options)
      connections.push(this)
      // Of a disk that is nearly full: room for the tables, and little else.
      const pages = Number(this.pragma('page_count', { simple: true }))
      if (name?.endsWith('small.db') && pages > 0) this.pragma(`max_page_count = ${pages + 5}`)
      if (name?.endsWith('tiny.db')) this.pragma('max_page_count = 5')
    }
  }
  return { default: Limited }
})

const message = (n: number, text: string): Inbound => ({
  adapter: 'stage',
  account: 'bot',
  epoch: '',
  eventId: `m${n}`,
  nativeMsgId: `m${n}`,
  kind: 'msg',
  chat: { kind: 'group', id: 'g3' },
  sender: { id: 'u1', nick: '张三', card: '3-2-501 张三' },
  sentAt: n,
  text,
  mentions: [],
  attachments: [],
  isSelf: false,
  late: false,
})

test('a full disk refuses new messages, keeps nothing by halves, and goes on by itself when there is room', async () => {
  const store = openSqlite(file())
  onTestFinished(() => store.close())
  const sqlite = connections.at(-1)
  const errors: unknown[] = []
  const log = {
    info: () => {},
    warn: () => {},
    error: (code: string, data?: object) => void errors.push({ code, ...data }),
  }
  const around = {
    ids: { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => 's', code: () => '1' },
    consoleUrl: '',
  }
  const app = new App({ store, clock: { now: () => 1_772_330_400_000 }, around, log })
  await app.run(function* () {
    yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, 1)
    yield* addGroup(
      { id: 'g3', communityId: 'c1', name: '3栋', scope: 'community' },
      { adapter: 'stage', account: 'bot', epoch: '', nativeId: 'g3' },
      1,
    )
  })

  const pages = Number(sqlite?.pragma('page_count', { simple: true }))
  sqlite?.pragma(`max_page_count = ${pages + 40}`)
  const long = '楼道灯不亮，晚上看不见台阶。'.repeat(200)
  const stored: number[] = []
  const refused: number[] = []
  for (let n = 0; n < 60; n += 1)
    await app.receive(message(n, `建议：第${n}处${long}`)).then(
      () => stored.push(n),
      (error: unknown) => {
        expect(error).toMatchObject({ code: 'store.full' })
        refused.push(n)
      },
    )
  expect(stored.length).toBeGreaterThan(0)
  expect(refused.length).toBeGreaterThan(0)
  expect(errors).toContainEqual(expect.objectContaining({ messages: 1 }))

  sqlite?.pragma('max_page_count = 100000')
  // The platform was not acknowledged, so it delivers again what was refused.
  for (const n of refused) await app.receive(message(n, `建议：第${n}处${long}`))
  await app.settled()

  const after = await store.transact(function* () {
    return {
      inbox: yield* list('inbox', {}, { order: 'seq' }),
      suggestions: yield* list('suggestions', {}, { order: 'number' }),
      received: yield* count('events', { type: 'suggestion.received' }),
    }
  })
  expect(after.inbox.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
  expect(after.inbox.every(({ outcome }) => outcome === 'suggestion')).toBe(true)
  expect(after.inbox.map(({ extId }) => extId)).toEqual([...stored, ...refused].map((n) => `m${n}`))
  expect(after.suggestions.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1))
  expect(after.received).toBe(60)
  expect(sqlite?.pragma('integrity_check', { simple: true })).toBe('ok')
})

test('a copy to a full disk is refused in words of ours, and what it was of stays', async () => {
  const from = file()
  const store = openSqlite(from)
  const event = { type: 'test', actor: 'u1', messageId: null, subject: 'x', data: { words: '路灯坏了'.repeat(500) } }
  await store.transact(function* () {
    for (let at = 0; at < 100; at += 1) yield* append('c1', { at, ...event })
  })
  await expect(copyDatabase(from, join(folder(), 'small.db'))).rejects.toMatchObject({ code: 'copy.failed' })
  expect(await store.transact(() => count('events', {}))).toBe(100)
  await store.close()
})

test('where there is no room for the tables either, a copy says so in the same words, and a start that the disk is full', async () => {
  const from = file()
  await openSqlite(from).close()
  await expect(copyDatabase(from, join(folder(), 'tiny.db'))).rejects.toMatchObject({ code: 'copy.failed' })
  expect(() => openSqlite(join(folder(), 'tiny.db'))).toThrow('store.full')
  // Of a log that cannot be shared for want of room SQLite says only this.
  expect(codeOf(Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR_SHMSIZE' }))).toBe('store.full')
})
