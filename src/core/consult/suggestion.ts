import { addDays, DAY, instant, wallTime } from '../kernel/calendar.ts'
import { type Rejection, reject } from '../kernel/rejection.ts'

/** What a resident asks for, from the first word to the result. The rules of merging are in `merging.ts`. */
export interface Suggestion {
  readonly number: number
  readonly status: 'received' | 'accepted' | 'handed' | 'done' | 'answered' | 'withdrawn'
  readonly text: string
  readonly authorId: string
  readonly private: boolean
  readonly unit: string | null
  readonly dueAt: number
  readonly closedAt: number | null
  readonly outcome: string | null
  /** The public number of the suggestion it was merged into: always one that is itself not merged. */
  readonly mergedInto: number | null
}

export type SuggestionEvent =
  | { readonly type: 'suggestion.accepted'; readonly number: number }
  | { readonly type: 'suggestion.handed'; readonly number: number; readonly unit: string; readonly dueAt: number }
  | {
      readonly type: 'suggestion.done' | 'suggestion.answered'
      readonly number: number
      readonly text: string
      readonly at: number
    }
  | { readonly type: 'suggestion.withdrawn'; readonly number: number }
  | { readonly type: 'suggestion.appended'; readonly number: number; readonly text: string }
  | { readonly type: 'suggestion.reopened'; readonly number: number; readonly dueAt: number }
  | { readonly type: 'suggestion.resumed'; readonly number: number; readonly text: string }
  /** `path`: under which it hung before, oldest first, so that splitting puts everything back where it was. */
  | {
      readonly type: 'suggestion.merged' | 'suggestion.split'
      readonly number: number
      readonly into: number | null
      readonly from: number | null
      readonly path: readonly number[]
    }

/** How long after the result an author may say that it is not fixed. */
export const REOPEN_TIME = 7 * DAY

export const isClosed = (s: Pick<Suggestion, 'status'>): boolean => s.status === 'done' || s.status === 'answered'

/** Somebody still works on it, or should. */
export const isOpen = (s: Pick<Suggestion, 'status'>): boolean => !isClosed(s) && s.status !== 'withdrawn'

/** Calendar days, 18:00 local time of the last one. */
export const deadline = (now: number, days: number, timezone: string): number =>
  instant({ ...addDays(wallTime(now, timezone), days), hour: 18, minute: 0 }, timezone)

/** The same words, whatever the spaces, punctuation or width they were typed with. */
export const sameWords = (a: string, b: string): boolean => plain(a) === plain(b)
const plain = (text: string) => text.normalize('NFKC').replace(/[\s\p{P}]/gu, '')

/** Refuses what is not open: closed, withdrawn, or merged into another that carries it now. */
export const blocked = (s: Suggestion): Rejection | null => {
  if (s.mergedInto !== null) return reject('suggestion.merged', { number: s.number, into: s.mergedInto })
  if (s.status === 'withdrawn') return reject('suggestion.withdrawn', { number: s.number })
  return isClosed(s) ? reject('suggestion.closed', { number: s.number }) : null
}

/** 受理. Refuses a second time. */
export const decideAccept = (s: Suggestion): SuggestionEvent | Rejection => {
  if (isOpen(s) && s.mergedInto === null && s.status !== 'received')
    return reject('suggestion.accepted-already', { number: s.number })
  return blocked(s) ?? { type: 'suggestion.accepted', number: s.number }
}

/** Nobody is made to wait longer for an answer than a petition may take, unless staff say so twice. */
export const FAR = 60 * DAY

/**
 * 转办. Handing on to another unit is allowed. Without a time limit the time that was promised stays; where that has
 * passed, it is `dueDays` from now, for nobody can be promised what is over.
 */
export const decideHand = (
  command: { readonly unit: string; readonly days: number | null; readonly at?: number },
  s: Suggestion,
  { now, timezone, dueDays }: { readonly now: number; readonly timezone: string; readonly dueDays: number },
): SuggestionEvent | Rejection => {
  const days = command.days ?? (s.dueAt > now ? null : dueDays)
  const dueAt = command.at ?? (days === null ? s.dueAt : deadline(now, days, timezone))
  return blocked(s) ?? { type: 'suggestion.handed', number: s.number, unit: command.unit, dueAt }
}

/** 办结 or 答复: the result in words. Of two staff members who close it the first one counts; what was answered may still be done. */
export const decideClose = (
  command: { readonly name: 'finish' | 'answer'; readonly text: string },
  s: Suggestion,
  { now }: { readonly now: number },
): SuggestionEvent | Rejection => {
  const done = command.name === 'finish'
  const open = done && s.status === 'answered' ? { ...s, status: 'accepted' as const } : s
  return (
    blocked(open) ?? {
      type: done ? 'suggestion.done' : 'suggestion.answered',
      number: s.number,
      text: command.text,
      at: now,
    }
  )
}

/** 重开: staff take back a result that they gave too early or under a wrong number. What was promised before it holds again. */
export const decideResume = (text: string, s: Suggestion): SuggestionEvent | Rejection => {
  if (isClosed(s) && s.mergedInto === null) return { type: 'suggestion.resumed', number: s.number, text }
  return blocked(s) ?? reject('suggestion.still-open', { number: s.number })
}

/** An author takes his own back while it is open; `root` is what it was merged into, if it was. */
export const decideWithdraw = (s: Suggestion, root: Suggestion | null, actor: string): SuggestionEvent | Rejection =>
  mine(s, root, actor) ?? { type: 'suggestion.withdrawn', number: s.number }

/** An author adds words to his own while it is open. */
export const decideAppend = (
  s: Suggestion,
  root: Suggestion | null,
  text: string,
  actor: string,
): SuggestionEvent | Rejection => mine(s, root, actor) ?? { type: 'suggestion.appended', number: s.number, text }

/** Somebody else's number and a number that was never given are told alike: nobody learns what others said. */
const mine = (s: Suggestion, root: Suggestion | null, actor: string): Rejection | null => {
  if (s.authorId !== actor) return reject('suggestion.not-yours', { number: s.number })
  if (s.status === 'withdrawn') return reject('suggestion.withdrawn', { number: s.number })
  return isClosed(root ?? s) ? reject('suggestion.closed', { number: s.number }) : null
}

/**
 * "没好": whoever suggested it, or was merged in, opens it again within seven days of the result. A day that was
 * promised with a unit holds while it is ahead; otherwise he is answered by `dueAt`.
 */
export const decideReopen = (
  s: Suggestion,
  authors: readonly string[],
  { now, actor, dueAt }: { readonly now: number; readonly actor: string; readonly dueAt: number },
): SuggestionEvent | Rejection => {
  if (!authors.includes(actor)) return reject('suggestion.not-yours', { number: s.number })
  if (s.status === 'withdrawn') return reject('suggestion.withdrawn', { number: s.number })
  if (!isClosed(s) || s.closedAt === null) return reject('suggestion.still-open', { number: s.number })
  if (now - s.closedAt > REOPEN_TIME) return reject('suggestion.reopen-late', { number: s.number })
  const promised = s.unit !== null && s.dueAt > now
  return { type: 'suggestion.reopened', number: s.number, dueAt: promised ? s.dueAt : dueAt }
}

/** What an event changes: the only place that turns events into state. */
export const changeOf = (event: SuggestionEvent, s: Suggestion): Partial<Suggestion> => {
  switch (event.type) {
    case 'suggestion.accepted':
      return { status: 'accepted' }
    case 'suggestion.handed':
      return { status: 'handed', unit: event.unit, dueAt: event.dueAt }
    case 'suggestion.done':
      return { status: 'done', outcome: event.text, closedAt: event.at }
    case 'suggestion.answered':
      return { status: 'answered', outcome: event.text, closedAt: event.at }
    case 'suggestion.withdrawn':
      return { status: 'withdrawn', mergedInto: null }
    case 'suggestion.appended':
      return { text: `${s.text}\n补充：${event.text}` }
    case 'suggestion.reopened':
      return { status: 'received', dueAt: event.dueAt, closedAt: null, outcome: null }
    case 'suggestion.resumed':
      return { status: s.unit === null ? 'received' : 'handed', closedAt: null, outcome: null }
    case 'suggestion.merged':
    case 'suggestion.split':
      return { mergedInto: event.into }
  }
}
