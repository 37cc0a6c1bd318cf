import type { ChatRef } from '../../chat/message.ts'

/**
 * How long (ms) and how often a message may be answered; everything beyond is a push, which needs the owner's leave and
 * has a quota. Groups: tencent-connect/bot-docs issue 216; private: the interface's page on private messages.
 * Read 2026-11-24.
 */
const WINDOW = { group: { ms: 5 * 60_000, replies: 5 }, direct: { ms: 60 * 60_000, replies: 4 } }
/** A window is not used to its very end (ms): the answer has to arrive in it. */
const MARGIN_MS = 5_000

/** Which message an answer belongs to, and its number among that message's answers: QQ shows each number once. */
export interface Place {
  readonly msg_id: string
  readonly msg_seq: number
}

interface Opening {
  readonly id: string
  readonly until: number
  used: number
}

/** The messages of each chat that may still be answered. */
export class Windows {
  readonly #open = new Map<string, Opening[]>()

  /** Somebody said something. */
  opened(chat: ChatRef, id: string, sentAt: number): void {
    const key = `${chat.kind}:${chat.id}`
    const all = this.#open.get(key) ?? []
    if (all.some((one) => one.id === id)) return
    const { ms, replies } = WINDOW[chat.kind]
    const kept = all.filter((one) => one.until > sentAt && one.used < replies)
    this.#open.set(key, [...kept.slice(-50), { id, until: sentAt + ms - MARGIN_MS, used: 0 }])
  }

  /** Takes a place among the answers to the newest message that has one; null: it would be a push. */
  take(chat: ChatRef, now: number): Place | null {
    const { replies } = WINDOW[chat.kind]
    const opening = this.#open.get(`${chat.kind}:${chat.id}`)?.findLast((one) => one.until > now && one.used < replies)
    if (!opening) return null
    opening.used += 1
    return { msg_id: opening.id, msg_seq: opening.used }
  }
}
