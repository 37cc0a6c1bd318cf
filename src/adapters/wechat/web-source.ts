import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import type { SendResult } from '../../chat/adapter.ts'
import type { ChatRef } from '../../chat/message.ts'
import { type Directory, decode, plain } from './decode.ts'
import type { Hearing, Source } from './source.ts'
import { tame } from './tame.ts'
import { isRoom, type RawMessage, type WebClient } from './web.ts'

/** A message waits so long (ms) for its group's members to be known, and no longer: then it comes without the name. */
const NAMES_WITHIN = 2_000
/** A group is asked for anew at most this often (ms). */
const ASK_AGAIN = 60_000
/** "Too often": WeChat does not say for how long. A burst may cost the account, so we wait long. */
const TOO_OFTEN = 1205
const TOO_OFTEN_MS = 5 * 60_000
const LOGGED_OUT: readonly number[] = [1100, 1101, 1102]
const LATER_MS = 30_000

/** wechat4u inside its puppet, as a source. */
export const webSource = (puppet: object, hearing: Hearing): Source => {
  const lanes = new Map<string, Promise<void>>()
  const asked = new Map<string, number>()
  const introduced = new Set<string>()
  const { client, logout } = tame(puppet, {
    messages: (messages) => {
      for (const raw of messages) {
        // One after the other in each chat, whatever each must wait for.
        const lane = isRoom(raw.FromUserName) ? raw.FromUserName : raw.ToUserName
        const turn = (lanes.get(lane) ?? Promise.resolve()).then(() => hear(raw))
        lanes.set(lane, turn)
      }
    },
    gaveUp: () => hearing.gaveUp(),
  })
  const online = (): WebClient => {
    const web = client()
    if (!web) throw new Error('not started')
    return web
  }

  const hear = async (raw: RawMessage): Promise<void> => {
    const web = online()
    const who: Directory = { self: web.user, find: (id) => web.contacts[id] }
    if (isRoom(raw.FromUserName) && !isKnown(raw, web)) await askFor(raw.FromUserName, web)
    const heard = decode(raw, who)
    if (heard === 'unknown') hearing.unknown(`MsgType ${raw.MsgType}`, JSON.stringify(raw))
    else if (heard) hearing.heard({ ...heard, ...introduction(heard.chat, web) })
  }

  /** A group's list of members goes with its first message in each login. */
  const introduction = ({ id }: ChatRef, web: WebClient): { readonly roster?: readonly string[] } => {
    const members = web.contacts[id]?.MemberList ?? []
    const key = `${web.user.UserName} ${id}`
    if (!isRoom(id) || members.length === 0 || introduced.has(key)) return {}
    introduced.add(key)
    const others = members.filter(({ UserName }) => UserName !== web.user.UserName)
    return {
      roster: others.map(({ UserName, DisplayName, NickName }) =>
        plain(web.contacts[UserName]?.RemarkName || DisplayName || NickName || ''),
      ),
    }
  }

  const askFor = async (room: string, web: WebClient): Promise<void> => {
    if (Date.now() - (asked.get(room) ?? 0) < ASK_AGAIN) return
    asked.set(room, Date.now())
    const asking = web
      .batchGetContact([{ UserName: room }])
      .then((found) => web.updateContacts(found))
      .catch(() => hearing.trouble('names-not-told'))
    await Promise.race([asking, wait(NAMES_WITHIN, undefined, { ref: false })])
  }

  const send = async (to: ChatRef, message: Parameters<WebClient['sendMsg']>[0]): Promise<SendResult> => {
    const web = online()
    if (!web.contacts[to.id] || isRoom(to.id) !== (to.kind === 'group'))
      return { status: 'rejected', reason: `no such ${to.kind} in this login` }
    try {
      const answer = await web.sendMsg(message, to.id)
      return { status: 'sent', ...(answer?.MsgID ? { nativeId: answer.MsgID } : {}) }
    } catch (error) {
      return verdict(error)
    }
  }

  return {
    // The account's own id is new whenever the others are.
    epoch: () => createHash('sha256').update(online().user.UserName).digest('hex').slice(0, 12),
    quietMs: () => Date.now() - (client()?.lastSyncTime || Date.now()),
    sendText: (to, text) => send(to, text),
    sendPicture: (to, png) => send(to, { file: png, filename: 'wugong.png' }),
    members: async ({ id }) =>
      (online().contacts[id]?.MemberList ?? []).map((member) => ({
        id: member.UserName,
        name: plain(member.DisplayName || member.NickName || ''),
      })),
    logout,
  }
}

const isKnown = (raw: RawMessage, web: WebClient): boolean => {
  const sender = /^(@[^:<\s]+):<br\/>/.exec(raw.Content)?.[1]
  const members = web.contacts[raw.FromUserName]?.MemberList ?? []
  return sender === undefined ? members.length > 0 : members.some(({ UserName }) => UserName === sender)
}

const refusal = z.object({ response: z.object({ data: z.object({ BaseResponse: z.object({ Ret: z.number() }) }) }) })
const neverLeft = z.object({ code: z.enum(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']) })

/** What an error of the client means for the message: only the server's own word is a refusal. */
const verdict = (error: unknown): SendResult => {
  const refused = refusal.safeParse(error)
  if (refused.success) {
    const { Ret } = refused.data.response.data.BaseResponse
    if (Ret === TOO_OFTEN) return { status: 'rate', retryAfterMs: TOO_OFTEN_MS }
    if (LOGGED_OUT.includes(Ret)) return { status: 'rate', retryAfterMs: LATER_MS }
    return { status: 'rejected', reason: `Ret ${Ret}` }
  }
  return neverLeft.safeParse(error).success ? { status: 'rate', retryAfterMs: LATER_MS } : { status: 'unknown' }
}
