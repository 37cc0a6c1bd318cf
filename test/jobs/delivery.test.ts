import { expect, test } from 'vitest'
import { App } from '../../src/app/app.ts'
import { openChat } from '../../src/app/lane.ts'
import { alone, insert, type Task } from '../../src/app/operations.ts'
import type { OutMessage } from '../../src/chat/adapter.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { Stage } from '../support/town.ts'

const NOW = Date.parse('2026-03-01T09:00:00+08:00')
const HOUR = 3_600_000
const log = { info: () => {}, warn: () => {}, error: () => {} }
const ids = { forNative: (_: string, n: { nativeId: string }) => n.nativeId, secret: () => '', code: () => '' }

class Listener extends Stage {
  readonly heard: string[] = []
  override send = async ({ text }: OutMessage) => {
    this.heard.push(text)
    return { status: 'sent' as const }
  }
}

/** Messages for one chat of a community; the first of them may go out only from `notBefore` on. */
function* waiting(communityId: string, texts: readonly string[], notBefore: number): Task<void> {
  const key = { adapter: 'stage', account: 'bot', epoch: '', kind: 'group' as const, nativeId: communityId }
  const { id: chatId } = yield* openChat(key, { communityId, name: '' })
  yield* alone(communityId, function* () {
    for (const [i, text] of texts.entries())
      yield* insert('outbox', {
        ...{ key: text, chatId, adapter: 'stage', account: 'bot', payload: { text }, status: 'pending' },
        ...{ attempts: 0, notBefore: i === 0 ? notBefore : 0, createdAt: NOW },
      })
  })
}

test('a conversation that has to wait holds up no other of its account, however much waits in it', async () => {
  const store = openSqlite(':memory:')
  const clock = { now: () => NOW }
  const app = new App({ store, clock, around: { ids, consoleUrl: 'http://127.0.0.1' }, log })
  const adapter = new Listener()
  const delivery = new Delivery({ app, clock, log, adapters: [adapter], draw: async () => new Uint8Array() })
  const many = Array.from({ length: 450 }, (_, i) => `等${i}`)
  await app.run(function* () {
    yield* waiting('c1', many, NOW + HOUR)
    yield* waiting(
      'c2',
      Array.from({ length: 460 }, (_, i) => `快${i}`),
      0,
    )
  })
  await delivery.deliver()
  expect(adapter.heard).toHaveLength(460)
  expect(adapter.heard.at(-1)).toBe('快459')
  await store.close()
})
