import { beforeEach, describe, expect, test } from 'vitest'
import { Categorisers } from '../../src/app/categorisers.ts'
import { intake } from '../../src/app/intake.ts'
import { aloneWithBoth, giveChat } from '../../src/app/lane.ts'
import { NOBODY, type Row } from '../../src/app/model.ts'
import { alone, find, insert, list, remove, type Task, update, within } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { processChat } from '../../src/app/process.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import { fireDue } from '../../src/app/timers.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { systemIds } from '../../src/ids.ts'
import { emptyStore } from '../support/disk.ts'
import { asked, together } from '../support/together.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')
const MINUTE = 60_000
const around = { ids: systemIds, consoleUrl: 'http://127.0.0.1', categorisers: new Categorisers(), far: false }
/** Where every question to the database is a way to go. */
const far = {
  ...around,
  ids: { ...systemIds, forNative: (prefix: string, of: { nativeId: string }) => `${prefix}-${of.nativeId}` },
  far: true,
}

let store: Store
beforeEach(async () => {
  store = await emptyStore()
  await store.transact(estate)
})

const native = (nativeId: string) => ({ adapter: 'stage', account: 'bot', epoch: '', nativeId })

/** 幸福里 with its group g1, which was introduced, an open poll there, and 王主任, who is staff. */
function* estate(): Task<void> {
  yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, NOW)
  yield* addGroup({ id: 'g1', communityId: 'c1', name: '大群', scope: 'community' }, native('g1'), NOW)
  yield* addMember({ id: 's1', communityId: 'c1', name: '王主任', roles: ['staff'], home: null }, native('s1'), NOW)
  yield* insert('marks', { communityId: 'c1', key: 'notice:g1', at: NOW })
  yield* insert('polls', {
    ...{ communityId: 'c1', number: 1, groupId: 'g1', title: '充电桩', options: ['装', '不装'], createdBy: 's1' },
    ...{ anonymous: false, multiple: false, perHome: false, hidden: false, buildings: null, status: 'open' },
    ...{ openedAt: NOW - MINUTE, closesAt: NOW + 24 * 60 * MINUTE },
  })
}
const neighbours = function* (): Task<void> {
  yield* addCommunity({ id: 'c2', name: '阳光里社区', timezone: 'Asia/Shanghai', demo: false }, NOW)
  yield* addGroup({ id: 'h1', communityId: 'c2', name: '阳光里', scope: 'community' }, native('h1'), NOW)
  yield* addMember({ id: 'v1', communityId: 'c2', name: '赵六', roles: [], home: null }, native('v1'), NOW)
}

const said = (id: string, text: string, more: Partial<Inbound> = {}): Inbound => ({
  ...{ adapter: 'stage', account: 'bot', epoch: '', eventId: id, nativeMsgId: id, kind: 'msg', text },
  ...{ chat: { kind: 'group', id: 'g1' }, sender: { id: 'u1', nick: '张三', card: '3-2-501 张三' } },
  ...{ sentAt: NOW, mentions: [], attachments: [], isSelf: false, late: false },
  ...more,
})
const direct = (id: string, text: string, from = 'u1'): Inbound =>
  said(id, text, { chat: { kind: 'direct', id: from }, sender: { id: from, nick: from } })

/** Stores messages; returns what is told of them. */
const comes = async (...messages: Inbound[]) => {
  const { arrivals } = await store.transact(() => intake(messages.map((inbound) => ({ inbound, receivedAt: NOW }))))
  return arrivals
}
const chatOf = async (nativeId: string, kind: Row<'chats'>['kind'] = 'group') => {
  const chat = await store.transact(() => find('chats', { nativeId, kind }))
  if (!chat) throw new Error(`no chat ${nativeId}`)
  return chat
}
const handles = async (nativeId: string, kind?: Row<'chats'>['kind'], ...rest: [limit?: number]) => {
  const { id } = await chatOf(nativeId, kind)
  return await store.transact(() => processChat(id, around, ...rest))
}
const outcomes = async () =>
  Object.fromEntries(
    (await store.transact(() => list('inbox', {}, { order: 'seq' }))).map(({ extId, outcome }) => [extId, outcome]),
  )

describe('a chat’s next messages', () => {
  test('are nothing where there is no such chat, or nothing new in it', async () => {
    const nothing = { handled: 0, more: false, communityId: null, account: null, notes: [], isBusy: false }
    expect(await store.transact(() => processChat(999, around))).toEqual(nothing)
    expect(await handles('g1')).toEqual({ ...nothing, communityId: 'c1' })
    await comes(said('m1', '装'))
    await handles('g1')
    expect(await handles('g1')).toEqual({ ...nothing, communityId: 'c1' })
    await store.transact(() => remove('lanes', {}))
    expect(await handles('g1')).toEqual({ ...nothing, communityId: 'c1' })
  })

  test('are handled as many as asked for, in order, and it is said whether there are more', async () => {
    await comes(said('m1', '大家好'), said('m2', '装'), said('m3', '不装'))
    const told = { communityId: 'c1', account: 'gateway:stage:bot', notes: [], isBusy: false }
    expect(await handles('g1', 'group', 2)).toEqual({ ...told, handled: 2, more: true })
    expect(await outcomes()).toEqual({ m1: 'chatter', m2: 'answer', m3: null })
    expect(await handles('g1', 'group', 2)).toEqual({ ...told, handled: 1, more: false })
    expect((await store.transact(() => list('ballots', { counted: true }))).map(({ choice }) => choice)).toEqual([[2]])
  })

  test('are one group’s own: another’s wait for their turn, and are heard where they were said', async () => {
    await store.transact(() =>
      addGroup({ id: 'g2', communityId: 'c1', name: '二群', scope: 'community' }, native('g2'), NOW),
    )
    await comes(said('m1', '建议：路灯坏了'), said('m2', '建议：车库积水了', { chat: { kind: 'group', id: 'g2' } }))
    await handles('g1')
    expect(await outcomes()).toEqual({ m1: 'suggestion', m2: null })
    expect(await handles('g2')).toMatchObject({ handled: 1, more: false })
    const suggestions = await store.transact(() => list('suggestions', {}, { order: 'number' }))
    expect(suggestions.map(({ groupId }) => groupId)).toEqual(['g1', 'g2'])
  })

  test('fifty at most share a commit', async () => {
    await comes(...Array.from({ length: 51 }, (_, i) => said(`m${i}`, `说第${i}句`)))
    expect(await handles('g1')).toMatchObject({ handled: 50, more: true })
    expect(await handles('g1')).toMatchObject({ handled: 1, more: false })
  })

  test('that have just arrived are taken as they came, and wait where something older does', async () => {
    const [first] = await comes(said('m1', '装'), said('m2', '大家好'))
    const [second] = await comes(said('m3', '不装'))
    if (!first || !second) throw new Error('nothing arrived')
    const { id } = await chatOf('g1')
    const early = await store.transact(() => processChat(id, around, 50, second.rows))
    expect(early).toEqual({ handled: 0, more: true, communityId: 'c1', account: null, notes: [], isBusy: false })
    expect(await store.transact(() => processChat(id, around, 1, first.rows))).toMatchObject({ handled: 1, more: true })
    expect(await store.transact(() => processChat(id, around, 50, first.rows.slice(1)))).toMatchObject({ handled: 1 })
    expect(await store.transact(() => processChat(id, around, 50, second.rows))).toMatchObject({
      handled: 1,
      more: false,
    })
    expect(await outcomes()).toEqual({ m1: 'answer', m2: 'chatter', m3: 'answer' })
  })

  test('that were refused or not understood are named, with when they came', async () => {
    await comes(direct('m3', '/受理 99', 's1'))
    await handles('s1', 'direct')
    expect((await handles('s1', 'direct')).notes).toEqual([
      { at: NOW, message: 'm3', code: expect.stringMatching(/suggestion/) },
    ])
  })

  test('that no person said are chatter of nobody, or an event; a tapped button says something', async () => {
    const { sender: _, ...nobody } = said('m3', '装')
    await comes(
      said('m1', '装', { isSelf: true }),
      said('m2', '装', { kind: 'join' }),
      nobody as Inbound,
      said('m4', '', { kind: 'action', action: 'poll:1:1' }),
    )
    await handles('g1')
    expect(await outcomes()).toEqual({ m1: 'chatter', m2: 'event', m3: 'chatter', m4: 'answer' })
    const rows = await store.transact(() => list('inbox', { outcome: 'chatter' }))
    expect(rows.map(({ memberId }) => memberId)).toEqual([null, null])
    expect(await store.transact(() => list('ballots'))).toMatchObject([{ choice: [1], messageId: 'm4' }])
  })

  test('are late where they took longer than ten minutes, unless they were understood', async () => {
    const ago = (minutes: number) => ({ sentAt: NOW - minutes * MINUTE })
    await comes(
      said('on time', '大家好', ago(10)),
      said('late', '大家好', ago(10.01)),
      said('told', '大家好', { late: true }),
      said('answer', '装', ago(11)),
    )
    await handles('g1')
    expect(await outcomes()).toEqual({ 'on time': 'chatter', late: 'late', told: 'late', answer: 'answer' })
  })

  test('are marked with who said them, and he is answered under a key of his message', async () => {
    await comes(said('m1', '建议：门口装个扶手'))
    await handles('g1')
    const [row] = await store.transact(() => list('inbox'))
    const [suggestion] = await store.transact(() => list('suggestions'))
    expect(suggestion).toMatchObject({ authorId: row?.memberId, messageId: 'm1', home: '3-2-501', createdAt: NOW })
    expect(await store.transact(() => list('outbox'))).toMatchObject([{ key: 'stage:bot:m1/1', createdAt: NOW }])
  })

  test('with a number in them that others should not read are warned of in private', async () => {
    await comes(said('m1', '我的电话13800138000，身份证110101199003078515'))
    await handles('g1')
    const chats = await store.transact(() => list('chats', { kind: 'direct' }))
    expect(chats.map(({ nativeId }) => nativeId)).toEqual(['u1'])
  })

  test('bring a person’s new card along, and a group’s list of names', async () => {
    await comes(said('m1', '大家好', { roster: ['张三', '李四'], chatName: '大群' }))
    await handles('g1')
    await comes(said('m2', '大家好', { sender: { id: 'u1', nick: '张三', card: '3-2-502 张三' } }))
    await handles('g1')
    await comes(said('m3', '大家好', { sender: { id: 'u1', nick: '张三' } }))
    await handles('g1')
    expect(await store.transact(() => list('memberships'))).toMatchObject([{ groupId: 'g1', card: '' }])
    expect(await store.transact(() => list('residencies'))).toMatchObject([{ home: '3-2-502' }])
    expect(await store.transact(() => list('rosters'))).toMatchObject([{ groupId: 'g1', topic: '大群' }])
  })
})

describe('whose a chat is', () => {
  test('a stranger’s private words belong to the only community there is, and he to his chat', async () => {
    await comes(direct('m1', '建议：门口装个扶手'))
    expect(await handles('u1', 'direct')).toMatchObject({ handled: 0, more: true, communityId: 'c1' })
    expect(await handles('u1', 'direct')).toMatchObject({ handled: 1, more: false, communityId: 'c1' })
    const [suggestion] = await store.transact(() => list('suggestions'))
    expect(await chatOf('u1', 'direct')).toMatchObject({ communityId: 'c1', memberId: suggestion?.authorId })
    expect(await chatOf('g1')).toMatchObject({ memberId: null })
    await comes(direct('m2', '建议：路灯坏了'))
    expect(await handles('u1', 'direct')).toMatchObject({ handled: 1, more: false })
  })

  test('where there are several it is the sender’s own; a stranger’s is nobody’s, and he is not made a member', async () => {
    await store.transact(neighbours)
    await comes(direct('m1', '建议：门口装个扶手', 'v1'), direct('m2', '建议：路灯坏了', 'stranger'))
    expect(await handles('v1', 'direct')).toMatchObject({ handled: 0, more: true, communityId: 'c2' })
    await handles('v1', 'direct')
    expect(await handles('stranger', 'direct')).toEqual({
      ...{ handled: 1, more: false, communityId: null, account: 'gateway:stage:bot', notes: [], isBusy: false },
    })
    expect(await store.transact(() => list('suggestions'))).toMatchObject([{ communityId: 'c2', authorId: 'v1' }])
    expect((await chatOf('stranger', 'direct')).communityId).toBe(NOBODY)
    expect(await outcomes()).toEqual({ m1: 'suggestion', m2: 'asked' })
  })

  test('a person of one community is no member in another’s group', async () => {
    await store.transact(neighbours)
    await comes(said('m1', '装', { sender: { id: 'v1', nick: '赵六', card: '' } }))
    await handles('g1')
    expect(await outcomes()).toEqual({ m1: 'asked' })
    expect(await store.transact(() => list('ballots'))).toEqual([])
    expect(await store.transact(() => list('memberships', { groupId: 'g1' }))).toEqual([])
  })

  test('nor in a private chat that is another community’s', async () => {
    await store.transact(neighbours)
    await comes(direct('m1', '建议：门口装个扶手', 'v1'))
    const { id } = await chatOf('v1', 'direct')
    await store.transact(function* () {
      yield* aloneWithBoth(id, 'c1', (chat) => giveChat(chat, 'c1'))
      yield* update('chats', { id }, { memberId: 's1' })
    })
    expect(await handles('v1', 'direct')).toMatchObject({ handled: 1, communityId: 'c1' })
    expect(await outcomes()).toEqual({ m1: 'asked' })
    expect(await store.transact(() => list('suggestions'))).toEqual([])
  })

  test('a stranger where everybody has new ids at each login is asked to be heard in his group first', async () => {
    const login = { epoch: 'two', chat: { kind: 'direct' as const, id: 'x' }, sender: { id: 'x', nick: '张三' } }
    await comes(said('m1', '建议：门口装个扶手', login))
    await handles('x', 'direct')
    await handles('x', 'direct')
    expect(await store.transact(() => list('inbox'))).toMatchObject([{ outcome: 'asked', memberId: null }])
    expect(await store.transact(() => list('members', { communityId: 'c1' }))).toHaveLength(1)
  })

  test('a group that came back after a login is heard where it was', async () => {
    const looks = { roster: ['张三', '李四', '王五', '赵六', '孙七'], chatName: '大群' }
    await store.transact(function* () {
      const chat = yield* find('chats', { nativeId: 'g1' })
      yield* update('chats', { id: chat?.id ?? 0 }, { epoch: 'one' })
    })
    await comes(said('m1', '大家好', { epoch: 'one', ...looks }))
    await handles('g1')
    await comes(said('m2', '装', { epoch: 'two', chat: { kind: 'group', id: 'g2' }, ...looks }))
    expect(await handles('g2')).toMatchObject({ handled: 0, more: true, communityId: 'c1' })
    expect(await handles('g2')).toMatchObject({ handled: 1, more: false, communityId: 'c1' })
    expect(await store.transact(() => list('ballots'))).toMatchObject([{ choice: [1] }])
  })

  test('a group that staff bind is theirs from the next message on', async () => {
    const there = { chat: { kind: 'group' as const, id: 'new' }, chatName: '3栋群' }
    const boss = { ...there, sender: { id: 's1', nick: '王主任' } }
    await comes(said('m1', '大家好', there), said('m2', '/绑定 3栋', boss), said('m3', '建议：门口装个扶手', there))
    expect(await handles('new')).toMatchObject({ handled: 2, more: true, communityId: 'c1' })
    expect(await handles('new')).toMatchObject({ handled: 1, more: false, communityId: 'c1' })
    expect(await outcomes()).toEqual({ m1: 'chatter', m2: 'command', m3: 'suggestion' })
    expect(await store.transact(() => list('suggestions'))).toHaveLength(1)
  })

  test('a chat that is given away meanwhile is asked for again', async () => {
    let again = 0
    for (let seed = 1; seed <= 40; seed += 1) {
      const setUp = function* () {
        yield* estate()
        yield* intake([{ inbound: said('m1', '大家好', { chat: { kind: 'group', id: 'new' } }), receivedAt: NOW }])
      }
      const gives = (open: Store) =>
        open.transact(function* () {
          const chat = yield* find('chats', { nativeId: 'new' })
          yield* aloneWithBoth(chat?.id ?? 0, 'c1', (held) => giveChat(held, 'c1'))
        })
      const works = async (open: Store) => {
        const chat = await open.transact(() => find('chats', { nativeId: 'new' }))
        for (;;) {
          const done = await open.transact(() => processChat(chat?.id ?? 0, around))
          if (done.handled > 0) return
          expect(done).toEqual({ handled: 0, more: true, communityId: null, account: null, notes: [], isBusy: false })
          again += 1
        }
      }
      await together(seed, setUp, gives, works)
    }
    expect(again).toBeGreaterThan(0)
  })
})

describe('a moment', () => {
  test('that came due is handled in the community’s own chat, through no gateway', async () => {
    await store.transact(() => fireDue('c1', NOW + 24 * 60 * MINUTE))
    expect(await handles('c1', 'system')).toEqual({
      ...{ handled: 1, more: false, communityId: 'c1', account: null, notes: [], isBusy: false },
    })
    const [row] = await store.transact(() => list('inbox', { kind: 'timer' }))
    expect(row).toMatchObject({ outcome: 'digest', memberId: null })
    expect(await store.transact(() => list('digests'))).toMatchObject([{ communityId: 'c1' }])
    await store.transact(neighbours)
    await store.transact(() => fireDue('c2', NOW + 24 * 60 * MINUTE))
    await handles('c2', 'system')
    const digests = await store.transact(() => list('digests', { communityId: 'c2' }))
    expect(digests.map(({ text }) => text)).toEqual([expect.stringContaining('阳光里')])
  })

  test('says what it says under its occurrence’s key, in the name of no message', async () => {
    const closes = NOW + MINUTE
    await store.transact(() =>
      within('c1', function* () {
        const poll = yield* find('polls', { number: 1 })
        yield* insert('timers', {
          ...{ key: 'poll-close:1', kind: 'poll-close', subject: poll?.id ?? 0, dueAt: closes, groupId: 'g1' },
        })
        yield* update('polls', { number: 1 }, { closesAt: closes })
      }),
    )
    await store.transact(() => fireDue('c1', closes))
    await handles('g1')
    const [closed] = await store.transact(() => list('events', { type: 'poll.closed' }))
    expect(closed).toMatchObject({ at: closes, messageId: null })
    expect((await store.transact(() => list('outbox'))).map(({ key }) => key)).toContain('c1:poll-close:1/1')
  })

  test('of a community that is no more is let go', async () => {
    await comes(said('m1', '大家好'))
    const { id: chatId } = await chatOf('g1')
    const firing = { key: 'x', kind: 'scrub' as const, subject: 0, dueAt: NOW, groupId: null, communityId: 'gone' }
    await store.transact(() =>
      alone('c1', () =>
        update('inbox', { chatId, seq: 1 }, { kind: 'timer', adapter: 'timer', payload: firing, extId: 'x' }),
      ),
    )
    expect(await handles('g1')).toMatchObject({ handled: 1, more: false })
    expect(await outcomes()).toEqual({ x: 'scrub' })
  })
})

describe('what many say at once', () => {
  const votes = (people: number, from: number) =>
    Array.from({ length: people }, (_, i) => {
      const sender = { id: `u${from + i}`, nick: `住户${from + i}`, card: `3-1-${101 + from + i} 住户` }
      return { inbound: said(`${from} ${i}`, '装', { sender }), receivedAt: NOW }
    })
  /** How many questions and changes handling asks of the database. */
  const cost = (people: number, known: boolean) =>
    asked(
      function* () {
        yield* estate()
        yield* intake(votes(people, 100))
        if (known) yield* processChat(1, far)
        if (known)
          yield* intake(
            votes(people, 100).map(({ inbound }) => ({
              inbound: { ...inbound, nativeMsgId: `b${inbound.nativeMsgId}`, text: '不装' },
              receivedAt: NOW,
            })),
          )
      },
      () => processChat(1, far),
    )

  test('of people nobody knew costs of each what is written of him, and no question', async () => {
    const [few, many] = [await cost(5, false), await cost(15, false)]
    expect(many - few).toBeLessThanOrEqual(10 * 7)
    expect(few).toBeLessThanOrEqual(63)
  })

  test('of people we know costs of each what is written of his answer', async () => {
    const [few, many] = [await cost(5, true), await cost(15, true)]
    expect(many - few).toBeLessThanOrEqual(10 * 4)
  })

  test('of one alone is not asked twice', async () => {
    expect(await cost(1, false)).toBeLessThanOrEqual(35)
  })

  test('counts once each, whoever he is to be', async () => {
    await store.transact(() => intake(votes(20, 100)))
    const { id } = await chatOf('g1')
    await store.transact(() => processChat(id, far))
    const members = await store.transact(() => list('members', { communityId: 'c1' }))
    expect(members).toHaveLength(21)
    expect(
      members
        .map(({ id: member }) => member)
        .sort()
        .slice(0, 2),
    ).toEqual(['m-u100', 'm-u101'])
    expect(await store.transact(() => list('ballots', { counted: true }))).toHaveLength(20)
  })
})
