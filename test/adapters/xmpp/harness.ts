import { xml } from '@xmpp/client'
import { Xmpp } from '../../../src/adapters/xmpp/adapter.ts'
import { messageId, readMessageId } from '../../../src/adapters/xmpp/ids.ts'
import type { Settings } from '../../../src/adapters/xmpp/settings.ts'
import type { Intake } from '../../../src/chat/adapter.ts'
import type { ChatRef, Inbound } from '../../../src/chat/message.ts'
import { Secret } from '../../../src/chat/secret.ts'
import type { AdapterHarness } from '../../contract/harness.ts'
import type { TestAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { Person } from './person.ts'
import { PASSWORD, type Prosody } from './prosody.ts'
import { Wire } from './wire.ts'

/** Where a bot is tried: a server, somebody in a room on it, and the bot's account there. */
export interface Ground {
  readonly server: Prosody
  readonly person: Person
  readonly room: string
  readonly name: string
}

/** What an intake was handed, counted by what it says. */
class Counter {
  readonly #counts = new Map<string, number>()
  readonly #intake: Intake
  constructor(intake: Intake) {
    this.#intake = intake
  }
  readonly intake: Intake = {
    receive: async (inbound: Inbound) => {
      await this.#intake.receive(inbound)
      this.#count(inbound.kind === 'msg' ? inbound.text : inbound.kind)
    },
    gap: (gap) => this.#intake.gap(gap),
    unknown: async (event) => {
      await this.#intake.unknown(event)
      this.#count('unknown')
    },
  }
  of(what: string): number {
    return this.#counts.get(what) ?? 0
  }
  #count(what: string): void {
    this.#counts.set(what, this.of(what) + 1)
  }
}

export const settingsFor = (jid: string, room: string, port: number): Settings => ({
  ...{ jid, password: new Secret(PASSWORD), service: `xmpp://127.0.0.1:${port}`, rooms: [room], nick: '五共' },
})

/** A bot of its own in a room of its own, on a server where it has the account `name` and somebody is who speaks. */
export const xmppHarness = async (around: TestAround, on: Ground): Promise<AdapterHarness> => {
  const { server, person: zhang, room, name } = on
  const wire = await Wire.to(server.port)
  const bot = `${name}@localhost`
  const settings = settingsFor(bot, room, wire.port)
  // Prosody is another process: while our time flies, its answers need some of the real one.
  around.time.breathe = () => new Promise((resolve) => setTimeout(resolve, 60))
  const adapter = new Xmpp(settings, around)
  const group: ChatRef = { kind: 'group', id: room }
  let counter: Counter | null = null
  const start = adapter.start.bind(adapter)
  adapter.start = (intake) => {
    counter = new Counter(intake)
    return start(counter.intake)
  }
  /** Does something and waits until the bot has heard of it, if it hears anything. */
  const heard = async (what: string, act: () => Promise<unknown>) => {
    const before = counter?.of(what) ?? 0
    const listening = adapter.health() === 'ok'
    await act()
    if (listening) await until(() => (counter?.of(what) ?? 0) > before)
  }
  let last = ''
  return {
    adapter,
    secrets: [PASSWORD],
    group: () => group,
    person: () => zhang.jid,
    async says(chat, text, more = {}) {
      last = text
      const to = chat.kind === 'group' ? room : bot
      const quoted = more.quote === undefined ? null : readMessageId(group, more.quote)
      const uri = `xmpp:${room}/${encodeURIComponent('五共')}`
      await heard(text, () =>
        zhang.says(
          to,
          text,
          ...(quoted === null ? [] : [xml('reply', { xmlns: 'urn:xmpp:reply:0', id: quoted })]),
          ...(more.mentionBot ? [xml('reference', { xmlns: 'urn:xmpp:reference:0', type: 'mention', uri })] : []),
          ...(more.attach
            ? [xml('x', { xmlns: 'jabber:x:oob' }, xml('url', {}, 'https://example.invalid/a.jpg'))]
            : []),
          ...(more.agoMs === undefined
            ? []
            : [
                xml('delay', {
                  xmlns: 'urn:xmpp:delay',
                  stamp: new Date(around.time.now() - more.agoMs).toISOString(),
                }),
              ]),
        ),
      )
    },
    async seen(chat) {
      await zhang.sync()
      return zhang.shown(chat.kind === 'group' ? room : bot).map(({ id, text, quotes }) => ({
        id: messageId(chat, id),
        text,
        buttons: [],
        hasImage: false,
        ...(quotes === undefined ? {} : { quotes: messageId(chat, quotes) }),
      }))
    },
    nextSend(fate) {
      wire.nextSend(fate)
      return null
    },
    redeliver: () => heard(last, async () => wire.again()),
    async botWritesElsewhere(text) {
      const phone = new Person(name, server.port)
      await phone.comes()
      await phone.enters(room, '五共的手机')
      await heard(text, () => phone.says(room, text))
      await phone.goes()
      return true
    },
    sendsUnknown: () => heard('unknown', async () => zhang.sends(room, xml('party', { xmlns: 'urn:example:party' }))),
    async drop(during) {
      wire.cut()
      await until(() => adapter.health() !== 'ok')
      await during()
      wire.heal()
      await around.time.passes(2_000)
      await until(() => adapter.health() === 'ok')
    },
    connections: () => wire.connections,
    goesSilent: async () => wire.silence(),
    removesBot: () => heard('leave', () => zhang.throwsOut(room, '五共')),
    async close() {
      await adapter.stop()
      await wire.close()
    },
  }
}
