import { isRejection, type Rejection } from '../../core/kernel/rejection.ts'
import { alreadyText, signedUpForSeveralText } from '../../phrases/work.ts'
import { refusedWorkText } from '../../phrases/work-refusals.ts'
import type { Conversation, Outcome } from '../context.ts'
import type { Task } from '../operations.ts'
import {
  announceFull,
  answered,
  type Chosen,
  overlapWords,
  refuseResident,
  type Said,
  takePlace,
  tellSignedUp,
} from './signup.ts'
import { nextReminder, spotOf } from './work-state.ts'

/** 三天都来: a place in each of these shifts, and one message that says what became of each. */
export function* signUpForSeveral(at: Conversation, { shifts = [] }: Pick<Said<'signup'>, 'shifts'>): Task<Outcome> {
  const chosen = yield* shiftsAhead(at, shifts)
  const [first] = chosen
  if (!first) return 'chatter'
  yield* answered(at)
  const each: (Pick<Chosen, 'spot'> & { readonly standing: { readonly status: string; readonly position: number } })[] =
    []
  const refused: string[] = []
  for (const one of chosen) {
    const taken = yield* takePlace(at, one)
    if (taken === 'asked') continue
    if (!isRejection(taken)) each.push({ spot: one.spot, standing: taken })
    // Nothing of this posting can be had any more: said once.
    else if (taken.rejected === 'signup.closed' || taken.rejected === 'signup.cancelled')
      return yield* refuseResident(at, taken, one)
    else refused.push(yield* whyNot(at, one, taken))
  }
  if (each.length + refused.length === 0) return 'asked'
  const next = yield* nextReminder(at, first.shift, at.member.id)
  yield* tellSignedUp(at, signedUpForSeveralText(each, refused, next), first.work)
  yield* announceFull(at, ...chosen)
  return 'answer'
}

/** Those of the shifts that have not begun. */
export function* shiftsAhead(at: Conversation, shifts: readonly number[]): Task<readonly Chosen[]> {
  const chosen: Chosen[] = []
  for (const id of shifts) {
    const found = yield* spotOf(at, id)
    if (found && found.shift.start > at.now) chosen.push(found)
  }
  return chosen
}

function* whyNot(at: Conversation, { spot }: Chosen, rejection: Rejection): Task<string> {
  const { rejected, data } = rejection
  if (rejected === 'signup.already')
    return alreadyText(spot, { status: String(data.status), position: Number(data.position) })
  return rejected === 'signup.overlap' ? yield* overlapWords(at, rejection) : refusedWorkText(rejection)
}
