import { createHash } from 'node:crypto'
import { xml } from '@xmpp/client'
import type { OutMessage, SendResult } from '../../chat/adapter.ts'
import { readMessageId } from './ids.ts'
import type { Element } from './session.ts'
import { NS } from './types.ts'

/** While a server wants less of us (ms); XMPP has no words for how long. */
const SLOWER_MS = 5_000

/** The id a message bears on the platform, from our key: the same at every try, so its echo is known for it. */
export const ourId = (key: string): string => `wugong-${createHash('sha256').update(key).digest('hex').slice(0, 40)}`

export const isOurId = (id: unknown): id is string => typeof id === 'string' && /^wugong-[0-9a-f]{40}$/.test(id)

/** A message as a stanza. `to` and `type` say where: a room, or somebody alone. */
export const encode = (out: OutMessage, text: string, to: string, type: 'groupchat' | 'chat'): Element => {
  const id = ourId(out.key)
  const quoted = out.replyTo === undefined ? null : readMessageId(out.chat, out.replyTo)
  return xml(
    'message',
    { to, type, id },
    xml('body', {}, withoutControls(text)),
    xml('origin-id', { xmlns: NS.sid, id }),
    quoted === null ? '' : xml('reply', { xmlns: NS.reply, id: quoted }),
  )
}

/** XML has no place for these; one of them would end the whole connection. */
const withoutControls = (text: string): string =>
  text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')

/** What an error says about a message: it did not arrive, and whether it may later. */
export const refusal = (error: Element | undefined): SendResult => {
  const condition = error?.getChildElements()[0]?.getName() ?? 'undefined-condition'
  return error?.attrs.type === 'wait'
    ? { status: 'rate', retryAfterMs: SLOWER_MS }
    : { status: 'rejected', reason: condition }
}
