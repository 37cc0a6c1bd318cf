import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Adapter, type Capabilities, capabilities, type OutMessage } from '../../src/chat/adapter.ts'
import type { Card } from '../../src/chat/card.ts'
import { cardText } from '../../src/chat/card.ts'
import type { ChatRef, Gap, Inbound } from '../../src/chat/message.ts'
import { splitText } from '../../src/chat/split.ts'

/** A message as people on the platform see it. */
interface Seen {
  readonly id: string
  readonly text: string
  /** Labels of its buttons. */
  readonly buttons: readonly string[]
  readonly quotes?: string
  readonly hasImage: boolean
}

/**
 * A platform in a test's hands: the adapter, and what people do and see on the other side. Ids are native ones. What a
 * platform does not have, its harness leaves out. Every action resolves when its event has reached the intake.
 */
export interface AdapterHarness {
  readonly adapter: Adapter
  /** A group with at least one person, who may write to the bot in private too. */
  group(): ChatRef
  person(): string
  says(chat: ChatRef, text: string, more?: { readonly quote?: string; readonly mentionBot?: boolean }): Promise<void>
  /** What is shown in a chat now, oldest first. */
  seen(chat: ChatRef): Promise<readonly Seen[]>
  /** The platform delivers its last event once more. */
  redeliver(): Promise<void>
  /** The person taps a button by its label, on the newest card of the chat. */
  taps?(chat: ChatRef, label: string): Promise<void>
  relogin?(): Promise<void>
  /** The connection is lost and comes back; in between `during` happens unseen. */
  drop?(during: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

/** Takes what an adapter hears. */
class Ear {
  readonly heard: Inbound[] = []
  readonly gaps: Gap[] = []
  async receive(inbound: Inbound): Promise<void> {
    this.heard.push(inbound)
  }
  async gap(gap: Gap): Promise<void> {
    this.gaps.push(gap)
  }
  last(): Inbound {
    const inbound = this.heard.at(-1)
    if (!inbound) throw new Error('nothing was heard')
    return inbound
  }
}

const CARD: Card = {
  title: '东门要不要装充电桩',
  lines: ['回数字就行'],
  buttons: [
    { label: '装', value: 'poll:1:1', say: '1' },
    { label: '不装', value: 'poll:1:2', say: '2' },
  ],
  footer: '明天18:00截止',
}

const PNG = Uint8Array.from(
  Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
)

/** What every adapter must do. Tests of what a platform cannot do at all are skipped, by its capabilities alone. */
export const adapterContract = (name: string, makeHarness: () => Promise<AdapterHarness>): void => {
  describe(`${name} keeps the adapter contract`, () => {
    let harness: AdapterHarness
    let adapter: Adapter
    let ear: Ear
    let can: Capabilities
    let count = 0

    beforeEach(async () => {
      harness = await makeHarness()
      adapter = harness.adapter
      can = capabilities(adapter)
      ear = new Ear()
      await adapter.start(ear)
    })
    afterEach(() => harness.close())

    const message = (text: string, more: Partial<OutMessage> = {}): OutMessage => {
      count += 1
      return { key: `key-${count}`, chat: harness.group(), text, ...more }
    }
    const shown = async () => (await harness.seen(harness.group())).map((one) => one.text)

    test('what a person says arrives with who, where and when', async () => {
      await harness.says(harness.group(), '楼道灯坏了')
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

    test('each event has its own id, and a redelivery repeats it', async () => {
      await harness.says(harness.group(), '一')
      await harness.says(harness.group(), '二')
      const [first, second] = ear.heard
      expect(first?.eventId).not.toBe(second?.eventId)
      await harness.redeliver()
      expect(ear.heard).toHaveLength(3)
      expect(ear.last().eventId).toBe(second?.eventId)
      expect(ear.last().text).toBe('二')
    })

    test('messages of one chat arrive in the order they were said', async () => {
      const said = Array.from({ length: 20 }, (_, index) => `第${index}句`)
      for (const text of said) await harness.says(harness.group(), text)
      expect(ear.heard.map((one) => one.text)).toEqual(said)
    })

    test('a private message arrives as a direct chat with the person', async (context) => {
      context.skip(can.direct === 'none')
      await harness.says({ kind: 'direct', id: harness.person() }, '我想单独说')
      expect(ear.last()).toMatchObject({ text: '我想单独说', chat: { kind: 'direct', id: harness.person() } })
    })

    test('what the bot writes is not taken for a resident’s words', async () => {
      await adapter.send(message('记下了'))
      await harness.says(harness.group(), '好')
      expect(ear.heard.filter((one) => one.text === '记下了' && !one.isSelf)).toEqual([])
    })

    test('a message that is sent is seen, and its id is told where the platform tells it', async () => {
      const result = await adapter.send(message('记下了，建议12号'))
      expect(result.status).toBe('sent')
      const seen = (await harness.seen(harness.group())).at(-1)
      expect(seen?.text).toBe('记下了，建议12号')
      if (can.sendReturnsId && result.status === 'sent') expect(result.nativeId).toBe(seen?.id)
    })

    test('sending twice with one key shows one message', async (context) => {
      context.skip(can.idempotency.kind !== 'key')
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

    test('a tapped button arrives as an action with its value and the person', async (context) => {
      context.skip(!can.buttons || harness.taps === undefined)
      await adapter.send(message('', { card: CARD }))
      await harness.taps?.(harness.group(), '不装')
      expect(ear.last()).toMatchObject({ kind: 'action', action: 'poll:1:2', sender: { id: harness.person() } })
    })

    test('a picture is shown', async (context) => {
      context.skip(!can.media.out)
      expect(await adapter.send(message('结果', { image: { png: PNG, alt: '结果图' } }))).toMatchObject({
        status: 'sent',
      })
      expect((await harness.seen(harness.group())).some((one) => one.hasImage)).toBe(true)
    })

    test('a reply quotes the message it answers', async (context) => {
      context.skip(!can.replyOut)
      await harness.says(harness.group(), '建议：装扶手')
      const { nativeMsgId } = ear.last()
      await adapter.send(message('记下了', { replyTo: nativeMsgId }))
      expect((await harness.seen(harness.group())).at(-1)?.quotes).toBe(nativeMsgId)
    })

    test('a quote tells which message is meant', async (context) => {
      context.skip(can.quoteIn === 'none')
      const sent = await adapter.send(message('要不要装充电桩'))
      const quote = sent.status === 'sent' ? sent.nativeId : undefined
      await harness.says(harness.group(), '装', quote === undefined ? {} : { quote })
      if (can.quoteIn === 'id') expect(ear.last().quote?.nativeMsgId).toBe(quote)
      else expect(ear.last().quote?.text).toBe('要不要装充电桩')
    })

    test('a mention of the bot is known as such, and only that', async (context) => {
      context.skip(can.mentionIn === 'none')
      await harness.says(harness.group(), '我的建议到哪了', { mentionBot: true })
      expect(ear.last().mentions.filter((mention) => mention.self)).toHaveLength(1)
      if (can.receive !== 'all') return
      await harness.says(harness.group(), '随便说说')
      expect(ear.last().mentions.some((mention) => mention.self)).toBe(false)
    })

    test('a capability is a method, and the method works', async () => {
      expect(can.members).toBe('members' in adapter)
      expect(can.recall).toBe('recall' in adapter)
      expect(can.edit).toBe('edit' in adapter)
      expect(can.backfill).toBe('backfill' in adapter)
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

    test('backfill repeats what was said, marked late, with the same event ids', async (context) => {
      context.skip(!can.backfill)
      await harness.says(harness.group(), '一')
      await harness.says(harness.group(), '二')
      const before = ear.heard.splice(0)
      await adapter.backfill?.(before[0]?.sentAt ?? 0)
      expect(ear.heard.map((one) => one.eventId)).toEqual(before.map((one) => one.eventId))
      expect(ear.heard.every((one) => one.late)).toBe(true)
    })

    test('a new login shows in the epoch, and ids of the old one are refused', async (context) => {
      context.skip(harness.relogin === undefined)
      await harness.says(harness.group(), '登录前')
      const before = ear.last()
      await harness.relogin?.()
      await harness.says(harness.group(), '登录后')
      const after = ear.last()
      expect(after.epoch).not.toBe(before.epoch)
      expect(after.epoch).toBe(adapter.epoch())
      expect(after.chat.id).not.toBe(before.chat.id)
      expect((await adapter.send(message('旧群号', { chat: before.chat }))).status).toBe('rejected')
      expect((await adapter.send(message('新群号', { chat: after.chat }))).status).toBe('sent')
    })

    test('a lost connection shows in its health, and what was missed is named', async (context) => {
      context.skip(harness.drop === undefined)
      expect(adapter.health()).toBe('ok')
      await harness.drop?.(async () => {
        expect(adapter.health()).not.toBe('ok')
        await harness.says(harness.group(), '没人听见')
      })
      expect(adapter.health()).toBe('ok')
      const told = ear.gaps.some(
        (gap) => gap.adapter === adapter.name && gap.account === adapter.account && gap.from <= gap.to,
      )
      const caughtUp = ear.heard.some((one) => one.text === '没人听见' && one.late)
      expect(told || caughtUp).toBe(true)
    })

    test('after stop nothing arrives, and after the next start it goes on', async () => {
      await harness.says(harness.group(), '停之前')
      await adapter.stop({ keepSession: true })
      const before = ear.heard.length
      await harness.says(harness.group(), '停之后')
      expect(ear.heard).toHaveLength(before)
      expect(adapter.health()).not.toBe('ok')
      const next = new Ear()
      await adapter.start(next)
      await harness.says(harness.group(), '又开始了')
      expect(next.heard.map((one) => one.text)).toContain('又开始了')
      expect(ear.heard).toHaveLength(before)
    })
  })
}
