import { positionOf } from '../../core/build/signup.ts'
import type { Exclusion } from '../../core/consult/poll.ts'
import type { Context } from '../../language/context.ts'
import { exclusionText, myAnswerText, noPollText } from '../../phrases/polls.ts'
import { mySignupText, notSignedUpText } from '../../phrases/work.ts'
import type { Conversation, Outcome } from '../context.ts'
import { find, list, type Task } from '../operations.ts'
import { groupsOf } from '../reading-context.ts'
import { reply } from '../speak.ts'
import { openOf, placeOf } from './poll-parts.ts'
import { namedIn } from './same-person.ts'
import { ownAnswers } from './standing.ts'
import { spotOf } from './work-state.ts'

/* What somebody asks in private about himself: whether he has answered, and whether he has signed up. */

/** Why an answer of his may not count: he is told that, and not to answer again. */
const EXCLUDED: readonly Exclusion[] = ['late', 'no-home', 'outside', 'unverified']

/** 我投上了吗: of each open poll of his groups, what we have of him. */
export function* myAnswers(at: Conversation, context: Context): Task<Outcome> {
  const lines: string[] = []
  for (const poll of yield* openOf(context.polls)) {
    const [own] = yield* ownAnswers(at, poll)
    const last = yield* find('ballots', { pollId: poll.id, memberId: at.member.id }, { order: 'id', desc: true })
    const { reason = null, home = null } = own ?? last ?? {}
    const excluded = EXCLUDED.find((one) => one === reason)
    lines.push(
      excluded
        ? exclusionText(excluded, poll, yield* placeOf(poll), home)
        : myAnswerText(poll, own?.choice ?? null, reason === 'home-changed'),
    )
  }
  yield* reply(at, { text: lines.length === 0 ? noPollText() : lines.join('\n') })
  return 'command'
}

/** 我报上了吗: where he, or whom he asked for, has a place or waits for one, in what is still to come. */
export function* mySignups(at: Conversation): Task<Outcome> {
  const lines: string[] = []
  const his = { memberId: at.member.id, status: { not: 'cancelled' } } as const
  for (const signup of yield* list('signups', his, { order: 'id' })) {
    const found = yield* spotOf(at, signup.shiftId)
    if (!found || found.shift.end <= at.now) continue
    const { status, onBehalfOf } = signup
    const position = positionOf(signup, yield* list('signups', { workId: signup.workId }, { order: 'id' })) ?? 0
    lines.push(mySignupText(found.spot, { status, position }, onBehalfOf))
  }
  lines.push(...(yield* heldInHisName(at)))
  yield* reply(at, { text: lines.length === 0 ? notSignedUpText() : lines.join('\n') })
  return 'command'
}

/** A place that staff confirmed for him when a neighbour asked. */
function* heldInHisName(at: Conversation): Task<string[]> {
  const self = { memberId: at.member.id, home: at.residency?.home ?? null }
  const lines: string[] = []
  for (const groupId of yield* groupsOf(at))
    for (const work of yield* list('works', { groupId, status: { not: 'cancelled' } }, { order: 'number' })) {
      const signups = yield* list('signups', { workId: work.id, status: { in: ['in', 'waiting'] } }, { order: 'id' })
      for (const signup of signups) {
        const { memberId, onBehalfOf, shiftId, status } = signup
        if (onBehalfOf === null || memberId === self.memberId) continue
        const found = yield* spotOf(at, shiftId)
        if (!found || found.shift.end <= at.now || (yield* namedIn(onBehalfOf, self, groupId)) !== 'certain') continue
        lines.push(mySignupText(found.spot, { status, position: positionOf(signup, signups) ?? 0 }, null))
      }
    }
  return lines
}
