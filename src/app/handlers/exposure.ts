import { dayKey } from '../../core/kernel/calendar.ts'
import { findPrivate } from '../../core/kernel/private.ts'
import { exposedText } from '../../phrases/triage.ts'
import { type Conversation, isStaff, record } from '../context.ts'
import type { Task } from '../operations.ts'
import { once, tellMember } from '../speak.ts'

/**
 * An ID, card or phone number in a group: whoever wrote it is told in private how to take it back, once a day and kind;
 * the group learns nothing. Staff give their own phones on purpose.
 */
export function* warnOfExposure(at: Conversation): Task<void> {
  if (!at.group) return
  const found = findPrivate(at.inbound.text)
  const kinds = new Set(found.flatMap(({ kind, sure }) => (sure ? [kind] : [])))
  if (isStaff(at.roles)) kinds.delete('mobile')
  const fresh: (typeof kinds extends Set<infer K> ? K : never)[] = []
  const day = dayKey(at.now, at.community.timezone)
  for (const kind of kinds) if (yield* once(at, `exposed:${at.member.id}:${kind}:${day}`)) fresh.push(kind)
  if (fresh.length === 0) return
  // Whoever is told anyway should take back also what only looks like a number of his.
  const unsure = found.flatMap(({ kind, sure }) => (sure || kinds.has(kind) ? [] : [kind]))
  const text = exposedText(fresh, [...new Set(unsure)], at.group.name)
  if (yield* tellMember(at, at.member.id, { text }))
    yield* record(at, 'privacy.warned', `member:${at.member.id}`, { kinds: fresh })
}
