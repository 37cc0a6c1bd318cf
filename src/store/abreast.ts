import type { Asked, Question, Several } from './asked.ts'
import type { Values } from './clauses.ts'
import type { Listing } from './shelves.ts'

/** Nothing is asked: another line has to go on first. */
export const TURN: Several = { do: 'several', of: [] }

/** Goes one step on: from the answer to what it asked to what it asks next, or to its result. */
export type Line<R> = (answer: unknown) => IteratorResult<Question, R>

/**
 * Lines of steps side by side: what they ask between one step and the next is asked together. So as many questions are
 * asked as the longest of them asks, however many there are.
 */
export function* abreast<R>(lines: readonly Line<R>[]): Asked<R[]> {
  const results: R[] = []
  let open = lines.map((line, at) => ({ line, at, asks: TURN as Question, answer: undefined as unknown }))
  while (open.length > 0) {
    const before = open.length
    open = open.filter((one) => {
      const step = one.line(one.answer)
      one.answer = undefined
      if (step.done) results[one.at] = step.value
      else one.asks = step.value
      return !step.done
    })
    const asking = open.filter(({ asks }) => asks !== TURN)
    // Whoever goes on will have to try them one after the other.
    if (asking.length === 0 && open.length === before) throw new Error('tasks that wait for each other')
    const answers = yield* askTogether(asking.map(({ asks }) => asks))
    asking.forEach((one, i) => {
      one.answer = answers[i]
    })
  }
  return results
}

/**
 * Changes come first, so that whoever reads finds what another line's changes left. Heads are held all at once and in
 * one order, so that no two transactions wait for each other.
 */
function* askTogether(questions: readonly Question[]): Asked<readonly unknown[]> {
  const [changes, heads, reads]: [number[], number[], number[]] = [[], [], []]
  questions.forEach((question, i) => {
    if (isRead(question)) reads.push(i)
    else (isHead(question) ? heads : changes).push(i)
  })
  const asked = (i: number) => questions[i] as Question
  const of = [...changes.map(asked), ...(heads.length > 0 ? [holding(heads.map(asked))] : []), ...reads.map(asked)]
  if (of.length === 0) return []
  const found = of.length === 1 ? [yield of[0] as Question] : ((yield { do: 'several', of }) as unknown[])
  const answers: unknown[] = []
  changes.forEach((at, i) => {
    answers[at] = found[i]
  })
  const held = heads.length > 0 ? (found[changes.length] as Values[]) : []
  for (const at of heads) answers[at] = held.filter(({ communityId }) => communityId === communityOf(asked(at)))
  reads.forEach((at, i) => {
    answers[at] = found[found.length - reads.length + i]
  })
  return answers
}

const isRead = (question: Question): boolean => question.do === 'count' || (question.do === 'list' && !question.lock)

const isHead = (question: Question): boolean =>
  question.do === 'list' && question.lock && question.table === 'heads' && typeof communityOf(question) === 'string'

const communityOf = (question: Question): unknown => (question as Listing).where.communityId

const holding = (heads: readonly Question[]): Listing => ({
  do: 'list',
  table: 'heads',
  where: { communityId: { in: heads.map((head) => communityOf(head) as string) } },
  order: { by: 'communityId', desc: false },
  limit: null,
  lock: true,
})
