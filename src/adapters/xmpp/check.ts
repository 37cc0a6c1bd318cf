import { xml } from '@xmpp/client'
import { type Around, bad, type Finding, good } from '../../chat/platform.ts'
import { Archives } from './archive.ts'
import { Room } from './room.ts'
import { type Element, Session, type Why } from './session.ts'
import type { Settings } from './settings.ts'
import { NS } from './types.ts'

/** Clocks that differ by more than this (ms) put messages on the wrong side of a close. */
const SKEW_MS = 60_000

/** Logs in beside a running program, enters every room for a moment, and looks whether messages are archived. */
export const check = async (settings: Settings, around: Around): Promise<readonly Finding[]> => {
  let why: Why = 'unreachable'
  const rooms = settings.rooms.map((jid) => new Room(jid, `${settings.nick}-check`, around.time))
  let archives: Archives | null = null
  const hear = (stanza: Element) => {
    if (archives?.take(stanza)) return
    const room = rooms.find(({ jid }) => String(stanza.attrs.from).startsWith(`${jid}/`))
    if (room && stanza.is('presence')) room.hear(stanza)
  }
  const told = (reason: Why) => {
    why = reason
  }
  const ears = { hear, alive: () => {} }
  const { signal } = new AbortController()
  const session = await Session.open(settings, around.time, ears, told, signal, 'check').catch(() => null)
  if (!session) return [noLogin(settings, why)]
  archives = new Archives(session, settings.jid)
  const findings = [
    good(`登录成功：${settings.jid}`, `Logged in as ${settings.jid}`),
    ...(await clock(session, settings, around)),
    (await archives.since(settings.jid, around.time.now()))
      ? good('私聊有存档，断线期间的补得回来', 'Private messages are archived; missed ones can be had')
      : bad(
          '服务器没有给这个账号存私聊（XEP-0313），断线期间的私聊会丢。请管理员打开 mam 模块',
          'The server keeps no archive (XEP-0313) for this account. Ask its administrator to enable mam',
        ),
  ]
  for (const room of rooms) findings.push(...(await roomFindings(room, session)))
  await session.close()
  return findings
}

const WHY: Readonly<Record<Why, (settings: Settings) => readonly [string, string]>> = {
  credentials: ({ jid }) => [
    `${jid} 的密码不对，或者没有这个账号。请管理员看一下`,
    `The password of ${jid} is wrong, or there is no such account`,
  ],
  insecure: ({ service }) => [
    `${service} 不加密，密码不能这样送出去。请改成 xmpps://，或让管理员打开 TLS`,
    `${service} is not encrypted and gets no password. Use xmpps:// or have TLS enabled`,
  ],
  replaced: ({ jid }) => [
    `${jid} 刚被别的程序顶下线。每个五共要有自己的账号`,
    `${jid} was replaced by another program. Every 五共 needs an account of its own`,
  ],
  unreachable: ({ service }) => [
    `${service} 连不上。看看地址和端口对不对，本机能不能上网`,
    `${service} cannot be reached. Check address, port and network`,
  ],
}

const noLogin = (settings: Settings, why: Why): Finding => bad(...WHY[why](settings))

/** The server's clock by XEP-0202, where it tells. */
const clock = async (session: Session, { jid }: Settings, { time }: Around): Promise<readonly Finding[]> => {
  const to = jid.split('@')[1]
  const answer = await session.request(xml('iq', { type: 'get', to }, xml('time', { xmlns: NS.time })))
  const skew = Math.abs(Date.parse(answer?.getChild('time', NS.time)?.getChildText('utc') ?? '') - time.now())
  if (!(skew > SKEW_MS)) return []
  const seconds = Math.round(skew / 1000)
  return [
    bad(`和服务器的钟差了${seconds}秒，请校准`, `Our clock and the server's differ by ${seconds} s; set them right`),
  ]
}

const roomFindings = async (room: Room, session: Session): Promise<readonly Finding[]> => {
  const entered = await room.enter(session)
  if (room.state === 'absent')
    return [
      bad(
        `没有 ${room.jid} 这个群。请用聊天程序新建它，设成“永久”“公开成员地址”，再试一次`,
        `There is no room ${room.jid}. Make it with a chat program, persistent and non-anonymous, and try again`,
      ),
    ]
  if (!entered)
    return [
      bad(
        `进不了 ${room.jid}。如果只许成员进，请群主把五共的地址加成成员`,
        `${room.jid} does not let us in. If it is for members only, let its owner add our address`,
      ),
    ]
  return [
    good(`进得了群：${room.name}`, `Can enter the room ${room.name}`),
    room.archived
      ? good('群消息有存档，断线期间的补得回来', 'Its messages are archived; missed ones can be had')
      : bad(
          `${room.jid} 不存消息，断线期间的会丢。请群主打开“存档”（muc_mam）`,
          `${room.jid} keeps no archive; let its owner enable it (muc_mam)`,
        ),
    ...(room.open
      ? []
      : [
          good(
            '提醒：这个群不公开成员地址。能用，但五共只能在对方也在群里时跟他私聊',
            'Note: the room hides addresses. It works, but private answers reach only who is in the room',
          ),
        ]),
  ]
}
