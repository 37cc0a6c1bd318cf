import { beforeEach, expect, test } from 'vitest'
import { intake } from '../../src/app/intake.ts'
import { aloneWithBoth, giveChat, openChat } from '../../src/app/lane.ts'
import { NOBODY } from '../../src/app/model.ts'
import { find, list, remove } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { addCommunity } from '../../src/app/setup.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { emptyStore } from '../support/disk.ts'
import { asked, together } from '../support/together.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')
let store: Store
beforeEach(async () => {
  store = await emptyStore()
})

const message = (id: string, group = 'g1', more: Partial<Inbound> = {}): Inbound => ({
  adapter: 'stage',
  account: 'bot',
  epoch: '',
  eventId: `event ${id}`,
  nativeMsgId: id,
  kind: 'msg',
  chat: { kind: 'group', id: group },
  sender: { id: 'u1', nick: '张三' },
  sentAt: NOW - 5,
  text: id,
  mentions: [],
  attachments: [],
  isSelf: false,
  late: false,
  ...more,
})
const task = (...messages: Inbound[]) => intake(messages.map((inbound) => ({ inbound, receivedAt: NOW })))
const comes = (...messages: Inbound[]) => store.transact(() => task(...messages))
/** What is stored, as "chat/seq id". */
const stored = async (of: Pick<Store, 'transact'> = store) =>
  (
    await of.transact(function* () {
      const lines: string[] = []
      for (const { id, nativeId } of yield* list('chats', {}, { order: 'id' }))
        for (const { seq, extId } of yield* list('inbox', { chatId: id }, { order: 'seq' }))
          lines.push(`${nativeId}/${seq} ${extId}`)
      return lines
    })
  ).sort()

test('messages get the next numbers of their chat, in the order they came, over several commits', async () => {
  expect((await comes(message('m1'), message('m2', 'g2'), message('m3'))).fresh).toEqual([true, true, true])
  await comes(message('m4'), message('m5', 'g2'))
  expect(await stored()).toEqual(['g1/1 m1', 'g1/2 m3', 'g1/3 m4', 'g2/1 m2', 'g2/2 m5'])
  expect(await store.transact(() => list('lanes', {}, { order: 'chatId' }))).toMatchObject([
    { seq: 3, cursor: 0, emptied: 0, communityId: NOBODY },
    { seq: 2, cursor: 0, emptied: 0, communityId: NOBODY },
  ])
})

test('what is told of what arrived is what is stored, chat by chat', async () => {
  await comes(message('m0', 'g2'))
  const { arrivals } = await comes(message('m1'), message('m0', 'g2'), message('m2', 'g3'), message('m3'))
  expect(arrivals.map(({ rows }) => rows.map(({ extId }) => extId))).toEqual([['m1', 'm3'], ['m2']])
  for (const { chatId, communityId, rows } of arrivals) {
    expect(rows).toEqual(await store.transact(() => list('inbox', { chatId }, { order: 'seq' })))
    expect(communityId).toBe(NOBODY)
  }
  expect(arrivals[0]?.rows[0]).toMatchObject({
    payload: { text: 'm1' },
    sentAt: NOW - 5,
    receivedAt: NOW,
    kind: 'message',
    attempts: 0,
    outcome: null,
    memberId: null,
    error: null,
  })
})

test('a redelivery is nothing: in the same commit, in a later one, under a new event', async () => {
  expect((await comes(message('m1'), message('m1'), message('m2'))).fresh).toEqual([true, false, true])
  expect((await comes(message('m2'), message('m1', 'g1', { eventId: 'anew' }))).fresh).toEqual([false, false])
  expect(await stored()).toEqual(['g1/1 m1', 'g1/2 m2'])
  expect(await comes(message('m2'))).toEqual({ fresh: [false], arrivals: [] })
})

test('two taps on one message are two events, and the same tap told twice is one', async () => {
  const tap = (eventId: string) => message('m1', 'g1', { kind: 'action', eventId })
  expect((await comes(tap('t1'), tap('t2'), tap('t1'))).fresh).toEqual([true, true, false])
  expect((await comes(tap('t2'), tap('t3'))).fresh).toEqual([false, true])
  expect(await stored()).toEqual(['g1/1 t1', 'g1/2 t2', 'g1/3 t3'])
})

test('an id means nothing on another platform, for another account, in another login', async () => {
  const elsewhere = [{ adapter: 'other' }, { account: 'second' }, { epoch: 'login 2' }]
  await comes(message('m1'))
  const all = elsewhere.map((more) => message('m1', 'g1', more))
  expect((await comes(...all)).fresh).toEqual([true, true, true])
  expect((await comes(...all, message('m1'))).fresh).toEqual([false, false, false, false])
  expect(await stored()).toEqual(['g1/1 login 2/m1', 'g1/1 m1', 'g1/1 m1', 'g1/1 m1'])
})

test('an id that is another chat’s too is two messages, each of which may come again', async () => {
  const [here, there] = [message('m1'), message('m1', 'g2')]
  expect((await comes(here, there, here, there)).fresh).toEqual([true, true, false, false])
  expect((await comes(there, here, message('m1', 'g3'))).fresh).toEqual([false, false, true])
  expect((await comes(message('m1', 'g3'), message('m2', 'g3'))).fresh).toEqual([false, true])
  const chat = (await store.transact(() => list('chats', {}, { order: 'id' }))).map(({ id }) => id)
  expect(await stored()).toEqual([...['g1/1 m1', `g2/1 m1 in ${chat[1]}`, `g3/1 m1 in ${chat[2]}`, 'g3/2 m2']])
})

test('a chat that is given to a community where its ids are taken brings its messages along all the same', async () => {
  await store.transact(twoGroups)
  const give = (nativeId: string) =>
    store.transact(function* () {
      const chat = yield* find('chats', { nativeId })
      yield* aloneWithBoth(chat?.id ?? 0, 'c1', (held) => giveChat(held, 'c1'))
      return chat?.id
    })
  await comes(message('m1'), message('m2'))
  await give('g1')
  await comes(message('m1', 'g2'), message('m3', 'g2'))
  const id = await give('g2')
  expect(await stored()).toEqual(['g1/1 m1', 'g1/2 m2', `g2/1 m1 in ${id}`, 'g2/2 m3'])
  expect((await comes(message('m1', 'g2'), message('m3', 'g2'), message('m1'))).fresh).toEqual([false, false, false])
})

test('a group and a person of one id are two chats; a new chat keeps the name it came with', async () => {
  const direct = message('m2', 'g1', { chat: { kind: 'direct', id: 'g1' } })
  await comes(message('m1', 'g1', { chatName: '三栋' }), direct, message('m3', 'g2', { chatName: '四栋' }))
  const chats = await store.transact(() => list('chats', {}, { order: 'id' }))
  expect(chats.map(({ kind, name }) => [kind, name])).toEqual([
    ['group', '三栋'],
    ['direct', ''],
    ['group', '四栋'],
  ])
})

test('a chat without a lane is a fault that is told, not a wait without end', async () => {
  await comes(message('m1'))
  await store.transact(() => remove('lanes', {}))
  await expect(comes(message('m2'))).rejects.toThrow(/chat \d+ has no lane/)
})

/** An estate of two groups that are not bound yet. */
const twoGroups = function* () {
  yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, NOW)
  const key = { adapter: 'stage', account: 'bot', epoch: '', kind: 'group' as const }
  for (const nativeId of ['g1', 'g2']) yield* openChat({ ...key, nativeId }, { communityId: NOBODY, name: '' })
}

test('processes that store into the same chats at once give every message a number of its own', async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const sends = (name: string) => (open: Store) =>
      open.transact(() => task(message(`${name}1`, 'g1'), message(`${name}2`, 'g2'), message(`${name}3`, 'g1')))
    const reverse = (open: Store) => open.transact(() => task(message('c1', 'g2'), message('c2', 'g1')))
    const lines = await stored(await together(seed, twoGroups, sends('a'), sends('b'), reverse))
    expect(lines.map((line) => line.split(' ')[0])).toEqual([
      ...['g1/1', 'g1/2', 'g1/3', 'g1/4', 'g1/5'],
      ...['g2/1', 'g2/2', 'g2/3'],
    ])
  }
})

test('what arrives while its group changes hands is stored where the group is then', async () => {
  const gives = (to: string) => (open: Store) =>
    open.transact(function* () {
      const chat = yield* find('chats', { nativeId: 'g1' })
      yield* aloneWithBoth(chat?.id ?? 0, to, (held) => giveChat(held, to))
    })
  const binds = async (open: Store) => {
    await gives('c1')(open)
    await gives('c2')(open)
  }
  const arrives = (id: string) => (open: Store) => open.transact(() => task(message(id)))
  for (let seed = 1; seed <= 120; seed += 1) {
    const after = await together(seed, twoGroups, arrives('m1'), binds, arrives('m2'), arrives('m3'))
    const rows = await after.transact(() => list('inbox', { communityId: 'c2' }, { order: 'seq' }))
    expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(await after.transact(() => list('lanes', { communityId: 'c2' }))).toMatchObject([{ seq: 3 }])
  }
})

test('many chats of an account cost of each what is written, and no question', async () => {
  const groups = (n: number, account: string) =>
    Array.from({ length: n }, (_, i) => message(`${account}${i}`, `g${i}`, { account }))
  const cost = (n: number) =>
    asked(
      () => task(...groups(n, 'bot'), ...groups(n, 'second')),
      () =>
        task(
          ...[...groups(n, 'bot'), ...groups(n, 'second')].map((one) => ({ ...one, nativeMsgId: `again ${one.text}` })),
        ),
    )
  const [few, many] = [await cost(3), await cost(13)]
  expect(many - few).toBe(20 * 2)
})
