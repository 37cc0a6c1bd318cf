import { MINUTE } from '../core/kernel/calendar.ts'
import { insert, type Task } from './operations.ts'
import { tokenHash } from './secrets.ts'

/** Minutes a one-time secret is good for. */
const LIFE = { link: 10, staff: 30 } as const

/**
 * Keeps the hash of a one-time secret: `link` opens the console, `staff` proves the role in chat. Returns how many
 * minutes it is good for.
 */
export function* giveToken(
  kind: keyof typeof LIFE,
  secret: string,
  communityId: string,
  now: number,
  holder: { readonly memberId: string | null; readonly role: string } = { memberId: null, role: 'staff' },
): Task<number> {
  yield* insert('tokens', { hash: tokenHash(secret), kind, communityId, ...holder, expiresAt: now + LIFE[kind] * MINUTE })
  return LIFE[kind]
}
