import { LIMITS } from '../../core/build/work.ts'
import { originalTail, size } from '../fold.ts'
import type { Problem, ShiftChange, WorkChange } from '../meaning.ts'
import { fieldOf, type Line, linesOf } from './lines.ts'
import { KEYS, payProblem, readCount, readPay, readShift } from './work.ts'

/** 下午 时间：…, 下午 人数：…: the shift's label stands in front. */
const LABELLED = new RegExp(`^([^\\s:,]{1,20})[\\s:,]+(?=(?:${KEYS.when}|${KEYS.count})(?:\\s*:|\\s))`)

/** Reads what follows /改招工 3: one line for each thing that changes. Refuses a line that says nothing it knows. */
export const readWorkChange = (text: string, now: number, timezone: string): WorkChange | Problem => {
  const lines = linesOf(text)
  if (lines.length === 0) return 'missing-text'
  let change: WorkChange = {}
  const shifts = new Map<string | null, ShiftChange>()
  for (const line of lines) {
    const detail = readDetail(line)
    if (typeof detail === 'string') return detail
    if (detail) {
      change = { ...change, ...detail }
      continue
    }
    const shift = readShiftChange(line, now, timezone)
    if (typeof shift === 'string') return shift
    shifts.set(shift.label, { ...shifts.get(shift.label), ...shift })
  }
  return shifts.size === 0 ? change : { ...change, shifts: [...shifts.values()] }
}

/** A line about the whole posting; null where it is about something else. */
const readDetail = (line: Line): WorkChange | Problem | null => {
  const paid = fieldOf(line, KEYS.pay)
  if (paid) {
    const pay = readPay(paid.folded)
    return pay ? { pay } : payProblem(paid.folded)
  }
  const texts = [
    ['title', `题目|${KEYS.title}`, LIMITS.title],
    ['place', KEYS.place, LIMITS.place],
    ['requirements', KEYS.requirements, LIMITS.requirements],
  ] as const
  for (const [name, keys, most] of texts) {
    const field = fieldOf(line, keys)
    if (field && field.folded === '') return 'missing-text'
    if (field) return size(field.own) > most ? 'too-long' : { [name]: field.own }
  }
  return null
}

const readShiftChange = (line: Line, now: number, timezone: string): ShiftChange | Problem => {
  const head = LABELLED.exec(line.folded)
  const label = head?.[1] ?? null
  const length = head?.[0].length ?? 0
  const rest = { own: originalTail(line.own, length), folded: line.folded.slice(length) }
  const count = fieldOf(rest, KEYS.count)
  if (count) {
    const places = readCount(count.folded)
    return places === undefined ? 'bad-places' : { label, places }
  }
  const when = fieldOf(rest, KEYS.when)
  if (!when) return 'missing-text'
  const shift = readShift(when, now, timezone, '')
  if (typeof shift === 'string') return shift
  // A time without its day would silently mean today, and we do not know the shift's own day here.
  const tomorrow = readShift(when, now, timezone, '明天')
  if (typeof tomorrow === 'string' || tomorrow.span.start !== shift.span.start) return 'bad-time'
  const { start, end } = shift.span
  if (end <= start) return 'end-before-start'
  if (start <= now) return 'past-time'
  return {
    label: label ?? (shift.label || null),
    start,
    end,
    ...(shift.places === null ? {} : { places: shift.places }),
  }
}
