import { afterEach, beforeEach, expect, test } from 'vitest'
import { traceOf } from '../../src/app/error-code.ts'
import { intake } from '../../src/app/intake.ts'
import { count, insert, list } from '../../src/app/operations.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

const message = (id: string, text: string, at = town.clock.now()): Inbound => ({
  adapter: 'stage',
  account: 'bot',
  epoch: '',
  eventId: id,
  nativeMsgId: id,
  kind: 'msg',
  chat: { kind: 'group', id: 'g3' },
  sender: { id: 'u1', nick: '张三', card: '3-2-501 张三' },
  sentAt: at,
  text,
  mentions: [],
  attachments: [],
  isSelf: false,
  late: false,
})

test('a message delivered twice is answered once', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  await zhang.says('建议：门口装个扶手', { id: 'm1' })
  await zhang.says('建议：门口装个扶手', { id: 'm1' })
  expect(town.hears('g3')).toHaveLength(1)
  expect(await town.query(() => count('suggestions', {}))).toBe(1)
})

test('messages that arrive together are stored and handled in their order', async () => {
  const texts = Array.from({ length: 120 }, (_, i) => `说第${i}句`)
  await Promise.all(texts.map((text, i) => town.app.receive(message(`m${i}`, text))))
  await town.app.settled()
  const rows = await town.query(() => list('inbox', {}, { order: 'seq' }))
  expect(rows.map((row) => (row.payload as Inbound).text)).toEqual(texts)
  expect(rows.every((row) => row.outcome === 'chatter')).toBe(true)
})

test('a message whose platform tells no moment counts from when it came, and keeps none out that come with it', async () => {
  const told = [Number.NaN, Number.POSITIVE_INFINITY, 1e300, town.clock.now() + 0.5]
  await Promise.all(told.map((at, i) => town.app.receive(message(`m${i}`, '大家好', at))))
  await town.app.settled()
  const rows = await town.query(() => list('inbox', {}, { order: 'seq' }))
  expect(rows.map(({ sentAt, outcome }) => [sentAt, outcome])).toEqual(told.map(() => [town.clock.now(), 'chatter']))
})

test('ids that no database keeps as they are are known again all the same', async () => {
  const broken = { ...message('half \ud83d', '建议：路灯坏了'), chat: { kind: 'group' as const, id: 'g3' } }
  const others = [
    { ...message('nul \0', '建议：车库积水了'), sender: { id: 'u\0', nick: '李四' } },
    { ...message('m3', '大家好'), chat: { kind: 'group' as const, id: 'g\udc00' } },
  ]
  for (let n = 0; n < 2; n += 1) await Promise.all([broken, ...others].map((one) => town.app.receive(one)))
  expect(await town.app.receive(broken)).toBe(false)
  await town.app.settled()
  expect(await town.query(() => count('suggestions', {}))).toBe(2)
  expect(await town.query(() => count('inbox', { kind: 'message' }))).toBe(3)
})

test('what was stored before a crash is handled after it, once', async () => {
  const inbound = message('m1', '建议：门口装个扶手')
  await town.query(() => intake([{ inbound, receivedAt: inbound.sentAt }]))
  // Stored, and nothing handled yet: the process ends here.
  await town.restart()
  await town.restart()
  expect(await town.query(() => count('suggestions', {}))).toBe(1)
  expect(town.hears('g3')).toHaveLength(1)
})

test('what is still told once it is to end is left to the next start', async () => {
  const inbound = message('m1', '建议：门口装个扶手')
  await town.app.close()
  await town.query(() => intake([{ inbound, receivedAt: inbound.sentAt }]))
  town.app.wake((await town.query(() => list('lanes'))).map(({ chatId }) => chatId))
  await town.app.settled()
  expect(await town.query(() => count('suggestions', {}))).toBe(0)
  await town.restart()
  expect(await town.query(() => count('suggestions', {}))).toBe(1)
})

test('a message that cannot be handled is parked after three tries, staff are told, and the group goes on', async () => {
  const broken = { ...message('bad', ''), text: 42 } as unknown as Inbound
  await town.app.receive(message('m1', '建议：门口装个扶手'))
  await town.app.receive(broken)
  await town.app.receive(message('m2', '建议：车库积水了'))
  await town.app.settled()
  await town.timePasses(0)
  const rows = await town.query(() => list('inbox', { kind: 'message' }, { order: 'seq' }))
  expect(rows.map(({ extId, outcome, attempts }) => ({ extId, outcome, attempts }))).toEqual([
    { extId: 'm1', outcome: 'suggestion', attempts: 0 },
    { extId: 'bad', outcome: 'parked', attempts: 3 },
    { extId: 'm2', outcome: 'suggestion', attempts: 0 },
  ])
  expect(town.heardBy('s1').join('\n')).toMatch(/3栋业主群.*没处理成/)
})

test('of a bug it is kept what it is and where, never what was said', async () => {
  await town.app.receive({ ...message('bad', ''), text: ['张三的手机13800138000'] } as unknown as Inbound)
  await town.app.settled()
  const [row] = await town.query(() => list('inbox', { outcome: 'parked' }))
  expect(row?.error).toMatch(/^TypeError\s+at /)
  expect(traceOf(new RangeError('张三\n    at 13800138000'))).toMatch(/^RangeError\s+at (?!1380)/)
  expect(traceOf('张三')).toBe('unexpected')
})

test('a due moment comes once, however often the program restarts around it', async () => {
  await town.timePasses('2026-03-01T17:59:00+08:00')
  await town.restart()
  await town.timePasses('2026-03-01T18:00:30+08:00')
  await town.restart()
  await town.timePasses('2026-03-01T18:30:00+08:00')
  expect(town.hears('gc')).toHaveLength(1)
})

test('a digest that was missed while the bot was down is sent late, once, and says so', async () => {
  town.clock.set(Date.parse('2026-03-03T08:30:00+08:00'))
  await town.restart()
  await town.timePasses(1)
  const heard = town.hears('gc')
  expect(heard).toHaveLength(1)
  expect(heard[0]).toMatch(/3月1日.*18:00.*补发/)
  await town.timePasses('2026-03-03T18:00:00+08:00')
  expect(town.hears('gc')).toHaveLength(1)
})

test('a span that could not be seen is named in the digest', async () => {
  const from = Date.parse('2026-03-01T14:05:00+08:00')
  await town.app.gap({ adapter: 'stage', account: 'bot', from, to: from + 15 * 60_000 })
  await town.timePasses('2026-03-01T18:00:00+08:00')
  expect(town.hears('gc').join()).toContain('今天14:05到14:20断线')
})

test('a reply of unknown fate is sent again under its own key, where the platform shows one message per key', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  town.stage.results.push({ status: 'unknown' })
  await zhang.says('建议：门口装个扶手')
  expect(town.hears('g3')).toEqual([])
  await town.timePasses(1)
  expect(town.hears('g3')).toHaveLength(1)
})

test('a platform in a hurry slows a conversation without changing its order', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  town.stage.results.push({ status: 'rate', retryAfterMs: 30_000 })
  await zhang.says('建议：门口装个扶手')
  await zhang.says('建议：车库积水了')
  expect(town.hears('g3')).toEqual([])
  await town.timePasses(1)
  const heard = town.hears('g3')
  expect(heard).toHaveLength(2)
  expect(heard[0]).toContain('扶手')
  expect(heard[1]).toContain('积水')
})

test('outside polls and sign-ups a group hears at most three messages a day, and every author still hears back', async () => {
  for (const n of [1, 2, 3, 4, 5]) await town.resident(`u${n}`, `3-1-${n}01 住户${n}`).says(`建议：第${n}盏路灯不亮`)
  expect(town.hears('g3')).toHaveLength(3)
  expect(town.heardBy('u4').join()).toContain('建议4号')
  expect(town.heardBy('u5').join()).toContain('建议5号')
})

test('nothing that a handler half did stays when the store refuses', async () => {
  await expect(
    town.query(function* () {
      yield* insert('marks', { communityId: 'c1', key: 'half', at: 1 })
      yield* insert('marks', { communityId: 'c1', key: 'half', at: 2 })
    }),
  ).rejects.toThrow()
  expect(await town.query(() => count('marks', { key: 'half' }))).toBe(0)
})
