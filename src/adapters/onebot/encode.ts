import type { OutMessage, SendResult } from '../../chat/adapter.ts'
import type { ChatRef } from '../../chat/message.ts'
import { type Answer, type Segment, sentData } from './types.ts'

/** QQ says "too often" without saying how long to wait (ms). */
const SLOWER_MS = 60_000

/** A number of QQ from an id of ours; null where it is none, so that nothing is sent to a stranger's number. */
export const qqNumber = (id: string): number | null => {
  const number = Number(id)
  return /^\d{4,16}$/.test(id) && Number.isSafeInteger(number) ? number : null
}

/** Where a message goes, as parameters; null where the id is none of this platform's. */
export const target = (chat: ChatRef): Readonly<Record<string, number>> | null => {
  const number = qqNumber(chat.id)
  if (number === null) return null
  return chat.kind === 'group' ? { group_id: number } : { user_id: number }
}

/** The parts of a message. As segments and never as one string, or a resident's "[CQ:…]" would be a command. */
export const segmentsOf = (out: Pick<OutMessage, 'replyTo' | 'image'>, text: string): Segment[] => [
  ...(out.replyTo === undefined ? [] : [{ type: 'reply', data: { id: out.replyTo } }]),
  ...(text === '' ? [] : [{ type: 'text', data: { text } }]),
  ...(out.image
    ? [{ type: 'image', data: { file: `base64://${Buffer.from(out.image.png).toString('base64')}` } }]
    : []),
]

/**
 * What an answer says about a message. No answer, or one that speaks of a timeout on the way to QQ, says nothing: the
 * message may have arrived. Implementations pass QQ's refusals on as words only.
 */
export const resultOf = (answer: Answer | null): SendResult => {
  if (!answer || answer.status === 'async') return { status: 'unknown' }
  if (answer.status === 'ok') {
    const sent = sentData.safeParse(answer.data)
    return sent.success ? { status: 'sent', nativeId: sent.data.message_id } : { status: 'sent' }
  }
  const why = `${answer.message ?? ''} ${answer.wording ?? ''}`
  if (/time\s?-?out|超时/i.test(why)) return { status: 'unknown' }
  if (/频繁|频率|too (?:fast|many|frequent)|rate limit/i.test(why)) return { status: 'rate', retryAfterMs: SLOWER_MS }
  return { status: 'rejected', reason: `retcode ${answer.retcode}` }
}
