import type { Adapter } from '../../src/chat/adapter.ts'
import { Secret } from '../../src/chat/secret.ts'
import { adapterContract } from '../contract/adapter.ts'
import type { TestAround } from '../support/around.ts'
import { loftAt } from './loft.ts'
import { platform } from './pigeon.ts'

const WEATHER = { limited: 'windy', unanswered: 'hawk', slow: 'fair' } as const
let lofts = 0

const pigeons = (around: TestAround): Adapter => {
  const read = platform.read({ loft: `loft ${lofts}`, whistle: new Secret('tweet-tweet') })
  if ('problems' in read) throw new Error('the settings are wrong')
  return read.create(around)
}

/** 4. The harness: what people do and see on the other side. Then the suite says what is still wrong. */
adapterContract('pigeon post', pigeons, async (around) => {
  lofts += 1
  const adapter = pigeons(around)
  const loft = loftAt(`loft ${lofts}`, 'tweet-tweet')
  return {
    adapter,
    secrets: ['tweet-tweet'],
    group: () => ({ kind: 'group', id: '3栋' }),
    person: () => '张三',
    seen: async (chat) =>
      loft.shown
        .filter(({ roof }) => roof === chat.id)
        .map(({ text }, n) => ({ id: String(n), text, buttons: [], hasImage: false })),
    nextSend: (fate) => {
      loft.weather = WEATHER[fate]
      return null
    },
    says: (chat, text, { agoMs = 0 } = {}) => loft.write(chat.id, '张三', text, around.time.now() - agoMs),
    redeliver: () => loft.deliverAgain(),
    botWritesElsewhere: async (text) => {
      await loft.write('3栋', loft.owner, text, around.time.now())
      return true
    },
    sendsUnknown: () => loft.sendStrange(),
    removesBot: async () => {
      loft.roofs.delete('3栋')
    },
    drop: async (during) => {
      const from = around.time.now()
      loft.isOpen = false
      await during()
      await loft.open(from, around.time.now())
    },
    close: () => adapter.stop({ keepSession: true }),
  }
})
