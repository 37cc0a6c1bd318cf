import { type Outcome, Simulator, type World } from '../../../src/adapters/simulator/index.ts'
import type { ChatRef } from '../../../src/chat/message.ts'
import type { AdapterHarness } from '../../contract/harness.ts'
import type { TestAround } from '../../support/around.ts'

export const WORLD: World = {
  people: [
    { id: 'u1', nick: '张三' },
    { id: 'u2', nick: '李四' },
    { id: 's1', nick: '王主任', staff: true },
  ],
  rooms: [
    {
      id: 'g3',
      name: '幸福里3栋业主群',
      members: [{ person: 'u1', card: '3-2-501 张三' }, { person: 'u2' }, { person: 's1', card: '社区 王主任' }],
    },
    { id: 'gc', name: '幸福里居委会', members: [{ person: 's1' }] },
  ],
}

export const idOf = (outcome: Outcome): string => {
  if ('refused' in outcome) throw new Error(outcome.refused)
  return outcome.id
}

/** May say again what it has said, as a platform does that is not sure whether it was heard. */
class Repeating extends Simulator {
  async repeat(): Promise<void> {
    for (const event of this.state.said()) await this.delivery.again(event)
  }
}

export const simulatorHarness = async ({ time: clock }: TestAround): Promise<AdapterHarness> => {
  const adapter = new Repeating({ clock, seed: WORLD })
  const native = (id: string) => (adapter.epoch() === '' ? id : `${adapter.epoch()}.${id}`)
  const room = (chat: ChatRef) => (chat.kind === 'direct' ? 'bot' : 'g3')
  const shown = (chat: ChatRef) =>
    (adapter.history({ person: 'u1', room: room(chat) }, 0) ?? []).filter((one) => !one.recalled)
  return {
    adapter,
    group: () => ({ kind: 'group', id: native('g3') }),
    person: () => native('u1'),
    secrets: [],
    says(chat, text, { agoMs = 0, attach, ...more } = {}) {
      if (agoMs > 0) adapter.setFaults({ late: true })
      const picture = attach ? { type: 'image/png' as const, base64: 'iVBORw0KGgo=', alt: '照片' } : undefined
      idOf(adapter.say({ person: 'u1', room: room(chat), text, ...more, ...(picture ? { picture } : {}) }))
      if (agoMs > 0)
        return clock
          .passes(agoMs)
          .then(() => adapter.tick())
          .then(() => adapter.settled())
      return adapter.settled()
    },
    async seen(chat) {
      return shown(chat).map((one) => ({
        id: one.id,
        text: one.text,
        buttons: one.card?.buttons.map((button) => button.label) ?? [],
        hasImage: one.picture !== undefined,
        ...(one.quote ? { quotes: one.quote.id } : {}),
      }))
    },
    async redeliver() {
      await adapter.repeat()
    },
    nextSend(fate) {
      if (fate === 'slow') return null
      adapter.setFaults(fate === 'limited' ? { rate: 1 } : { unknown: 'shown' })
      return fate === 'limited' ? 3_000 : null
    },
    botWritesElsewhere: async () => false,
    sendsUnknown: () => adapter.sendStrange('red-packet'),
    async memberLeaves() {
      idOf(adapter.part({ room: 'g3', person: 'u2' }))
      await adapter.settled()
      return native('u2')
    },
    async removesBot() {
      idOf(adapter.part({ room: 'g3', person: 'bot' }))
      await adapter.settled()
    },
    async taps(chat, label) {
      const card = shown(chat).findLast((one) => one.card)
      const value = card?.card?.buttons.find((button) => button.label === label)?.value ?? ''
      idOf(adapter.tap({ person: 'u1', message: card?.id ?? '', value }))
      await adapter.settled()
    },
    async relogin() {
      adapter.relogin()
    },
    async drop(during) {
      adapter.setFaults({ dropped: true })
      await during()
      await clock.passes(60_000)
      adapter.setFaults({ dropped: false, backfill: true })
      await adapter.settled()
    },
    async close() {
      await adapter.stop()
      adapter.close()
    },
  }
}
