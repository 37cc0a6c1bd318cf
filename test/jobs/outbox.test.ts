import { beforeEach, describe, expect, test } from 'vitest'
import type { App } from '../../src/app/app.ts'
import { openChat } from '../../src/app/lane.ts'
import { find, insert, type Task, update } from '../../src/app/operations.ts'
import type { Session } from '../../src/app/sign-in.ts'
import { CALL } from '../../src/chat/address.ts'
import type { Card } from '../../src/chat/card.ts'
import { HOUR } from '../../src/core/kernel/calendar.ts'
import type { Delivery, Gate } from '../../src/jobs/delivery.ts'
import { Pace } from '../../src/jobs/pace.ts'
import { sendAgain } from '../../src/web/console/attention.ts'
import { TestTime } from '../support/around.ts'
import { Line, later, NOW, Post } from '../support/line.ts'

let post: Post
let line: Line
beforeEach(async () => {
  post = await Post.open()
  line = new Line()
})

/** A gate that a test opens and shuts. */
class Door implements Gate {
  *keep(): Task<boolean> {
    yield* find('leases', { name: 'gateway' })
    return this.keeps
  }
  isOpen = true
  keeps = true
}

const NONE = { idempotency: { kind: 'none' as const } }
const CARD: Card = { title: '充电桩', lines: [], buttons: [{ label: '装', value: 'poll:1:1', say: '1' }] }
const COMMUNITY = {
  ...{ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', dueDays: 15, digestMinute: null },
  ...{ demo: false, createdAt: NOW },
}
const texts = (of = line) => of.sent.map(({ text }) => text)
const soon = (look: () => unknown) => expect.poll(look, { interval: 5 })
const turns = async (n = 20) => {
  for (let i = 0; i < n; i += 1) await new Promise(setImmediate)
}

describe('what is sent', () => {
  test('goes to its chat under its key, and is settled with the id it has there', async () => {
    await post.says('好')
    await post.says('您好', { kind: 'direct', nativeId: 'u1' })
    line.answers.push(() => ({ status: 'sent' }))
    await post.delivery([line]).deliver()
    expect(line.sent).toStrictEqual([
      { key: '好', chat: { kind: 'group', id: 'g1' }, text: '好' },
      { key: '您好', chat: { kind: 'direct', id: 'u1' }, text: '您好' },
    ])
    const settled = { status: 'sent', settledAt: NOW, attempts: 1, notBefore: NOW }
    expect(await post.rows()).toMatchObject({
      好: { ...settled, nativeId: null },
      您好: { ...settled, nativeId: 'native 您好' },
    })
  })

  test('says how one is heard there: in a group that hears mentions only, not in private', async () => {
    line = new Line('stage', 'bot', { receive: 'mention' })
    await post.says('群', {}, { content: { text: `请${CALL}回1` } })
    await post.says('私', { kind: 'direct', nativeId: 'u1' }, { content: { text: `请${CALL}回1` } })
    await post.delivery([line]).deliver()
    expect(texts()).toEqual(['请@我回1', '请回1'])
  })

  test('goes out with the call after it was written, also where that comes just as an earlier one ends', async () => {
    for (let ticks = 0; ticks < 20; ticks += 1) {
      const key = `第${ticks}句`
      let second: Promise<void> | null = null
      const writesAndCalls = async () => {
        for (let tick = 0; tick < ticks; tick += 1) await null
        const written = post.says(key)
        // SQLite has written it by now.
        if (post.store.shared) await written
        await delivery.deliver()
      }
      const run = async <R>(task: () => Task<R>) => {
        const done = await post.store.transact(task)
        second ??= writesAndCalls()
        return done
      }
      const delivery = post.delivery([line], { app: { run } })
      await delivery.deliver()
      await second
      expect(texts().at(-1)).toBe(key)
    }
  })

  test('is cut where it is too long: each part has a key of its own, the first quotes, the last carries what hangs on', async () => {
    line = new Line('stage', 'bot', { maxText: { n: 6, unit: 'char' } })
    const picture = { title: '结果', bars: [] } as never
    await post.says('long', {}, { content: { text: '第一行\n第二行\n第三行', quote: 'q1', picture } })
    await post.delivery([line]).deliver()
    const chat = { kind: 'group', id: 'g1' }
    expect(line.sent).toEqual([
      { key: 'long', chat, text: '第一行', replyTo: 'q1' },
      { key: 'long#2', chat, text: '第二行' },
      { key: 'long#3', chat, text: '第三行', image: { png: new Uint8Array([7]), alt: '结果' } },
    ])
  })

  test('carries its buttons with the last part', async () => {
    line = new Line('stage', 'bot', { maxText: { n: 4, unit: 'char' } })
    await post.says('card', {}, { content: { card: CARD } })
    await post.delivery([line]).deliver()
    const chat = { kind: 'group', id: 'g1' }
    expect(line.sent).toStrictEqual([
      { key: 'card', chat, text: '充电桩' },
      { key: 'card#2', chat, text: '1 装', card: CARD },
    ])
  })

  test('stops at the part that does not go out', async () => {
    line = new Line('stage', 'bot', { maxText: { n: 4, unit: 'char' } })
    await post.says('long', {}, { content: { text: '第一行\n第二行\n第三行' } })
    line.answers.push(
      () => ({ status: 'sent' }),
      () => ({ status: 'rejected', reason: 'too long' }),
    )
    await post.delivery([line]).deliver()
    expect(texts()).toEqual(['第一行', '第二行'])
    expect(await post.statuses()).toEqual({ long: 'rejected' })
  })

  test('goes on, after a pause that the platform wanted, with the part that is next: nothing is said twice', async () => {
    const slow = () => new Line('stage', 'bot', { ...NONE, maxText: { n: 4, unit: 'char' } })
    line = slow()
    await post.says('long', {}, { content: { text: '第一行\n第二行\n第三行', quote: 'q1' } })
    line.answers.push(
      () => ({ status: 'sent' }),
      () => ({ status: 'rate', retryAfterMs: 60_000 }),
    )
    await post.delivery([line]).deliver()
    expect(texts()).toEqual(['第一行', '第二行'])
    post.clock.at += 60_000
    line.answers.push(
      () => ({ status: 'sent' }),
      () => ({ status: 'rate', retryAfterMs: 60_000 }),
    )
    await post.delivery([line]).deliver()
    expect(texts()).toEqual(['第一行', '第二行', '第二行', '第三行'])
    // Whoever takes the account over goes on there too.
    post.clock.at += 60_000
    const next = slow()
    await post.delivery([next]).deliver()
    expect(next.sent).toEqual([{ key: 'long#3', chat: { kind: 'group', id: 'g1' }, text: '第三行' }])
    expect(await post.statuses()).toEqual({ long: 'sent' })
  })

  test('leaves out what the platform has not: cards become text, no picture, no quote', async () => {
    const content = { card: CARD, quote: 'q1', picture: { title: '结果' } as never }
    await post.says('a', {}, { content })
    await post.delivery([line]).deliver()
    expect(line.sent[0]).toMatchObject({ card: CARD, replyTo: 'q1', image: { alt: '结果' } })
    const plain = new Line('stage', 'bot', { buttons: false, replyOut: false, media: { in: false, out: false } })
    await post.says('b', {}, { content })
    await post.delivery([plain]).deliver()
    expect(plain.sent).toEqual([{ key: 'b', chat: { kind: 'group', id: 'g1' }, text: '充电桩\n1 装' }])
  })

  test('is of its own account alone, and no account waits for another', async () => {
    const [slow, other] = [later(), new Line('stage', 'second')]
    await post.says('一')
    await post.says('二', { account: 'second' })
    line.answers.push(slow.answer)
    const delivery = post.delivery([line, other])
    const done = delivery.deliver()
    await soon(() => post.statuses()).toEqual({ 一: 'sending', 二: 'sent' })
    slow.give({ status: 'sent' })
    await done
    expect([texts(), texts(other)]).toEqual([['一'], ['二']])
  })
})

describe('in a conversation', () => {
  test('one follows the other, and no conversation waits for another', async () => {
    const first = later()
    await post.says('一')
    await post.says('二')
    await post.says('甲', { nativeId: 'g2' })
    line.answers.push(first.answer)
    const delivery = post.delivery([line])
    const done = delivery.deliver()
    await soon(() => texts()).toEqual(['一', '甲'])
    await turns()
    expect(texts()).toEqual(['一', '甲'])
    first.give({ status: 'sent' })
    await done
    expect(texts()).toEqual(['一', '甲', '二'])
    expect(Object.values(await post.rows()).map(({ attempts }) => attempts)).toEqual([1, 1, 1])
  })

  test('who is told to wait holds back those after him, and they go in their order then', async () => {
    for (const text of ['一', '二', '三']) await post.says(text)
    line.answers.push(() => ({ status: 'rate', retryAfterMs: 30_000 }))
    const delivery = post.delivery([line])
    await delivery.deliver()
    await delivery.deliver()
    expect(texts()).toEqual(['一'])
    expect(await post.rows()).toMatchObject({
      一: { status: 'pending', notBefore: NOW + 30_000, attempts: 1 },
      二: { status: 'pending', notBefore: 0 },
      三: { status: 'pending', notBefore: 0 },
    })
    post.clock.at += 29_999
    await delivery.deliver()
    expect(texts()).toEqual(['一'])
    post.clock.at += 1
    await delivery.deliver()
    expect(texts()).toEqual(['一', '一', '二', '三'])
    expect(await post.statuses()).toEqual({ 一: 'sent', 二: 'sent', 三: 'sent' })
  })

  test('what the platform refuses is over, is told, and the next one goes', async () => {
    await post.says('一')
    await post.says('二')
    line.answers.push(() => ({ status: 'rejected', reason: 'blocked' }))
    await post.delivery([line]).deliver()
    expect(await post.rows()).toMatchObject({ 一: { status: 'rejected', settledAt: NOW }, 二: { status: 'sent' } })
    expect(post.logged).toEqual([['outbox.rejected', { id: (await post.rows()).一?.id }]])
  })

  test('what is of unknown fate is tried five times where that shows it once', async () => {
    await post.says('一')
    const delivery = post.delivery([line])
    for (let n = 0; n < 9; n += 1) line.answers.push(() => ({ status: 'unknown' }))
    for (let n = 1; n <= 4; n += 1) {
      await delivery.deliver()
      expect((await post.rows()).一).toMatchObject({ status: 'pending', attempts: n, notBefore: post.clock.at + 2_000 })
      post.clock.at += 2_000
    }
    expect(post.logged).toEqual([])
    await delivery.deliver()
    post.clock.at += 60_000
    await delivery.deliver()
    expect(texts()).toHaveLength(5)
    expect((await post.rows()).一).toMatchObject({ status: 'unknown', settledAt: NOW + 8_000 })
    expect(post.logged).toEqual([['outbox.unknown', { id: (await post.rows()).一?.id }]])
  })

  test('how often it had to wait before is no doubt: it is tried five times all the same', async () => {
    await post.saysAll(['一', '二'])
    const delivery = post.delivery([line])
    for (let n = 0; n < 6; n += 1) line.answers.push(() => ({ status: 'rate', retryAfterMs: 1_000 }))
    for (let n = 0; n < 4; n += 1) line.answers.push(() => ({ status: 'unknown' }))
    line.answers.push(() => ({ status: 'sent' }))
    // What waits behind it is no nearer to being given up either.
    line.answers.push(() => ({ status: 'unknown' }))
    for (let n = 0; n < 20; n += 1) {
      await delivery.deliver()
      post.clock.at += 2_000
    }
    expect(await post.statuses()).toEqual({ 一: 'sent', 二: 'sent' })
    expect(post.logged).toEqual([])
  })

  test('and never again where it would be shown twice', async () => {
    line = new Line('stage', 'bot', NONE)
    await post.says('一')
    await post.says('二')
    line.answers.push(() => ({ status: 'unknown' }))
    const delivery = post.delivery([line])
    await delivery.deliver()
    post.clock.at += 60_000
    await delivery.deliver()
    expect(texts()).toEqual(['一', '二'])
    expect(await post.statuses()).toEqual({ 一: 'unknown', 二: 'sent' })
  })

  test.each([
    ['half a second and a bit', 500.5, 501],
    ['what is no number', Number.NaN, 2_000],
    ['for ever', Number.POSITIVE_INFINITY, HOUR],
    ['a time that is over', -1, 0],
  ])('who is told to wait %s waits for so long as can be kept', async (_, retryAfterMs, ms) => {
    await post.says('一')
    line.answers.push(() => ({ status: 'rate', retryAfterMs }), later().answer)
    void post.delivery([line]).deliver()
    if (ms > 0) await soon(async () => (await post.rows()).一).toMatchObject({ status: 'pending', notBefore: NOW + ms })
    else await soon(() => texts()).toEqual(['一', '一'])
  })

  test('who was told to wait by a clock that has been set back since does not wait for that time to come', async () => {
    await post.says('一', {}, { notBefore: NOW + 8 * HOUR })
    await post.says('二')
    await post.delivery([line]).deliver()
    expect(texts()).toEqual(['一', '二'])
  })

  describe('where the platform forgets what it was sent', () => {
    const hourly = () => new Line('stage', 'bot', { idempotency: { kind: 'key', ttlMs: HOUR } })
    const rate = () => ({ status: 'rate' as const, retryAfterMs: 5_000 })
    beforeEach(() => {
      line = hourly()
    })
    /** Nothing goes out for so long, and then everything does. */
    const cutOff = async (delivery: Delivery, minutes: number) => {
      line.answers.length = 0
      for (let n = 0; n < minutes; n += 1) {
        line.answers.push(rate)
        post.clock.at += HOUR / 60
        await delivery.deliver()
      }
      line.answers.length = 0
      post.clock.at += HOUR / 60
      await delivery.deliver()
    }
    const shown = async (text: string) => {
      line.sent.length = 0
      await post.delivery([line]).deliver()
      return [texts().includes(text), (await post.statuses())[text]]
    }

    test.each([
      [30, 'sent'],
      [70, 'unknown'],
    ])('what may have been shown before the line was cut for %i minutes is %s then', async (minutes, status) => {
      await post.saysAll(['一', '二'])
      line.answers.push(() => ({ status: 'unknown' }))
      const delivery = post.delivery([line])
      await delivery.deliver()
      await cutOff(delivery, minutes)
      expect(await post.statuses()).toEqual({ 一: status, 二: 'sent' })
      const last = post.clock.at
      expect((await post.rows()).一?.settledAt ?? 0).toBeLessThanOrEqual(last)
      expect(await shown('一')).toEqual([false, status])
    })

    test.each([
      [30, 'sent'],
      [70, 'unknown'],
    ])(
      'what was being sent when a process died that came back into a cut of %i minutes is %s then',
      async (m, status) => {
        await post.says('一')
        line.answers.push(later().answer)
        void post.delivery([line]).deliver()
        await soon(() => texts()).toEqual(['一'])
        post.clock.at += 2 * (HOUR / 60)
        line = hourly()
        const next = post.delivery([line])
        await next.recover()
        await post.says('二')
        await cutOff(next, m)
        expect(await post.statuses()).toEqual({ 一: status, 二: 'sent' })
      },
    )

    test('what was never shown for certain waits for as long as it takes', async () => {
      await post.saysAll(['一', '二'])
      const delivery = post.delivery([line])
      await cutOff(delivery, 200)
      expect(await post.statuses()).toEqual({ 一: 'sent', 二: 'sent' })
    })

    test('of what is said in parts only that one counts which nobody knows of', async () => {
      line = new Line('stage', 'bot', { idempotency: { kind: 'key', ttlMs: HOUR }, maxText: { n: 4, unit: 'char' } })
      await post.says('long', {}, { content: { text: '第一行\n第二行' } })
      line.answers.push(
        () => ({ status: 'unknown' }),
        () => ({ status: 'sent' }),
        () => rate(),
      )
      const delivery = post.delivery([line])
      await delivery.deliver()
      post.clock.at += 2_000
      await delivery.deliver()
      await cutOff(delivery, 70)
      expect(await post.statuses()).toEqual({ long: 'sent' })
      expect(texts().filter((text) => text === '第一行')).toHaveLength(2)
    })

    test('by a clock that was set meanwhile nobody knows whether it still does', async () => {
      await post.says('一')
      line.answers.push(() => ({ status: 'unknown' }))
      const delivery = post.delivery([line])
      await delivery.deliver()
      post.clock.at -= 8 * HOUR
      await delivery.deliver()
      expect(await post.statuses()).toEqual({ 一: 'unknown' })
    })

    test('a card that was only to change in its place is changed all the same', async () => {
      const about = { kind: 'poll' as const, number: 1 }
      await post.says('poll', {}, { content: { about, card: CARD } })
      const told: unknown[] = []
      const answers = [() => ({ status: 'unknown' as const }), ...Array.from({ length: 70 }, () => rate)]
      line.editCard = async (...edit) => {
        told.push(edit)
        return answers.shift()?.() ?? { status: 'sent' }
      }
      await post.delivery([line]).deliver()
      const { chatId = 0 } = (await post.rows()).poll ?? {}
      await post.says(
        'tally',
        {},
        { content: { change: { of: { chatId, at: NOW, about }, card: CARD, instead: true } } },
      )
      const delivery = post.delivery([line])
      await delivery.deliver()
      await cutOff(delivery, 70)
      expect(await post.statuses()).toEqual({ poll: 'sent', tally: 'sent' })
    })
  })

  test('one of ours that cannot be put into words holds up nobody, and what came before it is settled', async () => {
    line = new Line('stage', 'bot', NONE)
    await post.says('一')
    await post.says('二', {}, { content: { card: { title: '二' } as never } })
    await post.says('三', {}, { content: { picture: {} as never } })
    await post.says('四')
    line.editCard = () => {
      throw new Error('broken')
    }
    await post.delivery([line], { draw: () => Promise.reject(new Error('broken')) }).deliver()
    expect(await post.statuses()).toEqual({ 一: 'sent', 二: 'unknown', 三: 'unknown', 四: 'sent' })
  })

  test('an adapter that throws leaves it unknown', async () => {
    line = new Line('stage', 'bot', NONE)
    await post.says('一')
    await post.says('二')
    line.answers.push(
      () => Promise.reject(new TypeError('broken')),
      () => Promise.reject('broken'),
    )
    await post.delivery([line]).deliver()
    expect(await post.statuses()).toEqual({ 一: 'unknown', 二: 'unknown' })
    const failures = post.logged.filter(([code]) => code === 'outbox.send-failed')
    expect(failures.map(([, data]) => data)).toMatchObject([{ error: 'TypeError' }, { error: 'unexpected' }])
    expect(failures.map(([, data]) => (data as { id: number }).id)).toEqual(
      Object.values(await post.rows()).map(({ id }) => id),
    )
  })
})

describe('a card that is to change in its place', () => {
  const about = { kind: 'poll' as const, number: 1 }
  const edits: unknown[] = []
  /** Something to say that changes the card of a poll. */
  const changes = async (text: string, instead: boolean, of: object = about, to = {}) => {
    const { id: chatId = 0 } = (await post.store.transact(() => find('chats', { nativeId: 'g1' }))) ?? {}
    const change = { of: { chatId, at: NOW, about: of as typeof about }, card: CARD, instead }
    await post.says(text, to, { content: { change } })
  }
  beforeEach(async () => {
    edits.length = 0
    // Other messages of that moment: about it without a card, and with the cards of others.
    await post.says('about', {}, { content: { about } })
    await post.says('work', {}, { content: { about: { kind: 'work', number: 1 }, card: CARD } })
    await post.says('poll 2', {}, { content: { about: { kind: 'poll', number: 2 }, card: CARD } })
    await post.says('nothing', {}, { content: { card: CARD } })
    await post.says('earlier', {}, { content: { about, card: CARD }, createdAt: NOW - 1 })
    await post.says('poll', {}, { content: { about, card: CARD } })
    line.editCard = async (...edit) => {
      edits.push(edit)
      return { status: 'sent' }
    }
    await post.delivery([line]).deliver()
    line.sent.length = 0
  })

  test('changes, and nothing else is said where that is enough', async () => {
    await changes('tally', true)
    await post.delivery([line]).deliver()
    expect(edits).toEqual([['native poll', CARD, { kind: 'group', id: 'g1' }]])
    expect(texts()).toEqual([])
    expect((await post.rows()).tally).toMatchObject({ status: 'sent', nativeId: null })
  })

  test('changes, and the words are said too where they are news', async () => {
    await changes('result', false)
    await post.delivery([line]).deliver()
    expect(edits).toHaveLength(1)
    expect(texts()).toEqual(['result'])
  })

  test('is said in words where the platform refuses, has no buttons, or cannot change anything', async () => {
    const { editCard } = line
    line.editCard = async () => ({ status: 'rejected', reason: 'too old' })
    await changes('a', true)
    await post.delivery([line]).deliver()
    if (editCard) line.editCard = editCard
    line.traits = { ...line.traits, buttons: false }
    await changes('b', true)
    await post.delivery([line]).deliver()
    const without = new Line()
    await changes('c', true)
    await post.delivery([without]).deliver()
    expect([texts(), texts(without)]).toEqual([['a', 'b'], ['c']])
    expect(edits).toEqual([])
  })

  test('is said in words where its message was not sent, has no id there, or an earlier version wrote it', async () => {
    await post.says('no id', {}, { content: { about: { kind: 'poll', number: 3 }, card: CARD } })
    line.answers.push(() => ({ status: 'sent' }))
    await post.delivery([line]).deliver()
    line.sent.length = 0
    await changes('to no id', true, { kind: 'poll', number: 3 })
    await changes('to nothing', true, { kind: 'poll', number: 4 })
    const old = { key: 'poll', card: CARD, instead: true } as never
    await post.says('as before', {}, { content: { change: old } })
    await post.delivery([line]).deliver()
    expect(texts()).toEqual(['to no id', 'to nothing', 'as before'])
    expect(edits).toEqual([])
  })

  test('waits together with its words where the platform wants a pause', async () => {
    line.editCard = async (...edit) => {
      edits.push(edit)
      return edits.length === 1 ? { status: 'rate', retryAfterMs: 5_000 } : { status: 'sent' }
    }
    await changes('result', false)
    await post.delivery([line]).deliver()
    expect([texts(), (await post.rows()).result?.notBefore]).toEqual([[], NOW + 5_000])
    post.clock.at += 5_000
    await post.delivery([line]).deliver()
    expect([texts(), edits.length]).toEqual([['result'], 2])
  })

  test('that the database cannot find just now holds up its conversation for a moment, and nothing is forgotten', async () => {
    await post.says('before')
    await changes('result', false)
    await post.says('after')
    const first = later()
    line.answers.push(first.answer)
    const delivery = post.delivery([line])
    const done = delivery.deliver()
    await soon(() => texts()).toEqual(['before'])
    post.fails = 'once'
    first.give({ status: 'sent', nativeId: 'n1' })
    await done
    expect(await post.rows()).toMatchObject({
      before: { status: 'sent', nativeId: 'n1' },
      result: { status: 'pending', notBefore: NOW + 2_000 },
      after: { status: 'pending' },
    })
    post.clock.at += 2_000
    await delivery.deliver()
    expect([texts(), edits.length]).toEqual([['before', 'result', 'after'], 1])
  })

  test.each([
    ['of unknown fate', () => Promise.reject(new Error('cut off'))],
    [
      'that the platform’s own code stumbles over',
      () => {
        throw new Error('broken')
      },
    ],
  ])('%s is tried again: twice is once', async (_, breaks) => {
    const told: unknown[] = []
    line.editCard = (...edit) => {
      told.push(edit)
      return told.length === 1 ? breaks() : Promise.resolve({ status: 'sent' })
    }
    await changes('tally', true, about, { kind: 'direct', nativeId: 'u1' })
    const delivery = post.delivery([line])
    await delivery.deliver()
    expect(await post.rows()).toMatchObject({ tally: { status: 'pending' } })
    post.clock.at += 2_000
    await delivery.deliver()
    expect(told).toEqual([1, 2].map(() => ['native poll', CARD, { kind: 'direct', id: 'u1' }]))
    expect([texts(), (await post.statuses()).tally]).toEqual([[], 'sent'])
  })
})

describe('where a message goes', () => {
  beforeEach(async () => {
    // Group g was reached as “old” in login one, and is as “new” in login two.
    await post.store.transact(function* () {
      const key = { adapter: 'stage', account: 'bot', kind: 'group' as const }
      const whose = { communityId: 'c1', name: '' }
      const old = yield* openChat({ ...key, epoch: 'one', nativeId: 'old' }, whose)
      const { id: chatId } = yield* openChat({ ...key, epoch: 'two', nativeId: 'new' }, whose)
      for (const id of [old.id, chatId]) yield* update('chats', { id }, { groupId: 'g' })
      yield* insert('groups', { id: 'g', ...whose, scope: 'community', chatId, createdAt: NOW })
    })
  })

  test('is where its group is reached now', async () => {
    line.login = 'two'
    await post.says('一', { nativeId: 'old', epoch: 'one' })
    await post.says('二', { nativeId: 'new', epoch: 'two' })
    await post.delivery([line]).deliver()
    expect(line.sent.map(({ chat }) => chat.id)).toEqual(['new', 'new'])
  })

  test('is told to the account through which the group came back', async () => {
    line.login = 'two'
    await post.store.transact(function* () {
      const chat = yield* find('chats', { nativeId: 'new' })
      yield* update('chats', { id: chat?.id ?? 0 }, { account: 'second' })
    })
    await post.says('一', { nativeId: 'old', epoch: 'one' })
    const second = new Line('stage', 'second')
    second.login = 'two'
    await post.delivery([line]).deliver()
    expect((await post.rows()).一).toMatchObject({ status: 'pending', account: 'second' })
    await post.delivery([second]).deliver()
    expect([texts(), texts(second)]).toEqual([[], ['一']])
  })

  test('is not known yet of a chat of another login: it is held, and holds up nobody', async () => {
    line.login = 'three'
    await post.says('一', { nativeId: 'new', epoch: 'two' })
    await post.says('二', { nativeId: 'p', epoch: 'three' })
    await post.delivery([line]).deliver()
    expect(await post.statuses()).toEqual({ 一: 'held', 二: 'sent' })
  })

  test('is not known before the account is logged in, where ids are of one login', async () => {
    await post.says('一')
    const session = new Line('stage', 'bot', { ids: 'session' })
    await post.delivery([session]).deliver()
    expect(await post.statuses()).toEqual({ 一: 'pending' })
    session.login = 'one'
    await post.says('二', { epoch: 'one' })
    await post.delivery([session]).deliver()
    expect(await post.statuses()).toEqual({ 一: 'held', 二: 'sent' })
  })
})

test('a conversation that has to wait holds up no other of its account, however much waits in it', async () => {
  const many = (n: number, name: string) => Array.from({ length: n }, (_, i) => `${name}${i}`)
  await post.saysAll(many(450, '等'), {}, { notBefore: NOW + 3_600_000 })
  await post.saysAll(many(460, '快'), { nativeId: 'g2' })
  await post.delivery([line]).deliver()
  expect(texts()).toEqual(many(460, '快'))
})

test('what has waited longest goes first, whichever community’s it is', async () => {
  line = new Line('stage', 'bot', { pace: { chat: 0, account: 1_000, spread: 0 } })
  const young = Array.from({ length: 12 }, (_, i) => `young${i}`)
  // The ids of a community that has lived long are far above a young one's.
  await post.store.transact(() =>
    insert('heads', { communityId: 'c2', version: 1, lastId: 9_000, events: 0, hash: '' }),
  )
  await post.saysAll(young.slice(0, 3), {}, { createdAt: NOW - 2 })
  await post.says('old', { communityId: 'c2', nativeId: 'g2' }, { createdAt: NOW - 1 })
  await post.saysAll(young.slice(3))
  await post.delivery([line]).deliver()
  expect(texts().indexOf('old')).toBeLessThan(5)
  expect(texts().filter((text) => text !== 'old')).toEqual(young)
})

test.each([20, 450])('a conversation keeps its own order of %i, whenever what they answer came in', async (n) => {
  const said = Array.from({ length: n }, (_, i) => `m${i}`)
  for (const [i, text] of said.entries()) await post.says(text, {}, { createdAt: NOW - i })
  await post.saysAll(['a', 'b'], { nativeId: 'g2' }, { createdAt: NOW - n / 2 })
  await post.delivery([line]).deliver()
  expect(texts().filter((text) => said.includes(text))).toEqual(said)
  expect(texts().filter((text) => !said.includes(text))).toEqual(['a', 'b'])
})

test('one that has to wait holds back what is older but was written after it', async () => {
  await post.says('first', {}, { notBefore: NOW + 1_000 })
  await post.saysAll(
    Array.from({ length: 250 }, (_, i) => `m${i}`),
    {},
    { createdAt: NOW - 1 },
  )
  await post.says('other', { nativeId: 'g2' }, { createdAt: NOW + 1 })
  await post.delivery([line]).deliver()
  expect(texts()).toEqual(['other'])
})

describe('what is urgent', () => {
  const URGENT = { content: { urgent: true } }
  const alone = { kind: 'direct' as const, nativeId: 'u1' }

  test('goes before everything else that its account has to say', async () => {
    line = new Line('stage', 'bot', { pace: { chat: 1_500, account: 1_500, spread: 0 } })
    for (let n = 0; n < 20; n += 1) await post.says(`m${n}`, { nativeId: `g${n}` })
    await post.says('older', alone, { createdAt: NOW - 1 })
    await post.says('119', alone, { ...URGENT, createdAt: NOW + 1 })
    await post.says('alarm', { ...alone, communityId: 'c2', nativeId: 's1' }, { ...URGENT, createdAt: NOW + 1 })
    await post.delivery([line]).deliver()
    expect(texts().slice(0, 4)).toEqual(['119', 'alarm', 'older', 'm0'])
  })

  test.each([20, 450])('goes before all %i that its own chat waits for, which keep their order', async (n) => {
    const said = Array.from({ length: n }, (_, i) => `m${i}`)
    const young = { createdAt: NOW + 1 }
    for (const text of said.slice(0, n / 2)) await post.says(text, {}, young)
    await post.saysAll(['119', '120'], {}, { ...URGENT, ...young })
    await post.saysAll(said.slice(n / 2))
    await post.saysAll(['a', 'b'], { nativeId: 'g2' })
    await post.delivery([line]).deliver()
    expect(texts().filter((text) => !'ab'.includes(text))).toEqual(['119', '120', ...said])
  })

  test('does not wait where its chat was told to wait', async () => {
    await post.saysAll(['一', '二'])
    line.answers.push(() => ({ status: 'rate', retryAfterMs: 30_000 }))
    const delivery = post.delivery([line])
    await delivery.deliver()
    await post.says('119', {}, URGENT)
    await delivery.deliver()
    expect(texts()).toEqual(['一', '119'])
    post.clock.at += 30_000
    await delivery.deliver()
    expect(texts()).toEqual(['一', '119', '一', '二'])
  })

  test('does not wait until a long conversation is at its end', async () => {
    await post.saysAll(Array.from({ length: 50 }, (_, i) => `m${i}`))
    for (let n = 0; n < 50; n += 1)
      line.answers.push(async () => {
        if (n === 1) await post.says('119', alone, URGENT)
        post.clock.at += 1_000
        return { status: 'sent' }
      })
    await post.delivery([line]).deliver()
    expect(texts().indexOf('119')).toBeLessThan(8)
    expect(texts().filter((text) => text !== '119')).toEqual(Array.from({ length: 50 }, (_, i) => `m${i}`))
  })
})

describe('how much is taken at a time', () => {
  const sending = async () => Object.values(await post.statuses()).filter((status) => status === 'sending').length
  const taken = async (one: Line, of: number) => {
    const waits = Array.from({ length: of }, later)
    one.answers.push(...waits.map(({ answer }) => answer))
    for (let n = 0; n < of; n += 1) await post.says(`m${n}`, { nativeId: `g${n}` })
    const done = post.delivery([one]).deliver()
    await soon(sending).toBeGreaterThan(0)
    const first = await sending()
    for (const { give } of waits) give({ status: 'sent' })
    await done
    expect(Object.values(await post.statuses()).every((status) => status === 'sent')).toBe(true)
    return first
  }

  test('is two hundred where the platform wants no pauses', async () => {
    expect(await taken(line, 220)).toBe(200)
  })

  test('is what goes out in five seconds where it does, and one at least', async () => {
    const pace = (account: number) => ({ pace: { chat: 0, account, spread: 0 } })
    expect(await taken(new Line('stage', 'bot', pace(900)), 12)).toBe(5)
    post = await Post.open()
    expect(await taken(new Line('stage', 'bot', pace(9_000)), 3)).toBe(1)
  })

  test('is that of one conversation too: what was never tried is not in doubt when the process dies', async () => {
    const said = Array.from({ length: 12 }, (_, i) => `m${i}`)
    await post.saysAll(said)
    await post.saysAll(['a', 'b', 'c'], { nativeId: 'g2' })
    const slow = () => new Line('stage', 'bot', { ...NONE, pace: { chat: 2_000, account: 0, spread: 0 } })
    const time = new TestTime()
    void post.delivery([slow()], { pace: new Pace(time, () => 0) }).deliver()
    await soon(sending).toBeGreaterThan(0)
    expect(await sending()).toBe(4)
    line = slow()
    const next = post.delivery([line])
    await next.recover()
    await next.deliver()
    expect(texts().filter((text) => said.includes(text))).toEqual(said.slice(2))
    expect(texts().filter((text) => !said.includes(text))).toEqual(['c'])
  })
})

describe('pauses', () => {
  const gate = new Door()
  let time: TestTime
  const slowly = () => {
    gate.isOpen = true
    time = new TestTime()
    line = new Line('stage', 'bot', { maxText: { n: 3, unit: 'char' }, pace: { chat: 1_000, account: 0, spread: 0 } })
    const delivery = post.delivery([line], { pace: new Pace(time, () => 0), gates: new Map([[line, gate]]) })
    return delivery.deliver()
  }

  test('are kept before each part; what is half said is said to its end, and then the next gateway goes on', async () => {
    await post.says('long', {}, { content: { text: '第一行\n第二行' } })
    await post.says('next')
    const done = slowly()
    await soon(() => texts()).toEqual(['第一行'])
    gate.isOpen = false
    await turns()
    expect(texts()).toEqual(['第一行'])
    await time.passes(1_000)
    await done
    expect(texts()).toEqual(['第一行', '第二行'])
    expect(await post.statuses()).toEqual({ long: 'sent', next: 'pending' })
  })

  test('may outlast the gate: then what waited is left to the next', async () => {
    await post.says('一')
    await post.says('二')
    const done = slowly()
    await soon(() => texts()).toEqual(['一'])
    await turns()
    gate.isOpen = false
    await time.passes(1_000)
    await done
    expect(texts()).toEqual(['一'])
    expect(await post.rows()).toMatchObject({ 一: { status: 'sent' }, 二: { status: 'pending', notBefore: NOW } })
  })
})

describe('where another process may be the gateway', () => {
  test('nothing is taken while the gate is shut, or is not ours when it is asked', async () => {
    const gate = new Door()
    await post.says('一')
    const delivery = post.delivery([line], { gates: new Map([[line, gate]]) })
    gate.isOpen = false
    await delivery.deliver()
    gate.isOpen = true
    gate.keeps = false
    await delivery.deliver()
    expect(await post.rows()).toMatchObject({ 一: { status: 'pending', attempts: 0 } })
    gate.keeps = true
    await delivery.deliver()
    expect(texts()).toEqual(['一'])
  })

  test('what is still to be said of a conversation when the gate shuts is left to the next', async () => {
    const gate = new Door()
    const first = later()
    for (const text of ['一', '二', '三']) await post.says(text)
    line.answers.push(first.answer)
    const done = post.delivery([line], { gates: new Map([[line, gate]]) }).deliver()
    await soon(() => texts()).toEqual(['一'])
    gate.isOpen = false
    first.give({ status: 'sent' })
    await done
    expect(await post.rows()).toMatchObject({
      ...{ 一: { status: 'sent' }, 二: { status: 'pending', notBefore: 0 }, 三: { status: 'pending', notBefore: 0 } },
    })
  })

  test('what another has taken over meanwhile is settled by him', async () => {
    const first = later()
    await post.says('一')
    line.answers.push(first.answer)
    const done = post.delivery([line]).deliver()
    await soon(() => texts()).toEqual(['一'])
    const { id = 0 } = (await post.rows()).一 ?? {}
    await post.store.transact(() => update('outbox', { id }, { attempts: 2 }))
    first.give({ status: 'rejected', reason: 'blocked' })
    await done
    expect(await post.rows()).toMatchObject({ 一: { status: 'sending', attempts: 2 } })
  })

  test('what staff have had sent again meanwhile is not what was sent before', async () => {
    const [before, now] = [later(), later()]
    line = new Line('stage', 'bot', NONE)
    await post.says('一')
    line.answers.push(before.answer)
    const done = post.delivery([line]).deliver()
    await soon(() => texts()).toEqual(['一'])
    const other = new Line('stage', 'bot', NONE)
    other.answers.push(now.answer)
    const delivery = post.delivery([other])
    await delivery.recover()
    const staff: Session = { community: COMMUNITY, member: null, role: 'staff' }
    const { id = 0 } = (await post.rows()).一 ?? {}
    await post.store.transact(() => sendAgain(staff, `outbox:${id}`, NOW))
    const again = delivery.deliver()
    await soon(() => texts(other)).toEqual(['一'])
    before.give({ status: 'rate', retryAfterMs: 0 })
    await done
    expect(await post.statuses()).toEqual({ 一: 'sending' })
    now.give({ status: 'sent' })
    await again
    expect([await post.statuses(), texts(other)]).toEqual([{ 一: 'sent' }, ['一']])
  })
})

describe('what was being sent when a gateway ended', () => {
  const sending = (notBefore: number) => ({ status: 'sending' as const, attempts: 1, notBefore })

  test('is sent again only while the platform knows its key', async () => {
    line = new Line('stage', 'bot', { idempotency: { kind: 'key', ttlMs: 60_000 } })
    await post.says('old', {}, sending(NOW - 60_000))
    await post.says('young', {}, sending(NOW - 59_999))
    await post.says('elsewhere', { account: 'second' }, sending(NOW))
    await post.says('waits')
    await post.delivery([line]).recover()
    expect(await post.rows()).toMatchObject({
      ...{ old: { status: 'unknown', settledAt: NOW }, young: { status: 'pending', settledAt: null } },
      ...{ elsewhere: { status: 'sending' }, waits: { status: 'pending' } },
    })
  })

  test('is sent with the word since when nobody knows whether it arrived, for platforms that must look whether it did', async () => {
    await post.says('一', {}, sending(NOW - 5_000))
    await post.says('二')
    const delivery = post.delivery([line])
    await delivery.recover()
    await delivery.deliver()
    const chat = { kind: 'group', id: 'g1' }
    expect(line.sent).toStrictEqual([
      { key: '一', chat, text: '一', doubtfulSince: NOW - 5_000 },
      { key: '二', chat, text: '二' },
    ])
  })

  test('is left to a person where the platform has no keys, and sent where it knows them for ever', async () => {
    const none = new Line('stage', 'second', NONE)
    await post.says('一', {}, sending(0))
    await post.says('二', { account: 'second' }, sending(NOW))
    await post.delivery([line, none]).recover()
    expect(await post.statuses()).toEqual({ 一: 'pending', 二: 'unknown' })
  })

  test('is settled as it was where the one who sent it opens it again', async () => {
    line = new Line('stage', 'bot', NONE)
    for (const text of ['一', '二', '三']) await post.says(text)
    const first = later()
    line.answers.push(first.answer, () => ({ status: 'rate', retryAfterMs: 5_000 }))
    const delivery = post.delivery([line])
    const done = delivery.deliver()
    await soon(() => texts()).toEqual(['一'])
    post.fails = 'before'
    first.give({ status: 'sent' })
    await expect(done).rejects.toThrow('no connection')
    await expect(delivery.recover()).rejects.toThrow('no connection')
    post.fails = 'never'
    await delivery.recover()
    expect(await post.statuses()).toEqual({ 一: 'sent', 二: 'pending', 三: 'pending' })
  })

  test('is not touched by whoever is not its gateway', async () => {
    const [mine, theirs] = [new Door(), new Door()]
    theirs.keeps = false
    const second = new Line('stage', 'second')
    const gates = new Map([
      [line, mine],
      [second, theirs],
    ])
    await post.says('一', {}, sending(NOW))
    await post.says('二', { account: 'second' }, sending(NOW))
    const delivery = post.delivery([second, line], { gates })
    await delivery.recover([second])
    expect(await post.statuses()).toEqual({ 一: 'sending', 二: 'sending' })
    await delivery.recover()
    expect(await post.statuses()).toEqual({ 一: 'pending', 二: 'sending' })
  })
})

describe('where the database fails', () => {
  test('a claim whose answer was lost is taken again, once, and nobody else’s', async () => {
    await post.says('一')
    await post.says('别处', { account: 'second' }, { status: 'sending' })
    const delivery = post.delivery([line])
    post.fails = 'after'
    await expect(delivery.deliver()).rejects.toThrow('no answer')
    expect(await post.statuses()).toEqual({ 一: 'sending', 别处: 'sending' })
    post.fails = 'before'
    await expect(delivery.deliver()).rejects.toThrow('no connection')
    post.fails = 'never'
    await delivery.deliver()
    expect(texts()).toEqual(['一'])
    expect(await post.rows()).toMatchObject({ 一: { status: 'sent', attempts: 2 }, 别处: { status: 'sending' } })
  })

  test('a claim that is not known to have failed stays in doubt while the gate is another’s', async () => {
    const gate = new Door()
    await post.says('一')
    const delivery = post.delivery([line], { gates: new Map([[line, gate]]) })
    post.fails = 'after'
    await expect(delivery.deliver()).rejects.toThrow('no answer')
    post.fails = 'never'
    gate.keeps = false
    await delivery.deliver()
    expect(await post.statuses()).toEqual({ 一: 'sending' })
    gate.keeps = true
    await delivery.deliver()
    expect(await post.statuses()).toEqual({ 一: 'sent' })
  })

  test('what is being sent is not taken again because another claim was refused', async () => {
    const gate = new Door()
    gate.keeps = false
    await post.says('一')
    const delivery = post.delivery([line], { gates: new Map([[line, gate]]) })
    await delivery.deliver()
    await post.says('二', {}, { status: 'sending', attempts: 1 })
    gate.keeps = true
    await delivery.deliver()
    expect(texts()).toEqual(['一'])
    expect(await post.statuses()).toEqual({ 一: 'sent', 二: 'sending' })
  })

  test('what came of a message is kept until it can be stored, before anything else is sent', async () => {
    const first = later()
    await post.says('一')
    await post.says('甲', { nativeId: 'g2' })
    line.answers.push(first.answer)
    const delivery = post.delivery([line])
    const done = delivery.deliver()
    await soon(() => texts()).toEqual(['一', '甲'])
    await soon(async () => (await post.statuses()).甲).toBe('sent')
    post.fails = 'before'
    first.give({ status: 'sent', nativeId: 'n1' })
    await expect(done).rejects.toThrow('no connection')
    await post.says('二')
    await expect(delivery.deliver()).rejects.toThrow('no connection')
    post.fails = 'never'
    await delivery.deliver()
    expect(texts()).toEqual(['一', '甲', '二'])
    expect(await post.rows()).toMatchObject({ 一: { status: 'sent', nativeId: 'n1' }, 二: { status: 'sent' } })
  })

  test('what is given up is stored before the next of its conversation goes: a successor would say it after that', async () => {
    await post.says('一', {}, { attempts: 4 })
    await post.says('二')
    const unknown = later()
    line.answers.push(unknown.answer)
    const done = post.delivery([line]).deliver()
    await soon(() => texts()).toEqual(['一'])
    post.fails = 'before'
    unknown.give({ status: 'unknown' })
    await expect(done).rejects.toThrow('no connection')
    post.fails = 'never'
    const next = new Line()
    const successor = post.delivery([next])
    await successor.recover()
    await successor.deliver()
    expect([...texts(), ...texts(next)]).toEqual(['一', '一', '二'])
  })

  test('what came of a message is stored before the next of its conversation goes, also while another account is busy', async () => {
    const [first, slow, other] = [later(), later(), new Line('stage', 'second')]
    for (const text of ['一', '二']) await post.says(text)
    await post.says('别处', { account: 'second' })
    line.answers.push(first.answer)
    other.answers.push(slow.answer)
    // The database may be slow to answer.
    const held: (() => void)[] = []
    let isSlow = false
    const run: App['run'] = async (task) => {
      if (post.fails === 'before') throw new Error('no connection')
      if (isSlow) await new Promise<void>((resolve) => held.push(resolve))
      return await post.store.transact(task)
    }
    const delivery = post.delivery([line, other], { app: { run } })
    const done = delivery.deliver()
    await soon(() => [...texts(), ...texts(other)]).toEqual(['一', '别处'])
    post.fails = 'before'
    first.give({ status: 'rate', retryAfterMs: 0 })
    await expect(done).rejects.toThrow('no connection')
    post.fails = 'never'
    await post.says('三')
    isSlow = true
    slow.give({ status: 'sent' })
    await soon(() => held.length).toBeGreaterThan(0)
    const again = delivery.deliver()
    await turns()
    isSlow = false
    for (const go of held.reverse()) go()
    await again
    expect(texts()).toEqual(['一', '一', '二', '三'])
  })

  test('whoever asked is told that a result could not be stored, though the next could', async () => {
    const first = later()
    await post.says('一')
    line.answers.push(first.answer)
    const delivery = post.delivery([line])
    const done = delivery.deliver()
    await soon(() => texts()).toEqual(['一'])
    post.fails = 'once'
    first.give({ status: 'sent' })
    await expect(done).rejects.toThrow('no connection')
    await delivery.deliver()
    expect(await post.statuses()).toEqual({ 一: 'sent' })
  })

  test('one that is asked again while it sends looks once more, and is at rest when all is sent', async () => {
    const first = later()
    await post.says('一')
    line.answers.push(first.answer)
    const delivery = post.delivery([line])
    const done = delivery.deliver()
    await soon(() => texts()).toEqual(['一'])
    await post.says('甲', { nativeId: 'g2' })
    const again = delivery.deliver()
    let rested = false
    const rest = delivery.settled(line).then(() => {
      rested = true
    })
    await turns()
    expect(rested).toBe(false)
    first.give({ status: 'sent' })
    await Promise.all([done, again, rest])
    expect(texts()).toEqual(['一', '甲'])
    post.fails = 'before'
    await expect(Promise.all([delivery.deliver(), delivery.settled(line)])).rejects.toThrow('no connection')
  })
})
