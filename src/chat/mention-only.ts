import type { Traits } from './adapter.ts'

/** What robots of office platforms have in common: in groups they hear only what mentions them, and they write text. */
export const MENTION_ONLY: Omit<Traits, 'mentionIn' | 'maxText' | 'pace'> = {
  receive: 'mention',
  groups: true,
  comings: 'none',
  direct: 'any',
  mentionOut: 'text',
  quoteIn: 'text',
  replyOut: false,
  buttons: false,
  ids: 'stable',
  history: false,
  sendReturnsId: false,
  idempotency: { kind: 'none' },
  media: { in: true, out: false },
  connection: 'kept',
  official: true,
}
