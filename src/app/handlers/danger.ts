import { momentText } from '../../core/kernel/calendar.ts'
import { ALARM_LIFE, ALARM_PAUSE, isUnspoken } from '../../core/people/emergency.ts'
import type { Danger } from '../../language/meaning.ts'
import { alarmText, outletAlarmText, staffAlarmText, worriedText } from '../../phrases/danger.ts'
import { type Conversation, type Outcome, record } from '../context.ts'
import { list, type Task } from '../operations.ts'
import { reply, replyPrivately, tellOutlets, tellStaff } from '../speak.ts'

interface Answered {
  readonly answered: boolean
  readonly doubtful: boolean
}

/**
 * Life in danger: the emergency number at once where it was said, and a call to staff. One person's cries about one
 * danger are answered once in ten minutes, and not when they are long past; every one of them reaches staff. What is
 * doubtful is for its author and staff: no group is frightened by it. Nor does one hear of a life that somebody wants to end.
 */
export function* alarm(at: Conversation, danger: Danger, doubtful: boolean): Task<Outcome> {
  const subject = `danger:${danger}`
  const recent = yield* list('events', { communityId: at.community.id, subject, at: { gt: at.now - ALARM_PAUSE } })
  const answered = recent.some(
    ({ actor, data }) =>
      actor === at.member.id && (data as Answered).answered && (doubtful || !(data as Answered).doubtful),
  )
  const answer = !answered && at.now - at.inbound.sentAt <= ALARM_LIFE
  yield* record(at, 'danger.reported', subject, { answered: answer, group: at.group?.id ?? null, doubtful })
  if (answer && (doubtful || isUnspoken(danger))) yield* replyPrivately(at, { text: worriedText(danger) })
  else if (answer) yield* reply(at, { text: alarmText(danger) }, 'free')
  const time = momentText(at.inbound.sentAt, at.now, at.community.timezone)
  if (!doubtful) yield* tellOutlets(at, { text: outletAlarmText(danger, time, at.group?.name ?? null) })
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
  })
  return 'asked'
}
