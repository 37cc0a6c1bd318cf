/** Whether words speak of what was or of what is to be. Null where they say neither, or both. */
export type Tense = 'past' | 'future'

const PAST =
  /了(?!解)|过(?![年节道路来去往于分期])|已经?|曾|又(?!要)|还没|没(?:有)?(?:来|修|人|水|电|灯|气)|被|一直|到现在|至今|以来|刚(?!好)|坏|漏|堵着|挂着/
const FUTURE =
  /希望|建议|请(?!假)|能不能|能否|可不可以|可以|想(?!起)|将|要(?!是)|会(?![所议不员计])|打算|计划|准备|安排|组织|举办|举行|报名|提前|之前|以前|前(?:能|把|修|完|弄|解决|通)/
const STOPS = /[，,。；;！!？?\n]/

/** The tense of the clause in which a time stands. Nothing is told from the rest of the text. */
export const tenseAt = (text: string, start: number, end: number): Tense | null => {
  let from = start
  while (from > 0 && !STOPS.test(text[from - 1] ?? '')) from -= 1
  let to = end
  while (to < text.length && !STOPS.test(text[to] ?? '')) to += 1
  const clause = text.slice(from, start) + text.slice(end, to)
  const past = PAST.test(clause)
  const future = FUTURE.test(clause)
  if (past === future) return null
  return past ? 'past' : 'future'
}
