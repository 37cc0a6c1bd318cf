import { rmSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type Adapter,
  type Capabilities,
  capabilities,
  type OutMessage,
  type SendResult,
} from '../../src/chat/adapter.ts'
import type { Gap } from '../../src/chat/message.ts'
import { cardText } from '../../src/chat/card.ts'
import { splitText } from '../../src/chat/split.ts'
import { type TestAround, testAround } from '../support/around.ts'
import { type AdapterHarness, AWKWARD_TEXTS, CARD, Ear, overhear, PNG } from './harness.ts'

export type { AdapterHarness } from './harness.ts'

/** Half-dead connections must be noticed within this, in ms. */
const NOTICED_WITHIN = 30_000
/** No adapter waits longer than this (ms) for an answer to what it sent, or before it connects again. */
const PATIENCE = 120_000

const HEARING = ['says', 'redeliver', 'botWritesElsewhere', 'sendsUnknown', 'drop'] as const
type HearingHarness = AdapterHarness & Required<Pick<AdapterHarness, (typeof HEARING)[number]>>
const isHearing = (harness: AdapterHarness): harness is HearingHarness =>
  HEARING.every((name) => harness[name] !== undefined)

/**
 * What every adapter must do. `claimed`, one that is never started, says what the platform can do at all; the rest of the
 * suite is not for it.
 */
export const adapterContract = (
  name: string,
  claimed: (around: TestAround) => Adapter,
  makeHarness: (around: TestAround) => Promise<AdapterHarness>,
): void => {
  const can = claimsOf(claimed)
  const hears = can.receive !== 'none'
  /** A test of what the platform claims to do. */
  const where = (claim: boolean) => (title: string, body: () => Promise<void>) => {
    if (claim) test(title, body)
  }

  describe(`${name} keeps the adapter contract`, () => {
    let harness: AdapterHarness
    let around: TestAround
    let adapter: Adapter
    let ear: Ear
    let printed: ReturnType<typeof overhear>
    let count = 0

    beforeEach(async () => {
      printed = overhear()
      around = testAround()
      harness = await makeHarness(around)
      adapter = harness.adapter
      ear = new Ear()
      await adapter.start(ear)
      await inTime(() => adapter.health() === 'ok')
      expect(capabilities(adapter)).toEqual(can)
    })
    afterEach(async () => {
      await harness.close()
      printed.stop()
      const told = [...around.logged, printed.printed()].join('\n')
      await around.remove()
      for (const secret of harness.secrets) expect(told).not.toContain(secret)
      expect(printed.leaks()).toEqual([])
    })

    /** Lets time pass, a second at a time, until something is so. */
    const inTime = async (so: () => boolean, within = PATIENCE): Promise<void> => {
      for (let waited = 0; !so() && waited < within; waited += 1_000) {
        await around.time.passes(1_000)
        // The world outside has its own time: sockets and processes get a little of it for each of our seconds.
        if (!so()) await new Promise((resolve) => setTimeout(resolve, 10))
      }
      expect(so()).toBe(true)
    }
    const message = (text: string, more: Partial<OutMessage> = {}): OutMessage => {
      count += 1
      return { key: `key-${count}`, chat: harness.group(), text, ...more }
    }
    const shown = async () => (await harness.seen(harness.group())).map((one) => one.text)
    /** The people's side, for a test that needs to be heard. */
    const people = (): HearingHarness => {
      if (!isHearing(harness)) throw new Error(`the harness needs ${HEARING.join(', ')}: its adapter hears people`)
      return harness
    }
    /** A method that the traits say there must be. */
    const must = <M>(method: M | undefined): M => {
      if (method === undefined) throw new Error('the harness lacks what the traits claim')
      return method
    }

    where(hears)('what a person says arrives with who, where and when', async () => {
      const platform = people()
      await platform.says(harness.group(), '楼道灯坏了')
      const inbound = ear.last()
      expect(inbound).toMatchObject({
        adapter: adapter.name,
        account: adapter.account,
        epoch: adapter.epoch(),
        kind: 'msg',
        text: '楼道灯坏了',
        chat: harness.group(),
        sender: { id: harness.person() },
        isSelf: false,
        late: false,
      })
      expect(Number.isInteger(inbound.sentAt)).toBe(true)
      expect(inbound.sender?.card ?? inbound.sender?.nick).toBeTruthy()
    })

    where(hears)('each event has its own id, and a redelivery is the same message', async () => {
      const platform = people()
      await platform.says(harness.group(), '一')
      await platform.says(harness.group(), '二')
      const [first, second] = ear.heard
      expect(first?.eventId).not.toBe(second?.eventId)
      await platform.redeliver()
      // The inbox makes one of them; an adapter may have done so before.
      expect(ear.said).toEqual(['一', '二'])
      expect(new Set(ear.heard.filter(({ kind }) => kind === 'msg').map((one) => one.nativeMsgId)).size).toBe(2)
    })

    where(hears)('messages of one chat arrive in the order they were said', async () => {
      const platform = people()
      const said = Array.from({ length: 20 }, (_, index) => `第${index}句`)
      for (const text of said) await platform.says(harness.group(), text)
      expect(ear.said).toEqual(said)
    })

    where(hears)('what is said in one breath arrives in that order too', async () => {
      const platform = people()
      const said = Array.from({ length: 20 }, (_, index) => `第${index}句`)
      await Promise.all(said.map((text) => platform.says(harness.group(), text)))
      expect(ear.said).toEqual(said)
    })

    where(hears)('what comes long after it was said is marked late', async () => {
      const platform = people()
      await platform.says(harness.group(), '刚才说的', { agoMs: 10 * 60_000 })
      expect(ear.last()).toMatchObject({ text: '刚才说的', late: true })
    })

    for (const [what, text] of Object.entries(AWKWARD_TEXTS))
      where(hears)(`a text arrives whole: ${what}`, async () => {
        const platform = people()
        await platform.says(harness.group(), text)
        expect(ear.last().text).toBe(text)
      })

    where(hears && can.media.in)('a picture that somebody sends is an attachment', async () => {
      const platform = people()
      await platform.says(harness.group(), '', { attach: 'image' })
      expect(ear.last().attachments).toMatchObject([{ kind: 'image' }])
    })

    where(hears)('ids work both ways: whom and where we heard is whom and where we write', async () => {
      const platform = people()
      await platform.says(harness.group(), '记一下')
      const { chat, sender, nativeMsgId, eventId } = ear.last()
      // They live in our tables and in JSON.
      for (const id of [chat.id, sender?.id ?? '', nativeMsgId, eventId]) expect(id).toMatch(/^[^\0\s]+$/)
      expect(await adapter.send(message('在群里', { chat }))).toMatchObject({ status: 'sent' })
      expect(await shown()).toContain('在群里')
      if (can.direct === 'none' || !sender) return
      const direct = { kind: 'direct' as const, id: sender.id }
      await platform.says(direct, '单独说')
      expect(ear.last()).toMatchObject({ chat: direct, sender: { id: sender.id } })
      expect(await adapter.send(message('单独回', { chat: direct }))).toMatchObject({ status: 'sent' })
      expect((await harness.seen(direct)).map((one) => one.text)).toContain('单独回')
      expect(await shown()).not.toContain('单独回')
    })

    where(hears && can.direct !== 'none')('a private message arrives as a direct chat with the person', async () => {
      const platform = people()
      await platform.says({ kind: 'direct', id: harness.person() }, '我想单独说')
      expect(ear.last()).toMatchObject({ text: '我想单独说', chat: { kind: 'direct', id: harness.person() } })
    })

    where(hears)('what the bot writes is not taken for a resident’s words', async () => {
      const platform = people()
      await adapter.send(message('记下了'))
      await platform.says(harness.group(), '好')
      expect(ear.heard.filter((one) => one.text === '记下了' && !one.isSelf)).toEqual([])
    })

    where(hears)('what the bot’s account writes from elsewhere is its own', async () => {
      const platform = people()
      if (await platform.botWritesElsewhere('我在手机上写的'))
        expect(ear.last()).toMatchObject({ text: '我在手机上写的', isSelf: true })
      expect(ear.heard.filter((one) => !one.isSelf)).toEqual([])
    })

    test('a message that is sent is seen, and its id is told where the platform tells it', async () => {
      const result = await adapter.send(message('记下了，建议12号'))
      expect(result.status).toBe('sent')
      const seen = (await harness.seen(harness.group())).at(-1)
      expect(seen?.text).toBe('记下了，建议12号')
      if (can.sendReturnsId && result.status === 'sent') expect(result.nativeId).toBe(seen?.id)
    })

    where(can.idempotency.kind === 'key')('sending twice with one key shows one message', async () => {
      const out = message('只说一次')
      const first = await adapter.send(out)
      const second = await adapter.send(out)
      expect(second).toEqual(first)
      expect((await shown()).filter((text) => text === '只说一次')).toHaveLength(1)
    })

    test('a chat that does not exist is refused for good, with a reason', async () => {
      const result = await adapter.send(message('有人吗', { chat: { kind: 'group', id: 'no-such-group' } }))
      expect(result.status).toBe('rejected')
      if (result.status === 'rejected') expect(result.reason).not.toBe('')
    })

    test('a message that gets no answer is unknown, and is not said twice', async () => {
      const out = message('没有回音')
      const doubtfulSince = around.time.now()
      harness.nextSend('unanswered')
      const sending = adapter.send(out)
      let result: SendResult | null = null
      void sending.then((answer) => {
        result = answer
      })
      await inTime(() => result !== null)
      expect(await sending).toEqual({ status: 'unknown' })
      expect((await shown()).filter((text) => text === '没有回音').length).toBeLessThanOrEqual(1)
      if (can.idempotency.kind !== 'key') return
      expect((await adapter.send({ ...out, doubtfulSince })).status).toBe('sent')
      expect((await shown()).filter((text) => text === '没有回音')).toHaveLength(1)
    })

    test('an answer that takes its time is waited for', async () => {
      harness.nextSend('slow')
      expect((await adapter.send(message('慢慢来'))).status).toBe('sent')
      expect((await shown()).filter((text) => text === '慢慢来')).toHaveLength(1)
    })

    test('a platform that says “not so fast” is obeyed, with its own hint', async () => {
      const hint = harness.nextSend('limited')
      const result = await adapter.send(message('慢一点'))
      expect(result.status).toBe('rate')
      if (result.status !== 'rate') return
      if (hint === null) expect(result.retryAfterMs).toBeGreaterThan(0)
      else expect(result.retryAfterMs).toBe(hint)
      expect(await shown()).not.toContain('慢一点')
    })

    test('a long text is never cut in silence: its parts fit, the whole is sent whole or refused', async () => {
      const long = '今天把3栋门口的扶手装好了。\n'.repeat(2 * Math.ceil(can.maxText.n / 15)).trimEnd()
      for (const part of splitText(long, can.maxText))
        expect(await adapter.send(message(part))).toMatchObject({ status: 'sent' })
      expect((await shown()).join('\n')).toBe(long)
      const before = (await shown()).length
      const result = await adapter.send(message(long))
      if (result.status === 'sent') expect((await shown()).slice(before).join('\n')).toBe(long)
      else expect(result.status).toBe('rejected')
    })

    test('a card shows its buttons, or its numbered text where there are none', async () => {
      await adapter.send(message('', { card: CARD }))
      const seen = (await harness.seen(harness.group())).at(-1)
      if (can.buttons) expect(seen?.buttons).toEqual(['装', '不装'])
      else expect(seen).toMatchObject({ buttons: [], text: cardText(CARD) })
    })

    where(can.editCard)('a card is changed in its place, and its new buttons work', async () => {
      const sent = await adapter.send(message('', { card: CARD }))
      const id = sent.status === 'sent' ? (sent.nativeId ?? '') : ''
      const before = (await harness.seen(harness.group())).length
      const more = { ...CARD, buttons: [...CARD.buttons, { label: '都行', value: 'poll:1:3', say: '3' }] }
      for (let time = 0; time < 2; time += 1)
        expect((await adapter.editCard?.(id, more, harness.group()))?.status).toBe('sent')
      expect(await harness.seen(harness.group())).toHaveLength(before)
      await must(harness.taps?.bind(harness))(harness.group(), '都行')
      expect(ear.last()).toMatchObject({ kind: 'action', action: 'poll:1:3' })
      await adapter.editCard?.(id, { ...CARD, buttons: [] }, harness.group())
      expect((await harness.seen(harness.group())).at(-1)?.buttons).toEqual([])
    })

    where(can.buttons && hears)('a tapped button arrives as an action with its value and the person', async () => {
      await adapter.send(message('', { card: CARD }))
      await must(harness.taps?.bind(harness))(harness.group(), '不装')
      expect(ear.last()).toMatchObject({ kind: 'action', action: 'poll:1:2', sender: { id: harness.person() } })
    })

    where(can.media.out)('a picture is shown', async () => {
      expect(await adapter.send(message('结果', { image: { png: PNG, alt: '结果图' } }))).toMatchObject({
        status: 'sent',
      })
      expect((await harness.seen(harness.group())).some((one) => one.hasImage)).toBe(true)
    })

    where(hears && can.replyOut)('a reply quotes the message it answers', async () => {
      const platform = people()
      await platform.says(harness.group(), '建议：装扶手')
      const { nativeMsgId } = ear.last()
      await adapter.send(message('记下了', { replyTo: nativeMsgId }))
      expect((await harness.seen(harness.group())).at(-1)?.quotes).toBe(nativeMsgId)
    })

    where(hears && can.quoteIn !== 'none')('a quote tells which message is meant', async () => {
      const platform = people()
      const sent = await adapter.send(message('要不要装充电桩'))
      const quote = sent.status === 'sent' ? sent.nativeId : undefined
      await platform.says(harness.group(), '装', quote === undefined ? {} : { quote })
      if (can.quoteIn === 'id') expect(ear.last().quote?.nativeMsgId).toBe(quote)
      else expect(ear.last().quote?.text).toBe('要不要装充电桩')
    })

    where(hears && can.mentionIn !== 'none')('a mention of the bot is known as such, and only that', async () => {
      const platform = people()
      await platform.says(harness.group(), '我的建议到哪了', { mentionBot: true })
      expect(ear.last().mentions.filter((mention) => mention.self)).toHaveLength(1)
      if (can.receive !== 'all') return
      await platform.says(harness.group(), '随便说说')
      expect(ear.last().mentions.some((mention) => mention.self)).toBe(false)
    })

    test('a capability is a method, and the method works', async () => {
      expect(can.members).toBe('members' in adapter)
      expect(can.recall).toBe('recall' in adapter)
      expect(can.leave).toBe('leave' in adapter)
      expect(can.edit).toBe('edit' in adapter)
      expect(can.editCard).toBe('editCard' in adapter)
      const members = await adapter.members?.(harness.group())
      if (members) expect(members.map((member) => member.id)).toContain(harness.person())
      const sent = await adapter.send(message('说错了'))
      const id = sent.status === 'sent' ? sent.nativeId : undefined
      if (id === undefined) return
      if (adapter.edit) {
        expect((await adapter.edit(id, '说对了')).status).toBe('sent')
        expect(await shown()).toContain('说对了')
      }
      if (adapter.recall) {
        expect((await adapter.recall(id)).status).toBe('sent')
        expect((await harness.seen(harness.group())).map((one) => one.id)).not.toContain(id)
      }
    })

    where(hears && can.ids === 'session')(
      'a new login shows in the epoch, and ids of the old one are refused',
      async () => {
        const platform = people()
        await platform.says(harness.group(), '登录前')
        const before = ear.last()
        await must(harness.relogin?.bind(harness))()
        await inTime(() => adapter.health() === 'ok')
        await platform.says(harness.group(), '登录后')
        const after = ear.last()
        expect(after.epoch).not.toBe(before.epoch)
        expect(after.epoch).toBe(adapter.epoch())
        expect(after.chat.id).not.toBe(before.chat.id)
        expect((await adapter.send(message('旧群号', { chat: before.chat }))).status).toBe('rejected')
        expect((await adapter.send(message('新群号', { chat: after.chat }))).status).toBe('sent')
      },
    )

    where(hears)('a lost connection shows in its health, and what was missed is named', async () => {
      const platform = people()
      expect(adapter.health()).toBe('ok')
      await platform.drop(async () => {
        expect(adapter.health()).not.toBe('ok')
        await platform.says(harness.group(), '没人听见')
      })
      await inTime(() => adapter.health() === 'ok')
      const told = ear.gaps.some(
        (gap) => gap.adapter === adapter.name && gap.account === adapter.account && gap.from <= gap.to,
      )
      const caughtUp = ear.heard.some((one) => one.text === '没人听见' && one.late)
      // Where the platform can tell it, a gap is not enough.
      expect(can.history ? caughtUp : told).toBe(true)
    })

    where(hears && !can.history && can.connection === 'kept')(
      'a gap is told from its beginning by every start until it is stored',
      async () => {
        const platform = people()
        await platform.says(harness.group(), '听见了')
        await around.time.passes(30_000)
        let close = () => {}
        const told: Gap[] = []
        ear.gap = (gap) => {
          told.push(gap)
          return new Promise((_, reject) => {
            close = () => reject(new Error('closed before it was stored'))
          })
        }
        await platform.drop(async () => await around.time.passes(5_000))
        // It hears again for a while.
        for (let second = 0; second < 60; second += 1) await around.time.passes(1_000)
        const [first] = told
        expect(around.seen.at).toBeLessThanOrEqual(first?.from ?? 0)
        close()
        await adapter.stop({ keepSession: true })
        await around.time.passes(5_000)
        const next = new Ear()
        await adapter.start(next)
        await inTime(() => next.gaps.length > 0)
        expect(next.gaps[0]?.from).toBe(first?.from)
        // Once it is stored, it is over.
        await inTime(() => (around.seen.at ?? 0) >= (next.gaps[0]?.to ?? Number.POSITIVE_INFINITY))
      },
    )

    where(hears)('what waits to be stored is not counted as heard', async () => {
      const platform = people()
      await platform.says(harness.group(), '一')
      await around.time.passes(30_000)
      const receive = ear.receive.bind(ear)
      const waiting: (() => void)[] = []
      ear.receive = (inbound) =>
        new Promise((resolve) => {
          waiting.push(() => resolve(receive(inbound)))
        })
      const saying = platform.says(harness.group(), '二')
      await inTime(() => waiting.length > 0)
      const then = around.time.now()
      for (let second = 0; second < 60; second += 1) await around.time.passes(1_000)
      expect(around.seen.at ?? then).toBeLessThanOrEqual(then)
      ear.receive = receive
      for (const go of waiting) go()
      await saying
      expect(ear.said).toEqual(['一', '二'])
    })

    where(hears)('many lost connections leave nothing behind', async () => {
      const platform = people()
      for (let time = 0; time < 12; time += 1) {
        // A connection that lasted is made anew at once.
        await around.time.passes(11_000)
        await platform.drop(async () => {})
        await inTime(() => adapter.health() === 'ok')
      }
      await platform.says(harness.group(), '还在')
      expect(ear.said).toEqual(['还在'])
    })

    where(hears && can.connection === 'kept')(
      'a connection that stays open but carries nothing is noticed within 30 s',
      async () => {
        const platform = people()
        const made = must(harness.connections?.bind(harness))
        const before = made()
        await must(harness.goesSilent?.bind(harness))()
        await inTime(() => adapter.health() !== 'ok' || made() > before, NOTICED_WITHIN)
        await inTime(() => adapter.health() === 'ok' && made() > before)
        await platform.says(harness.group(), '听得见吗')
        expect(ear.said).toContain('听得见吗')
        expect(ear.gaps.length > 0 || can.history).toBe(true)
      },
    )

    where(hears)('an event of an unknown kind is logged and kept, and stops nothing', async () => {
      const platform = people()
      await platform.sendsUnknown()
      expect(ear.unknowns).toHaveLength(1)
      expect(ear.unknowns[0]).toMatchObject({ adapter: adapter.name, account: adapter.account })
      expect(() => JSON.parse(ear.unknowns[0]?.raw ?? '')).not.toThrow()
      expect(adapter.health()).toBe('ok')
      await platform.says(harness.group(), '接着说')
      expect(ear.said).toEqual(['接着说'])
    })

    where(hears)('one that the store cannot keep stops nothing either', async () => {
      const platform = people()
      const unknown = ear.unknown.bind(ear)
      ear.unknown = async (event) => {
        await unknown(event)
        ear.unknown = unknown
        throw new Error('the disk is full')
      }
      // Where the platform is told so, it may say so.
      await platform.sendsUnknown().catch(() => {})
      await around.time.passes(10_000)
      await platform.says(harness.group(), '接着说')
      await inTime(() => ear.said.includes('接着说'))
      expect(adapter.health()).toBe('ok')
    })

    where(can.comings === 'all')('who leaves the group is told', async () => {
      const who = await must(harness.memberLeaves?.bind(harness))()
      expect(ear.last()).toMatchObject({ kind: 'leave', chat: harness.group(), sender: { id: who }, isSelf: false })
    })

    where(hears && can.groups)('thrown out of a group, the bot writes there no more', async () => {
      await must(harness.removesBot?.bind(harness))()
      if (can.comings !== 'none')
        expect(ear.last()).toMatchObject({ kind: 'leave', chat: harness.group(), isSelf: true })
      expect((await adapter.send(message('还有人吗'))).status).toBe('rejected')
    })

    where(can.leave)('the bot can leave a group, and writes there no more', async () => {
      expect((await adapter.leave?.(harness.group()))?.status).toBe('sent')
      expect((await adapter.send(message('还有人吗'))).status).toBe('rejected')
    })

    where(hears)('stopped, however often it was connected, it leaves nothing to be done', async () => {
      await people().drop(async () => {})
      await inTime(() => adapter.health() === 'ok')
      await adapter.stop({ keepSession: true })
      expect(around.time.waiting).toBe(0)
    })

    where(can.ids === 'session')('a restart keeps the login', async () => {
      const logins = must(harness.logins?.bind(harness))
      const before = logins()
      await adapter.stop({ keepSession: true })
      await adapter.start(ear)
      await inTime(() => adapter.health() === 'ok')
      expect(logins()).toBe(before)
    })

    where(hears)('after stop nothing arrives, and after the next start it goes on', async () => {
      const platform = people()
      await platform.says(harness.group(), '停之前')
      await adapter.stop({ keepSession: true })
      const before = ear.heard.length
      await platform.says(harness.group(), '停之后')
      expect(ear.heard).toHaveLength(before)
      expect(adapter.health()).not.toBe('ok')
      const next = new Ear()
      await adapter.start(next)
      await inTime(() => adapter.health() === 'ok')
      await platform.says(harness.group(), '又开始了')
      // What was said meanwhile may come first.
      await inTime(() => next.heard.some((one) => one.text === '又开始了'))
      expect(ear.heard).toHaveLength(before)
    })
  })
}

const claimsOf = (claimed: (around: TestAround) => Adapter): Capabilities => {
  const around = testAround()
  try {
    return capabilities(claimed(around))
  } finally {
    rmSync(around.folder, { recursive: true })
  }
}
