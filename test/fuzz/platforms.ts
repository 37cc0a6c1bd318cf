import { createCipheriv, createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { xml } from '@xmpp/client'
import { WebSocket } from 'ws'
import { decodeMessage as decodeDingtalk } from '../../src/adapters/dingtalk/decode.ts'
import { frame as dingtalkFrame, robotMessage } from '../../src/adapters/dingtalk/types.ts'
import { decodeMessage as decodeFeishu, saidInList } from '../../src/adapters/feishu/decode.ts'
import {
  decodeAction,
  decodeComings,
  decodeRecall,
  decodeTopic,
  openEvent,
  sortEvent,
} from '../../src/adapters/feishu/events.ts'
import { buttonValue, listedMessage } from '../../src/adapters/feishu/types.ts'
import { Webhook } from '../../src/adapters/feishu/webhook.ts'
import { OneBot } from '../../src/adapters/onebot/adapter.ts'
import { decode as decodeOnebot } from '../../src/adapters/onebot/decode.ts'
import { readCq } from '../../src/adapters/onebot/segments.ts'
import { event as onebotEvent } from '../../src/adapters/onebot/types.ts'
import { decode as decodeQq } from '../../src/adapters/qq/decode.ts'
import { frame as qqFrame } from '../../src/adapters/qq/types.ts'
import { decodeCallback } from '../../src/adapters/wecom/decode.ts'
import { callback, frame as wecomFrame } from '../../src/adapters/wecom/types.ts'
import { decodeDirect, decodeGroup, type RoomView } from '../../src/adapters/xmpp/decode.ts'
import { NS } from '../../src/adapters/xmpp/types.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { Secret } from '../../src/chat/secret.ts'
import { Ear } from '../contract/harness.ts'
import { TestTime, testAround } from '../support/around.ts'
import { until } from '../support/until.ts'
import type { turned } from './mutate.ts'
import type { Target } from './targets.ts'

type Json = Parameters<typeof turned>[0][number]

const NOW = Date.parse('2026-03-01T09:00:00+08:00')
const SECONDS = NOW / 1_000
const sample = (name: string): Json => JSON.parse(readFileSync(new URL(`../adapters/${name}`, import.meta.url), 'utf8'))
const parsed = (input: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(input))
  } catch {
    return null
  }
}

/** What a platform says, as it comes out of its socket, and what becomes of it. */
interface Reader {
  readonly name: string
  readonly json: readonly Json[]
  read(json: unknown): readonly (Inbound | null | undefined)[]
}

const feishuEvent = (type: string, event: Json): Json => ({
  header: { event_id: 'ev_1', event_type: type, create_time: String(NOW) },
  event,
})
const feishuText = (type: string, content: Json): Json =>
  feishuEvent('im.message.receive_v1', {
    sender: { sender_id: { open_id: 'ou_li' }, sender_type: 'user' },
    message: {
      ...{ message_id: 'om_2', create_time: String(NOW), chat_id: 'oc_1', chat_type: 'p2p', message_type: type },
      content: JSON.stringify(content),
    },
  })

const feishu: Reader = {
  name: 'an event of Feishu',
  json: [
    sample('feishu/samples/message.json'),
    sample('feishu/samples/list.json'),
    feishuText('post', {
      title: '通知',
      content: [
        [
          { tag: 'text', text: '停水' },
          { tag: 'img', image_key: 'k' },
        ],
      ],
    }),
    feishuText('file', { file_key: 'f', file_name: '名册.xlsx' }),
    feishuEvent('card.action.trigger', {
      ...{ operator: { open_id: 'ou_li' }, context: { open_chat_id: 'oc_1', open_message_id: 'om_1' } },
      action: { value: { action: 'poll:1:1', label: '装' } },
    }),
    feishuEvent('im.chat.member.user.added_v1', {
      ...{ chat_id: 'oc_1', name: '三栋', users: [{ name: '张三', user_id: { open_id: 'ou_z' } }] },
    }),
    feishuEvent('im.chat.member.bot.added_v1', { chat_id: 'oc_1', name: '三栋' }),
    feishuEvent('im.chat.updated_v1', { chat_id: 'oc_1', after_change: { name: '三栋一家亲' } }),
    feishuEvent('im.message.recalled_v1', { chat_id: 'oc_1', message_id: 'om_1', recall_time: String(NOW) }),
  ],
  read: (json) => {
    const around = { account: 'app', bot: 'ou_bot', now: NOW, chatName: '三栋', nick: '张三' }
    const items = Array.isArray(Object(json).items) ? (Object(json).items as unknown[]) : []
    const listed = items.flatMap((item) => listedMessage.safeParse(item).data ?? [])
    const opened = openEvent(json)
    const sorted = opened && sortEvent(opened.type, opened.body)
    const here = { account: 'app', bot: 'ou_bot', now: NOW }
    const heard = (): readonly Inbound[] => {
      switch (sorted?.is) {
        case 'message':
          return [decodeFeishu(sorted.said, around, false)]
        case 'action': {
          const button = buttonValue.safeParse(sorted.event.action.value).data
          return button ? [decodeAction(sorted.event, button, '张三', here)] : []
        }
        case 'coming':
          return decodeComings(sorted.event, sorted.kind, sorted.self, here)
        case 'topic':
          return [decodeTopic(sorted.event, sorted.name, here)]
        case 'recall':
          return [decodeRecall(sorted.event, here)]
        default:
          return []
      }
    }
    return [...listed.map((one) => decodeFeishu(saidInList(one, false), around, true)), ...heard()]
  },
}

const qq: Reader = {
  name: 'a frame of QQ',
  json: [
    {
      ...{ op: 0, s: 3, t: 'GROUP_MESSAGE_CREATE', id: 'e1' },
      d: {
        ...{ id: 'm1', content: '<@B0T> 车库积水', timestamp: '2026-03-01T09:00:00+08:00', group_openid: 'G1' },
        author: { member_openid: 'U1', username: '张三' },
        mentions: [{ id: 'B0T', member_openid: 'B0T', username: '五共', is_you: true }],
        attachments: [{ content_type: 'image/png', filename: 'a.png', size: 3, url: '//q.example/a' }],
      },
    },
    {
      ...{ op: 0, s: 4, t: 'C2C_MESSAGE_CREATE' },
      d: { id: 'm2', content: '1', timestamp: '2026-03-01T09:00:00+08:00', author: { user_openid: 'U1' } },
    },
    { op: 0, s: 5, t: 'GROUP_ADD_ROBOT', d: { group_openid: 'G1', op_member_openid: 'U1', timestamp: SECONDS } },
  ],
  read: (json) => {
    const { data } = qqFrame.safeParse(json)
    return data ? [decodeQq(data, { account: 'app', now: NOW })] : []
  },
}

const onebot: Reader = {
  name: 'an event of OneBot',
  json: [
    {
      ...{
        post_type: 'message',
        message_type: 'group',
        time: SECONDS,
        self_id: 1,
        message_id: 9,
        user_id: 2,
        group_id: 3,
      },
      group_name: '三栋',
      message: [
        { type: 'reply', data: { id: '8' } },
        { type: 'at', data: { qq: '1', name: '五共' } },
        { type: 'text', data: { text: ' 车库积水\r\n' } },
        { type: 'image', data: { file: 'a.jpg', url: 'https://q.example/a.jpg', file_size: '12' } },
      ],
      sender: { nickname: '张三', card: '3-2-501 张三' },
    },
    {
      ...{ post_type: 'message', message_type: 'private', time: SECONDS, self_id: 1, message_id: 10, user_id: 2 },
      message: '[CQ:reply,id=8][CQ:at,qq=all] 好&#91;&amp;[CQ:image,file=a.jpg,url=https://q.example/a]',
    },
    ...['group_increase', 'group_decrease', 'group_recall'].map((notice_type) => ({
      ...{ post_type: 'notice', notice_type, time: SECONDS, self_id: 1, group_id: 3, user_id: 2, message_id: 9 },
    })),
  ],
  read: (json) => {
    const { data } = onebotEvent.safeParse(json)
    const known = { account: '1', nick: '五共', groupName: () => '三栋', now: NOW }
    return data ? [decodeOnebot(data, known)] : []
  },
}

const dingtalk: Reader = {
  name: 'a callback of DingTalk',
  json: [
    sample('dingtalk/samples/message.json'),
    {
      ...(sample('dingtalk/samples/message.json') as object),
      ...{ msgtype: 'richText', conversationType: '1', content: { richText: [{ text: '停水' }, { type: 'picture' }] } },
    },
    {
      ...(sample('dingtalk/samples/message.json') as object),
      ...{ msgtype: 'audio', content: { recognition: '路灯坏了' } },
    },
  ],
  read: (json) => {
    const callback = { type: 'CALLBACK', headers: { topic: 't', messageId: 'e1' }, data: JSON.stringify(json) }
    const frame = dingtalkFrame.safeParse(callback).data
    const message = frame && robotMessage.safeParse(JSON.parse(frame.data)).data
    return message ? [decodeDingtalk(message, 'e1', 'app', NOW)] : []
  },
}

const wecom: Reader = {
  name: 'a callback of WeCom',
  json: [
    sample('wecom/samples/callback.json'),
    {
      ...{ msgid: 'm2', chattype: 'single', from: { userid: 'zhang' }, create_time: SECONDS, msgtype: 'text' },
      text: { content: '@五共\u2005 好' },
    },
    {
      msgid: 'm3',
      chattype: 'group',
      chatid: 'g',
      from: { userid: 'z' },
      msgtype: 'voice',
      voice: { content: '灯坏了' },
    },
  ],
  read: (json) => {
    const body = wecomFrame.safeParse({ cmd: 'aibot_msg_callback', headers: { req_id: '1' }, body: json }).data?.body
    const message = callback.safeParse(body).data
    return message ? [decodeCallback(message, { account: 'bot', name: '五共', now: NOW })] : []
  },
}

/** A stanza, written as [name, attributes, ...children]. */
type Stanza = readonly [string, { readonly [name: string]: string }, ...(string | Stanza)[]]
const message = (from: string, ...children: Stanza[]): Json =>
  [
    'message',
    { from, to: 'bot@x.example/1', id: 'm1', type: 'groupchat' },
    ...children,
  ] satisfies Stanza as unknown as Json
const element = (json: unknown): ReturnType<typeof xml> | string => {
  if (!Array.isArray(json)) return typeof json === 'object' ? '' : String(json)
  const [name, attributes, ...children] = json as unknown[]
  const attrs = Object.entries(Object(attributes)).filter(([, value]) => typeof value === 'string')
  return xml(String(name), Object.fromEntries(attrs), ...children.map(element))
}
const room: RoomView = {
  ...{ jid: 'three@rooms.x.example', name: '三栋', nick: '五共', open: true, occupantId: 'o-bot' },
  occupant: (nick) => ({ nick, jid: `${nick}@x.example`, occupantId: 'o1' }),
  byOccupantId: (occupantId) => ({ nick: '张三', occupantId }),
  byJid: () => undefined,
}

const xmpp: Reader = {
  name: 'a stanza of XMPP',
  json: [
    message(
      'three@rooms.x.example/3-2-501 张三',
      ['body', {}, '> 东门要不要装\n五共: 车库积水'],
      ['stanza-id', { xmlns: NS.sid, by: 'three@rooms.x.example', id: 's1' }],
      ['occupant-id', { xmlns: NS.occupant, id: 'o1' }],
      ['reply', { xmlns: NS.reply, id: 's0' }],
      ['fallback', { xmlns: NS.fallback, for: NS.reply }, ['body', { start: '0', end: '9' }]],
      ['reference', { xmlns: NS.reference, type: 'mention', uri: 'xmpp:three@rooms.x.example/%E4%BA%94%E5%85%B1' }],
    ),
    message(
      'zhang@x.example/phone',
      ['body', {}, 'https://x.example/%E7%85%A7.jpg'],
      ['x', { xmlns: NS.oob }, ['url', {}, 'https://x.example/%E7%85%A7.jpg']],
      ['delay', { xmlns: NS.delay, stamp: '2026-03-01T00:59:00Z' }],
    ),
  ],
  read: (json) => {
    const stanza = element(json)
    if (typeof stanza === 'string') return []
    const known = { account: 'bot@x.example', own: 'bot@x.example', now: NOW }
    const rooms = new Map([[room.jid, room]])
    return [undefined, { id: 'a1', at: NOW - 1 }].flatMap((place) => [
      decodeGroup(stanza, room, known, place),
      decodeDirect(stanza, rooms, known, place),
    ])
  },
}

/** What comes in through each platform: it is read or refused, and what is read can be stored and handled. */
export const platformTargets = (receive: (inbound: Inbound) => Promise<void>): Target[] => [
  ...[feishu, qq, onebot, dingtalk, wecom, xmpp].map(({ name, json, read }) => ({
    ...{ name, json, seeds: json.map((one) => new TextEncoder().encode(JSON.stringify(one))) },
    read: async (input: Uint8Array) => {
      for (const inbound of read(parsed(input))) if (inbound) await receive(inbound)
    },
  })),
  {
    name: 'a text with CQ codes',
    seeds: ['[CQ:at,qq=1] 好&#91;&#93;&amp;&#44;[CQ:image,file=a,url=b]', '[CQ:[CQ:,,=]'].map((text) =>
      new TextEncoder().encode(text),
    ),
    read: (input) => readCq(new TextDecoder().decode(input)),
  },
]

/** OneBot's way in by a socket: what comes as a frame, and what is answered to whom it asks when it has connected. */
export const onebotSocket = async (): Promise<{ target: Target; close: () => Promise<void> }> => {
  const around = testAround()
  const way = { way: 'reverse', host: '127.0.0.1', port: 0, token: new Secret('token') } as const
  const adapter = new OneBot(way, around)
  const ear = new Ear()
  await adapter.start(ear)
  const answer = { status: 'ok', retcode: 0, echo: '1', data: { messages: [...onebot.json] } }
  const json: Json[] = [...onebot.json, answer, [{ group_id: 3, group_name: '三栋' }], { user_id: 1, nickname: '五共' }]
  let socket: WebSocket | null = null
  let fed = 0
  const call = async (data: unknown): Promise<WebSocket> => {
    const headers = { Authorization: 'Bearer token' }
    const called = new WebSocket(`ws://127.0.0.1:${adapter.port}/onebot`, { headers })
    called.on('error', () => {})
    called.on('message', (text) => {
      const { echo } = JSON.parse(String(text)) as { echo: string }
      called.send(JSON.stringify({ status: 'ok', retcode: 0, echo, data }))
    })
    await once(called, 'open')
    return called
  }
  return {
    target: {
      name: 'a frame and an answer on OneBot’s socket',
      json,
      seeds: json.map((one) => new TextEncoder().encode(JSON.stringify(one))),
      read: async (input) => {
        fed += 1
        if (fed % 5 === 1 || socket?.readyState !== WebSocket.OPEN) {
          socket?.terminate()
          socket = await call(parsed(input))
        }
        socket.send(fed % 2 === 0 ? input : new TextDecoder().decode(input))
        const last = { ...Object(onebot.json[0]), message_id: 1_000_000 + fed, message: `last${fed}` }
        socket.send(JSON.stringify(last))
        await until(() => socket?.readyState !== WebSocket.OPEN || ear.heard.some(({ text }) => text === `last${fed}`))
        for (const list of [ear.heard, ear.unknowns, around.logged]) list.length = 0
      },
    },
    close: async () => {
      socket?.terminate()
      await adapter.stop()
      await around.remove()
    },
  }
}

/** Feishu's way in by HTTP, asked by a stranger and by somebody who knows the keys. */
export const webhook = async (): Promise<{ target: Target; close: () => void }> => {
  const [key, token] = ['encrypt-key', 'verification-token']
  const time = new TestTime()
  const options = { host: '127.0.0.1', port: 0, encryptKey: new Secret(key), verificationToken: new Secret(token) }
  const server = new Webhook({ options, time, event: async (payload) => void feishu.read(payload) })
  await server.open()
  const sealed = (bytes: Uint8Array): string => {
    const iv = Buffer.alloc(16)
    const cipher = createCipheriv('aes-256-cbc', createHash('sha256').update(key).digest(), iv)
    return JSON.stringify({ encrypt: Buffer.concat([iv, cipher.update(bytes), cipher.final()]).toString('base64') })
  }
  const post = async (body: string) => {
    const stamp = String(Math.floor(time.now() / 1_000))
    const signature = createHash('sha256').update(`${stamp}n${key}`).update(body).digest('hex')
    const headers = {
      ...{ 'x-lark-request-timestamp': stamp, 'x-lark-request-nonce': 'n', 'x-lark-signature': signature },
    }
    const answer = await fetch(`http://127.0.0.1:${server.port}`, { method: 'POST', body, headers })
    await answer.text()
    if (answer.status !== 200 && answer.status !== 401) throw new Error(`answered ${answer.status}`)
  }
  const json = feishu.json.map((one) => {
    const { header, ...event } = Object(one) as { header?: object }
    return { ...event, header: { ...header, token } } as unknown as Json
  })
  return {
    target: {
      name: 'Feishu’s webhook',
      json: [...json, { type: 'url_verification', challenge: 'c', token }],
      seeds: json.map((one) => new TextEncoder().encode(sealed(new TextEncoder().encode(JSON.stringify(one))))),
      read: async (input) => {
        await post(new TextDecoder().decode(input))
        await post(sealed(input))
      },
    },
    close: () => server.close(),
  }
}
