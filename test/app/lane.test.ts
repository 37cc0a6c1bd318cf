import { beforeEach, expect, test } from 'vitest'
import {
  aloneWithBoth,
  aloneWithChat,
  communityOfSender,
  giveChat,
  ifStillThere,
  onlyCommunity,
  openChat,
} from '../../src/app/lane.ts'
import { NOBODY, type Row } from '../../src/app/model.ts'
import { find, insert, list, remove, type Task, update } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { addCommunity, addMember } from '../../src/app/setup.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { SOMETHING } from '../support/something.ts'
import { sharedStore, together } from '../support/together.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')
const LOGIN = { adapter: 'stage', account: 'bot', epoch: '' }
const keyOf = (nativeId: string) => ({ ...LOGIN, kind: 'group' as const, nativeId })

let run: <R>(task: () => Task<R>) => Promise<R>
beforeEach(() => {
  const { store } = sharedStore(1)
  run = (task) => store.read(task)
})

function* community(id: string): Task<void> {
  yield* addCommunity({ id, name: id, timezone: 'Asia/Shanghai', demo: false }, NOW)
}
const opens = (nativeId: string, communityId = NOBODY) =>
  run(() => openChat(keyOf(nativeId), { communityId, name: nativeId }))
const arrived = (chat: Row<'chats'>, seq: number, extId: string, outcome: string | null): Row<'inbox'> => ({
  ...{ communityId: chat.communityId, chatId: chat.id, seq, adapter: 'stage', account: 'bot', extId, outcome },
  ...{ kind: 'message', payload: SOMETHING, sentAt: NOW, receivedAt: NOW, memberId: null, attempts: 0, error: null },
})
/** A group of nobody's with messages, of which some are handled. */
const withMessages = async (nativeId: string, ...outcomes: (string | null)[]): Promise<Row<'chats'>> => {
  const chat = await opens(nativeId)
  const { communityId, id: chatId } = chat
  for (const [i, outcome] of outcomes.entries())
    await run(() => insert('inbox', arrived(chat, i + 1, `m${i + 1}`, outcome)))
  const open = outcomes.indexOf(null)
  const cursor = open < 0 ? outcomes.length : open
  await run(() => update('lanes', { communityId, chatId }, { seq: outcomes.length, cursor, emptied: 1 }))
  return chat
}
const rows = async (chatId: number) =>
  (await run(() => list('inbox', { chatId }, { order: 'seq' }))).map(
    ({ communityId, seq, extId, outcome }) => `${communityId || '-'} ${seq} ${extId} ${outcome}`,
  )

test('a chat is opened once, with a lane; who opens it again changes nothing', async () => {
  const made = await run(() => openChat(keyOf('g1'), { communityId: 'c1', name: '三栋', memberId: 'u1' }))
  expect(made).toMatchObject({ ...keyOf('g1'), communityId: 'c1', name: '三栋', memberId: 'u1' })
  expect(await run(() => openChat(keyOf('g1'), { communityId: 'c2', name: '四栋' }))).toEqual(made)
  const lane = { communityId: 'c1', chatId: made.id, seq: 0, cursor: 0, emptied: 0 }
  expect(await run(() => list('lanes', {}))).toEqual([lane])
})

test('processes that open one chat at once open one, with one lane', async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const ids = new Set<number>()
    const open = async (store: Store) => {
      ids.add((await store.transact(() => openChat(keyOf('g1'), { communityId: NOBODY, name: '' }))).id)
    }
    const after = await together(seed, function* () {}, open, open, open)
    expect(ids.size).toBe(1)
    expect(await after.transact(() => list('lanes', {}))).toHaveLength(1)
  }
})

test('what was said goes along with a chat; what is to be handled is handled there', async () => {
  const chat = await withMessages('g1', 'chatter', 'chatter', null, null)
  await run(() => giveChat(chat, 'c1'))
  expect(await run(() => find('chats', { id: chat.id }))).toMatchObject({ communityId: 'c1' })
  expect(await rows(chat.id)).toEqual(['c1 1 m1 chatter', 'c1 2 m2 chatter', 'c1 3 m3 null', 'c1 4 m4 null'])
  const lane = { communityId: 'c1', chatId: chat.id, seq: 4, cursor: 2, emptied: 1 }
  expect(await run(() => list('lanes', {}))).toEqual([lane])
})

test('what was handled where it was may be handled anew, from the first of it on', async () => {
  const chat = await withMessages('g1', 'chatter', 'chatter', 'command')
  await run(() => giveChat(chat, 'c1', (row) => (row.seq === 2 ? { ...row, outcome: null } : row)))
  expect(await rows(chat.id)).toEqual(['c1 1 m1 chatter', 'c1 2 m2 null', 'c1 3 m3 command'])
  expect(await run(() => find('lanes', { chatId: chat.id }))).toMatchObject({ seq: 3, cursor: 1 })
})

test('a chat in which all was handled is handled there too, and one without a message is empty', async () => {
  const handled = await withMessages('g1', 'chatter', 'command')
  const empty = await opens('g2')
  await run(() => giveChat(handled, 'c1'))
  await run(() => giveChat(empty, 'c1'))
  expect(await run(() => list('lanes', { communityId: 'c1' }, { order: 'chatId' }))).toMatchObject([
    { chatId: handled.id, seq: 2, cursor: 2 },
    { chatId: empty.id, seq: 0, cursor: 0 },
  ])
})

test('only that chat goes; one that is there already stays as it is', async () => {
  const [one, other] = [await withMessages('g1', null), await opens('g2')]
  await run(() => insert('inbox', arrived(other, 1, 'n1', 'chatter')))
  await run(() => giveChat(one, 'c1'))
  const gone = { ...one, communityId: 'c1' }
  await run(() => giveChat(gone, 'c1', (row) => ({ ...row, outcome: 'command' })))
  expect(await rows(one.id)).toEqual(['c1 1 m1 null'])
  expect(await rows(other.id)).toEqual([`${NOBODY || '-'} 1 n1 chatter`])
  expect(await run(() => find('chats', { id: other.id }))).toEqual(other)
})

test('a chat of which no lane is left goes with what was said in it', async () => {
  const chat = await withMessages('g1', 'chatter')
  await run(() => remove('lanes', {}))
  await run(() => giveChat(chat, 'c1'))
  expect(await rows(chat.id)).toEqual(['c1 1 m1 chatter'])
  expect(await run(() => list('lanes', {}))).toEqual([])
})

test('a message whose id is taken there gets one of its chat’s', async () => {
  const [one, other] = [await withMessages('g1', 'chatter', null), await opens('g2', 'c1')]
  await run(() => insert('inbox', arrived(other, 1, 'm2', 'chatter')))
  await run(() => giveChat(one, 'c1'))
  expect(await rows(one.id)).toEqual(['c1 1 m1 chatter', `c1 2 m2 in ${one.id} null`])
  expect(await rows(other.id)).toEqual(['c1 1 m2 chatter'])
})

test('a private chat is its sender’s community’s, else that of the only one there is', async () => {
  const of = (sender: string | null) =>
    run(() => communityOfSender({ ...LOGIN, sender: sender === null ? null : { id: sender, nick: sender } } as Inbound))
  expect(await of('u1')).toBeNull()
  expect(await run(onlyCommunity)).toBeNull()
  await run(() => community('c1'))
  expect(await of('u1')).toBe('c1')
  expect(await of(null)).toBe('c1')
  expect(await run(onlyCommunity)).toBe('c1')
  await run(() => community('c2'))
  const person = { id: 'u1', communityId: 'c2', name: '张三', roles: [], home: null }
  await run(() => addMember(person, { ...LOGIN, nativeId: 'u1' }, NOW))
  expect(await of('u1')).toBe('c2')
  expect(await of('u2')).toBeNull()
  expect(await of(null)).toBeNull()
  expect(await run(onlyCommunity)).toBeNull()
})

test('a task with a chat is done alone with its community, and not at all where there is no such chat', async () => {
  const chat = await opens('g1', 'c1')
  await opens('g2', 'c2')
  // Within a community its name need not be said.
  const lanes = () => list('lanes', {})
  expect(await run(() => aloneWithChat(chat.id, lanes))).toMatchObject([{ chatId: chat.id }])
  expect(await run(() => aloneWithChat(99, lanes))).toBeNull()
  expect(await run(() => aloneWithBoth(chat.id, 'c2', lanes))).toMatchObject([{ communityId: 'c2' }])
  await expect(run(() => aloneWithBoth(99, 'c2', lanes))).rejects.toThrow('chat 99 is not there')
})

test('a chat that was given away meanwhile is not worked on as if it were still there', async () => {
  const chat = await opens('g1', 'c1')
  const seen = () =>
    ifStillThere(chat, function* ({ id }) {
      return (yield* find('chats', { id }))?.communityId ?? null
    })
  expect(await run(seen)).toBe('c1')
  await run(() => giveChat(chat, 'c2'))
  expect(await run(seen)).toBeNull()
  await run(() => remove('chats', {}))
  expect(await run(seen)).toBeNull()
})

test('who works with a chat while it is given away does it where it is, or is told to ask again', async () => {
  const met = { there: 0, away: 0 }
  for (let seed = 1; seed <= 80; seed += 1) {
    const gives = (to: string) => (store: Store) =>
      store.transact(() => aloneWithBoth(1, to, (chat) => giveChat(chat, to)))
    const looks = (store: Store) =>
      store.transact(() =>
        aloneWithChat(1, function* (chat) {
          for (let i = 0; i < 4; i += 1) yield* list('marks', {})
          return [chat.communityId, (yield* find('chats', { id: 1 }))?.communityId]
        }),
      )
    const look = async (store: Store) => {
      const found = await looks(store)
      met[found ? 'there' : 'away'] += 1
      if (found) expect(found[1]).toBe(found[0])
    }
    const setUp = function* () {
      yield* openChat(keyOf('g1'), { communityId: 'c1', name: '' })
    }
    const after = await together(seed, setUp, gives('c2'), look, gives('c3'), look)
    expect(['c2', 'c3']).toContain((await after.transact(() => find('chats', { id: 1 })))?.communityId)
    expect(await after.transact(() => list('lanes', {}))).toHaveLength(1)
  }
  expect(met.there).toBeGreaterThan(0)
  expect(met.away).toBeGreaterThan(0)
})
