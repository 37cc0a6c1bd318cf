import type { Moment } from './context.ts'
import { digestDue } from './handlers/digest.ts'
import { pollDue } from './handlers/poll-closing.ts'
import { tallyDue } from './handlers/tally.ts'
import { scrubOldWords } from './handlers/retention.ts'
import { homesDue } from './handlers/unreached.ts'
import { remindDue } from './handlers/work.ts'
import type { Firing } from './incoming.ts'
import type { Task } from './operations.ts'

/** Does what a due moment is for. A kind we no longer know (of an older version) is let go. */
export function* onTimer(moment: Moment, firing: Firing): Task<void> {
  switch (firing.kind) {
    case 'poll-close':
      return yield* pollDue(moment, firing)
    case 'poll-tally':
      return yield* tallyDue(moment, firing)
    case 'poll-homes':
      return yield* homesDue(moment, firing)
    case 'work-reminder':
      return yield* remindDue(moment, firing)
    case 'scrub':
      return yield* scrubOldWords(moment)
    case 'digest':
      return yield* digestDue(moment, firing)
  }
}
