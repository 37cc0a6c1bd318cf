import { momentText } from '../../phrases/moments.ts'
import { ALARM_LIFE, ALARM_PAUSE, isUnspoken } from '../../core/people/emergency.ts'
import type { Danger } from '../../language/meaning.ts'
import { alarmText, staffAlarmText, watchAlarmText, worriedText } from '../../phrases/danger.ts'
import { dangersAsideText } from '../../phrases/digest.ts'
import { type Conversation, isDesk, type Outcome, record } from '../context.ts'
import { asideMark, openDangers } from '../dangers.ts'
import type { Row } from '../model.ts'
import { find, list, type Task } from '../operations.ts'
import { once, reachesStaff, reply, replyPrivately, tellGroup, tellStaff } from '../speak.ts'

/**
 * Life in danger: the emergency number at once where it was said, and a call to staff. Of one danger a group hears the
 * number once in ten minutes, however many cry: what they write about who is still inside must not be pushed away. So
 * does one person in private. Nobody is answered when it is long past; every cry reaches staff. What is doubtful is for
 * its author and staff: no group is frightened by it. Nor does one hear of a life that somebody wants to end.
 */
export function* alarm(at: Conversation, danger: Danger, doubtful: boolean): Task<Outcome> {
  const subject = `danger:${danger}`
  const recent = yield* list('events', { communityId: at.community.id, subject, at: { gt: at.now - ALARM_PAUSE } })
  const aside = at.group === null || doubtful || isUnspoken(danger)
  const answered = recent.some(({ actor, data: cry }) => {
    if (!cry.answered || (cry.doubtful && !doubtful)) return false
    return aside ? actor === at.member.id : cry.group === at.group?.id
  })
  const answer = !answered && at.now - at.inbound.sentAt <= ALARM_LIFE
  yield* record(at, 'danger.reported', subject, { answered: answer, group: at.group?.id ?? null, doubtful })
  const reached = yield* reachesStaff(at, at.inbound)
  const watching = doubtful ? [] : yield* watchers(at, reached)
  const told = reached || watching.length > 0
  if (answer && (doubtful || isUnspoken(danger)))
    yield* replyPrivately(at, { text: worriedText(danger, told), urgent: true })
  else if (answer) yield* reply(at, { text: alarmText(danger, told), urgent: true }, 'free')
  const time = momentText(at.inbound.sentAt, at.now, at.community.timezone)
  const watched = { text: watchAlarmText(danger, time, at.group?.name ?? null, reached), urgent: true }
  if (!answered) for (const { id } of watching) yield* tellGroup(at, id, watched, 'free')
  yield* tellStaff(at, {
    text: staffAlarmText({
      danger,
      doubtful,
      time,
      name: at.member.name,
      home: at.residency?.home ?? null,
      verified: at.residency?.status === 'verified',
      group: at.group?.name ?? null,
      words: at.inbound.text.slice(0, 500),
    }),
    urgent: true,
  })
  return 'asked'
}

/**
 * Where several of the committee read what happened, never of whom: always what only writes to them elsewhere, and their
 * groups where no member of staff can be told alone.
 */
function* watchers(at: Conversation, reached: boolean): Task<readonly Row<'groups'>[]> {
  const watching: Row<'groups'>[] = []
  for (const group of yield* list('groups', { communityId: at.community.id, scope: { in: ['committee', 'staff'] } })) {
    const chat = yield* find('chats', { id: group.chatId })
    if (chat?.kind === 'outlet' || (!reached && group.id !== at.group?.id)) watching.push(group)
  }
  return watching
}

/** /知道了: those who cried have been looked after. The answer comes where it was said, if that is staff's own place. */
export function* putDangersAside(at: Conversation): Task<Outcome> {
  const open = yield* openDangers(at.community.id, at.now)
  for (const { seq } of open) {
    const key = `event:${seq}`
    yield* once(at, asideMark(key))
    yield* record(at, 'concern.put-aside', key)
  }
  const text = dangersAsideText(open.length)
  if (at.group && isDesk(at.group)) yield* reply(at, { text })
  else yield* replyPrivately(at, { text })
  return 'command'
}
