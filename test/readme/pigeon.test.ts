import { Secret } from '../../src/chat/secret.ts'
import { adapterContract } from '../contract/adapter.ts'
import { loftAt } from './loft.ts'
import { platform } from './pigeon.ts'

let lofts = 0

/** 4. The harness: what people do and see on the other side. Then the suite says what is still wrong. */
adapterContract('pigeon post', async (around) => {
  lofts += 1
  const settings = { loft: `loft ${lofts}`, whistle: new Secret('tweet-tweet') }
  const read = platform.read(settings)
  if ('problems' in read) throw new Error('the settings are wrong')
  const adapter = read.create(around)
  const loft = loftAt(settings.loft, 'tweet-tweet')
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
      loft.weather = fate === 'limited' ? 'windy' : 'hawk'
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
