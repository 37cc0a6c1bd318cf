import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { Feishu } from '../../../src/adapters/feishu/index.ts'
import { settings } from '../../../src/adapters/feishu/settings.ts'
import { Secret } from '../../../src/chat/secret.ts'
import { Ear } from '../../contract/harness.ts'
import { type TestAround, testAround } from '../../support/around.ts'
import { openTown } from '../../support/town.ts'
import { settingsFor } from './harness.ts'
import { APP_ID, LoopbackFeishu } from './loopback.ts'

const KEY = 'encrypt-key-4f1'
const RIGHT = 'verification-token-8a2'

let around: TestAround
let platform: LoopbackFeishu
let adapter: Feishu
let ear: Ear

beforeEach(async () => {
  around = testAround()
  platform = new LoopbackFeishu(around.time.now)
  await platform.listen()
  const webhook = { port: 0, encryptKey: new Secret(KEY), verificationToken: new Secret(RIGHT) }
  adapter = new Feishu(settingsFor(platform.address, { webhook }), around)
  ear = new Ear()
  await adapter.start(ear)
})
afterEach(async () => {
  await adapter.stop()
  await platform.close()
  await around.remove()
})

const seal = (payload: object, key = KEY): string => {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv)
  const sealed = Buffer.concat([iv, cipher.update(JSON.stringify(payload)), cipher.final()])
  return JSON.stringify({ encrypt: sealed.toString('base64') })
}
const sign = (body: string, at = around.time.now()): Record<string, string> => {
  const timestamp = String(Math.floor(at / 1000))
  const signature = createHash('sha256').update(`${timestamp}nonce${KEY}${body}`).digest('hex')
  return { 'x-lark-request-timestamp': timestamp, 'x-lark-request-nonce': 'nonce', 'x-lark-signature': signature }
}
const post = async (body: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`http://127.0.0.1:${adapter.webhookPort}`, { method: 'POST', body, headers })
  return { status: response.status, body: await response.json() }
}
const event = (token: string) => ({
  schema: '2.0',
  header: { event_id: 'ev_1', event_type: 'im.message.receive_v1', token },
  event: platform.received({
    ...{ id: 'om_1', chat: 'oc_g3', sender: { id: 'ou_li', type: 'user' }, type: 'text', at: around.time.now() },
    ...{ content: JSON.stringify({ text: '楼道灯坏了' }), mentions: [], deleted: false },
  }),
})

describe('events by HTTP', () => {
  test('sealed, signed and with the right token: heard', async () => {
    const body = seal(event(RIGHT))
    expect((await post(body, sign(body))).status).toBe(200)
    expect(ear.said).toEqual(['楼道灯坏了'])
  })

  test('what was heard is heard: the next start asks for what was said since, however long this one ran', async () => {
    await around.time.passes(30 * 24 * 60 * 60_000)
    const body = seal(event(RIGHT))
    await post(body, sign(body))
    await adapter.stop()
    await around.time.passes(60_000)
    await adapter.start(ear)
    expect(ear.gaps).toEqual([])
  })

  test.each<[string, () => Promise<{ status: number }>]>([
    ['plain, as the SDK would take it', () => post(JSON.stringify(event(RIGHT)))],
    ['sealed with another key', () => post(seal(event(RIGHT), 'guess'), sign(seal(event(RIGHT), 'guess')))],
    ['without a signature', () => post(seal(event(RIGHT)))],
    ['with the signature of another body', () => post(seal(event(RIGHT)), sign(seal(event(RIGHT))))],
    ['with the wrong token inside', () => forged(event('wrong'))],
    ['recorded an hour ago', () => forged(event(RIGHT), around.time.now() - 60 * 60_000)],
    ['at no time', () => forged(event(RIGHT), Number.NaN)],
    ['nothing at all', () => post('')],
  ])('refused: %s', async (_, attempt) => {
    expect((await attempt()).status).toBe(401)
    expect(ear.heard).toEqual([])
  })

  const forged = (payload: object, at?: number) => {
    const body = seal(payload)
    return post(body, sign(body, at))
  }

  test('recorded and sent again at once, it counts once: a message and a button alike', async () => {
    const town = await openTown()
    onTestFinished(() => town.close())
    const stored: boolean[] = []
    ear.receive = async (inbound) => void stored.push(await town.app.receive(inbound))
    const tapped = {
      ...{ schema: '2.0', header: { event_id: 'ev_2', event_type: 'card.action.trigger', token: RIGHT } },
      event: {
        ...{ operator: { open_id: 'ou_li' }, action: { value: { action: 'poll:1:1', label: '装' }, tag: 'button' } },
        context: { open_message_id: 'om_9', open_chat_id: 'oc_g3' },
      },
    }
    for (const payload of [event(RIGHT), tapped]) {
      const body = seal(payload)
      const headers = sign(body)
      for (let n = 0; n < 3; n += 1) expect((await post(body, headers)).status).toBe(200)
    }
    expect(stored).toEqual([true, false, false, true, false, false])
  })

  test('a body that is larger than any event is heard by nobody, whole or in pieces', async () => {
    const more = { ...event(RIGHT), more: 'x'.repeat(2_000_000) }
    const body = seal(more)
    const headers = { ...sign(body), 'content-type': 'application/json' }
    await post(body, headers).catch(() => {})
    const pieces = new Blob([body]).stream()
    const address = `http://127.0.0.1:${adapter.webhookPort}`
    await fetch(address, { method: 'POST', body: pieces, duplex: 'half', headers } as RequestInit).catch(() => {})
    expect(ear.heard).toEqual([])
    expect((await forged(event(RIGHT))).status).toBe(200)
    expect(ear.said).toEqual(['楼道灯坏了'])
  })

  test('Feishu’s first call, which tries the address, is echoed to whoever has key and token', async () => {
    const call = (token: string) => post(seal({ type: 'url_verification', challenge: 'abc', token }))
    expect(await call(RIGHT)).toEqual({ status: 200, body: { challenge: 'abc' } })
    expect((await call('wrong')).status).toBe(401)
  })

  test('there is no such door without both secrets', () => {
    const base = { appId: APP_ID, appSecret: new Secret('s') }
    expect(settings.safeParse({ ...base, webhook: { port: 1, verificationToken: new Secret('t') } }).success).toBe(
      false,
    )
    expect(settings.safeParse({ ...base, webhook: { port: 1, encryptKey: new Secret('k') } }).success).toBe(false)
  })
})
