import { beforeEach, expect, test } from 'vitest'
import { directChatOf } from '../../src/app/ask.ts'
import type { Conversation, Moment } from '../../src/app/context.ts'
import { openChat } from '../../src/app/lane.ts'
import type { Row } from '../../src/app/model.ts'
import { alone, count, find, insert, list, type Task, update } from '../../src/app/operations.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import {
  DAILY_BUDGET,
  once,
  reaches,
  reachesStaff,
  reply,
  replyPrivately,
  tellChat,
  tellGroup,
  tellMember,
  tellStaff,
} from '../../src/app/speak.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { DAY, HOUR } from '../../src/core/kernel/calendar.ts'
import { noticeText, notSentText } from '../../src/phrases/people.ts'
import { SOMETHING } from '../support/something.ts'
import { sharedStore } from '../support/together.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')
const LOGIN = { adapter: 'stage', account: 'bot', epoch: '' }
const NOTICE = noticeText('幸福里社区')
const words = { text: '记下了' }
const WEEK = 7 * DAY

/** An estate with groups of every kind; 张三 can be written to, 李四 is known by name alone. */
function* estate(): Task<void> {
  yield* addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, NOW)
  for (const [id, scope] of [
    ['g1', 'building'],
    ['g2', 'community'],
    ['gc', 'committee'],
    ['gs', 'staff'],
  ] as const)
    yield* addGroup({ id, communityId: 'c1', name: id, scope }, { ...LOGIN, nativeId: id }, NOW)
  const people = { u1: [], s1: ['staff'], s2: ['staff'], k1: ['committee'] } as const
  for (const [id, roles] of Object.entries(people))
    yield* addMember({ id, communityId: 'c1', name: id, roles, home: null }, { ...LOGIN, nativeId: id }, NOW)
  yield* addMember({ id: 'u2', communityId: 'c1', name: '李四', roles: [], home: null }, null, NOW)
}
/** A mailbox that a committee reads. */
function* outlet(id: string, scope: Row<'groups'>['scope'] = 'committee'): Task<void> {
  yield* addGroup({ id, communityId: 'c1', name: id, scope }, { ...LOGIN, nativeId: id }, NOW)
  yield* update('chats', { nativeId: id }, { kind: 'outlet' })
}

let run: <R>(task: () => Task<R>) => Promise<R>
beforeEach(async () => {
  const { store } = sharedStore(1)
  run = (task) => store.read(() => alone('c1', task))
  await store.read(estate)
})

let causes = 0
/** Does something at a moment of its own, as a handler would. */
const at = <R>(task: (moment: Moment) => Task<R>, now = NOW): Promise<R> =>
  run(function* () {
    causes += 1
    const community = yield* find('communities', { id: 'c1' })
    const moment = { now, cause: `stage:bot:m${causes}`, community, replies: 0, notes: [] } as unknown as Moment
    return yield* task(moment)
  })
/** The same for a message in a group, or in private. */
const heard = (
  memberId: string,
  groupId: string | null,
  task: (conversation: Conversation) => Task<unknown>,
  now = NOW,
): Promise<void> =>
  at(function* (moment) {
    const group = groupId === null ? null : yield* find('groups', { id: groupId })
    const member = yield* find('members', { id: memberId })
    const key = { ...LOGIN, kind: 'direct' as const, nativeId: memberId }
    const chat = group
      ? yield* find('chats', { id: group.chatId })
      : yield* openChat(key, { communityId: 'c1', name: '' })
    const inbound = { nativeMsgId: 'native 1' } as Inbound
    yield* task({ ...moment, inbound, chat, group, member } as unknown as Conversation)
  }, now)
/** What waits to be sent, as "where: words". */
const said = () =>
  run(function* () {
    const lines: string[] = []
    for (const { chatId, payload } of yield* list('outbox', {}, { order: 'id' })) {
      const chat = yield* find('chats', { id: chatId })
      const { text, quote } = payload as { text: string; quote?: string }
      lines.push(`${chat?.nativeId}: ${text === NOTICE ? 'notice' : text}${quote === undefined ? '' : ` (${quote})`}`)
    }
    return lines
  })

test('what somebody with two platforms is asked alone is answered where he was asked', async () => {
  const [older, newer] = [
    { ...LOGIN, adapter: 'wechat', kind: 'direct' as const, nativeId: 'u1' },
    { ...LOGIN, kind: 'direct' as const, nativeId: 'u1' },
  ]
  await run(() => openChat(newer, { communityId: 'c1', name: '', memberId: 'u1' }))
  // He is known on both; the chat that was opened last is of the platform where he was met first.
  await run(() => openChat(older, { communityId: 'c1', name: '', memberId: 'u1' }))
  await heard('u1', 'g1', function* (conversation) {
    yield* tellMember(conversation, 'u1', words)
    const expected = yield* directChatOf(conversation)
    expect((yield* find('outbox', {}))?.chatId).toBe(expected?.id)
  })
})

test('each reply of a moment waits under a key of its own, for the gateway of its chat', async () => {
  await at(function* (moment) {
    yield* tellMember(moment, 'u1', words)
    yield* tellMember(moment, 's1', { ...words, about: { kind: 'poll', number: 3 } })
    expect(moment.replies).toBe(2)
  })
  const chat = await run(() => find('chats', { kind: 'direct', nativeId: 'u1' }))
  const common = { adapter: 'stage', account: 'bot', status: 'pending', attempts: 0, notBefore: 0, createdAt: NOW }
  expect(await run(() => list('outbox', {}, { order: 'id' }))).toMatchObject([
    { ...common, key: `stage:bot:m${causes}/1`, chatId: chat?.id, payload: words },
    { ...common, key: `stage:bot:m${causes}/2`, payload: { about: { kind: 'poll', number: 3 } } },
  ])
})

test('what is for a chat that is not there is kept all the same', async () => {
  await at((moment) => tellChat(moment, 999, words))
  expect(await run(() => list('outbox', {}))).toMatchObject([{ chatId: 999, adapter: null, account: null }])
})

test('the first words in a group are preceded by who we are, once', async () => {
  expect(await at((moment) => tellGroup(moment, 'g1', words, 'free'))).toBe(true)
  await at((moment) => tellGroup(moment, 'g1', words, 'free'))
  await at((moment) => tellGroup(moment, 'g2', words, 'free'))
  expect(await said()).toEqual(['g1: notice', 'g1: 记下了', 'g1: 记下了', 'g2: notice', 'g2: 记下了'])
})

test('a mailbox reads no notice', async () => {
  await run(() => outlet('mail'))
  await at((moment) => tellGroup(moment, 'mail', words, 'free'))
  expect(await said()).toEqual(['mail: 记下了'])
})

test('no group reads a person’s numbers from us; the person does', async () => {
  const number = { text: '打13812345678找我' }
  await run(() => insert('marks', { key: 'notice:g1', at: NOW }))
  await at((moment) => tellGroup(moment, 'g1', number, 'free'))
  await at((moment) => tellMember(moment, 'u1', number))
  expect(await said()).toEqual(['g1: 打138****5678找我', 'u1: 打13812345678找我'])
})

test('a group that is not there is told nothing', async () => {
  expect(await at((moment) => tellGroup(moment, 'g9', words, 'free'))).toBe(false)
  expect(await said()).toEqual([])
})

test('a group hears little from us on a day, and as much again on the next', async () => {
  const tells = (now: number) => at((moment) => tellGroup(moment, 'g1', words, 'counted'), now)
  await run(() => insert('marks', { key: 'notice:g1', at: NOW }))
  for (let i = 0; i < DAILY_BUDGET; i += 1) expect(await tells(NOW)).toBe(true)
  expect(await tells(NOW)).toBe(false)
  // The community's day: in Shanghai it is still the first.
  expect(await tells(NOW + 14 * HOUR)).toBe(false)
  expect(await tells(NOW + 15 * HOUR)).toBe(true)
  expect(await at((moment) => tellGroup(moment, 'g2', words, 'counted'))).toBe(true)
  expect(await run(() => list('speech', {}, { order: 'day' }))).toEqual([
    { communityId: 'c1', groupId: 'g1', day: '2026-03-01', count: DAILY_BUDGET },
    { communityId: 'c1', groupId: 'g2', day: '2026-03-01', count: 2 },
    { communityId: 'c1', groupId: 'g1', day: '2026-03-02', count: 1 },
  ])
  expect(await run(() => count('outbox', {}))).toBe(DAILY_BUDGET + 3)
})

test('the notice counts; what belongs to a poll or a sign-up does not', async () => {
  await at((moment) => tellGroup(moment, 'g1', words, 'free'))
  for (let i = 1; i < DAILY_BUDGET; i += 1)
    expect(await at((moment) => tellGroup(moment, 'g1', words, 'counted'))).toBe(true)
  expect(await at((moment) => tellGroup(moment, 'g1', words, 'counted'))).toBe(false)
  expect(await at((moment) => tellGroup(moment, 'g1', words, 'free'))).toBe(true)
  expect(await run(() => find('speech', { groupId: 'g1' }))).toMatchObject({ count: DAILY_BUDGET })
})

test('the committee and staff work in their groups, as much as there is', async () => {
  for (const group of ['gc', 'gs'])
    for (let i = 0; i <= DAILY_BUDGET; i += 1)
      expect(await at((moment) => tellGroup(moment, group, words, 'counted'))).toBe(true)
  expect(await run(() => list('speech', {}))).toEqual([])
})

test('an answer quotes what it answers, in the group it was said in', async () => {
  await heard('u1', 'g1', (conversation) => reply(conversation, words))
  await heard('u1', 'g1', (conversation) => reply(conversation, { ...words, quote: 'another' }))
  expect(await said()).toEqual(['g1: notice', 'g1: 记下了 (native 1)', 'g1: 记下了 (another)'])
  expect(await run(() => find('speech', { groupId: 'g1' }))).toMatchObject({ count: 3 })
})

test('an answer where the group has heard enough is given in private, and quotes nothing there', async () => {
  await run(() => insert('speech', { groupId: 'g1', day: '2026-03-01', count: DAILY_BUDGET }))
  await heard('u1', 'g1', (conversation) => reply(conversation, words))
  await heard('u1', 'g1', (conversation) => reply(conversation, { text: '人满了' }, 'free'))
  expect(await said()).toEqual(['u1: 记下了', 'g1: notice', 'g1: 人满了 (native 1)'])
})

test('an answer in private is in private', async () => {
  await heard('u1', null, (conversation) => reply(conversation, words))
  await heard('u1', null, (conversation) => replyPrivately(conversation, words, '单独跟您说了'))
  expect(await said()).toEqual(['u1: 记下了', 'u1: 记下了'])
})

test('what only one person needs is said in private, and in the group that it was', async () => {
  await heard('u1', 'g1', (conversation) => replyPrivately(conversation, words))
  expect(await said()).toEqual(['u1: 记下了'])
  await heard('u1', 'g1', (conversation) => replyPrivately(conversation, words, '单独跟您说了'))
  expect((await said()).slice(1)).toEqual(['u1: 记下了', 'g1: notice', 'g1: 单独跟您说了 (native 1)'])
  expect(await run(() => find('speech', { groupId: 'g1' }))).toMatchObject({ count: 2 })
  // Whom we cannot reach we do not say that we have.
  await heard('u2', 'g1', (conversation) => replyPrivately(conversation, words, '单独跟您说了'))
  expect((await said()).slice(4)).toEqual([`g1: ${notSentText()} (native 1)`])
})

test('a person is written to where he was met last; whom nobody has met is not', async () => {
  expect(await at((moment) => tellMember(moment, 'u2', words))).toBe(false)
  await run(() => insert('identities', { ...LOGIN, communityId: 'c1', memberId: 'u1', nativeId: 'new' }))
  expect(await at((moment) => tellMember(moment, 'u1', words))).toBe(true)
  expect(await said()).toEqual(['new: 记下了'])
  expect(await run(() => find('chats', { nativeId: 'new' }))).toMatchObject({
    ...{ ...LOGIN, kind: 'direct', communityId: 'c1', memberId: 'u1', name: '' },
  })
})

test('who was refused in private is not written to until he writes himself, something arrives, or a week is over', async () => {
  const tells = (now: number) => at((moment) => tellMember(moment, 'u1', words), now)
  const reached = (now: number) => at((moment) => reaches(moment, 'u1'), now)
  const ends = (status: Row<'outbox'>['status'], settledAt: number) =>
    run(function* () {
      const last = yield* find('outbox', {}, { order: 'id', desc: true })
      yield* update('outbox', { id: last?.id ?? 0 }, { status, settledAt })
    })
  const writes = (seq: number, receivedAt: number) =>
    run(function* () {
      const chat = yield* find('chats', { kind: 'direct', nativeId: 'u1' })
      const message = { chatId: chat?.id ?? 0, seq, adapter: 'stage', account: 'bot', extId: `u1 ${seq}` }
      const kind = 'message' as const
      yield* insert('inbox', { ...message, kind, payload: SOMETHING, sentAt: receivedAt, receivedAt, attempts: 0 })
    })
  // Nobody has been refused whom we never wrote to.
  expect([await reached(NOW), await at((moment) => reaches(moment, 'u2'))]).toEqual([true, false])
  expect(await tells(NOW)).toBe(true)
  expect(await reached(NOW)).toBe(true)
  await writes(1, NOW)
  await ends('rejected', NOW)
  expect([await reached(NOW), await tells(NOW)]).toEqual([false, false])
  expect(await said()).toHaveLength(1)
  // He writes.
  await writes(2, NOW + 1)
  expect(await tells(NOW + 2)).toBe(true)
  await ends('rejected', NOW + 2)
  expect(await tells(NOW + 2)).toBe(false)
  // What was written before, or waits still, says nothing.
  await at((moment) => tellStaff(moment, words))
  expect(await reached(NOW + 2)).toBe(false)
  // A week later.
  expect(await tells(NOW + 1 + WEEK)).toBe(false)
  expect(await tells(NOW + 2 + WEEK)).toBe(true)
  await ends('rejected', NOW + 2 + WEEK)
  expect(await reached(NOW + 2 + WEEK)).toBe(false)
  // Something went through after all.
  const chat = await run(() => find('chats', { kind: 'direct', nativeId: 'u1' }))
  await at((moment) => tellChat(moment, chat?.id ?? 0, words))
  expect(await reached(NOW + 2 + WEEK)).toBe(false)
  await ends('sent', NOW + 2 + WEEK)
  expect(await reached(NOW + 2 + WEEK)).toBe(true)
})

test('staff and the committee are told, each once and in private; nobody else is, nor who was forgotten', async () => {
  await run(() => insert('roles', { memberId: 'k1', role: 'staff', grantedAt: NOW, grantedBy: 'setup' }))
  await run(() => insert('roles', { memberId: 'u1', role: 'grid', grantedAt: NOW, grantedBy: 'setup' }))
  await run(() => insert('roles', { memberId: 'u2', role: 'staff', grantedAt: NOW, grantedBy: 'setup' }))
  await at((moment) => tellStaff(moment, words))
  expect((await said()).sort()).toEqual(['k1: 记下了', 's1: 记下了', 's2: 记下了'])
  for (const id of ['k1', 's2']) await run(() => update('members', { id }, { forgottenAt: NOW }))
  await at((moment) => tellStaff(moment, words))
  expect((await said()).slice(3)).toEqual(['s1: 记下了'])
})

test('staff are reached as long as one of them was not refused, or has not to log in first', async () => {
  const reaches = (login = LOGIN) => at((moment) => reachesStaff(moment, login))
  const ended = (where: object, status: Row<'outbox'>['status']) => run(() => update('outbox', where, { status }))
  expect(await reaches()).toBe(true)
  // By the account that we speak through now only those whom it knows in this login.
  expect(await reaches({ ...LOGIN, epoch: 'new' })).toBe(false)
  expect(await reaches({ ...LOGIN, adapter: 'other', epoch: 'new' })).toBe(true)
  expect(await reaches({ ...LOGIN, account: 'other', epoch: 'new' })).toBe(true)
  await at((moment) => tellStaff(moment, words))
  expect(await reaches()).toBe(true)
  for (const status of ['rejected', 'held'] as const) {
    await ended({}, status)
    expect(await reaches(), status).toBe(false)
  }
  for (const status of ['sent', 'unknown'] as const) {
    const last = await run(() => find('outbox', {}, { order: 'id', desc: true }))
    await ended({ id: last?.id ?? 0 }, status)
    expect(await reaches(), status).toBe(true)
    await ended({}, 'rejected')
  }
  // What was refused before and went through later; what has not ended yet says nothing.
  await at((moment) => tellStaff(moment, words))
  expect(await reaches()).toBe(false)
  await ended({ status: 'pending' }, 'sent')
  expect(await reaches()).toBe(true)
})

test('of a danger a group hears at once, before who we are and however much it has heard', async () => {
  await run(() => insert('speech', { groupId: 'g1', day: '2026-03-01', count: DAILY_BUDGET }))
  expect(await at((moment) => tellGroup(moment, 'g1', { text: '快打119', urgent: true }, 'free'))).toBe(true)
  expect(await said()).toEqual(['g1: 快打119'])
})

test('what is to be said once is said once, ever', async () => {
  const first = (key: string, now = NOW) => at((moment) => once(moment, key), now)
  expect(await first('a')).toBe(true)
  expect(await first('a', NOW + 48 * HOUR)).toBe(false)
  expect(await first('b')).toBe(true)
  expect(await run(() => list('marks', { key: 'a' }))).toEqual([{ communityId: 'c1', key: 'a', at: NOW }])
})
