import type { Asked, Question, Several } from './asked.ts'
import type { Table } from '../app/model.ts'
import type { Values } from './clauses.ts'
import { isValue } from './select.ts'
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
 * What waits for a table is written once, and changes come first, so that whoever reads finds what another line's changes
 * left. Heads are held all at once and in one order, so that no two transactions wait for each other.
 */
function* askTogether(questions: readonly Question[]): Asked<readonly unknown[]> {
  const [changes, waited, free, reads]: [number[], number[], number[], number[]] = [[], [], [], []]
  const written = new Set<Table>()
  questions.forEach((question, at) => {
    if (question.do === 'write') {
      if (!written.has(question.table)) changes.push(at)
      written.add(question.table)
    } else if (isHead(question)) (question.lock === 'free' ? free : waited).push(at)
    else (isRead(question) ? reads : changes).push(at)
  })
  const asked = (at: number) => questions[at] as Question
  const heads = [waited, free].filter((some) => some.length > 0)
  const of = [...changes.map(asked), ...heads.map((some) => holding(some.map(asked) as Listing[])), ...reads.map(asked)]
  if (of.length === 0) return []
  const found = of.length === 1 ? [yield of[0] as Question] : ((yield { do: 'several', of }) as unknown[])
  const answers: unknown[] = []
  changes.forEach((at, i) => {
    answers[at] = found[i]
  })
  heads.forEach((some, i) => {
    const rows = found[changes.length + i] as Values[]
    for (const at of some) answers[at] = rows.filter((row) => row.communityId === communityOf(asked(at) as Listing))
  })
  reads.forEach((at, i) => {
    answers[at] = found[changes.length + heads.length + i]
  })
  return answers
}

const isRead = (question: Question): boolean => question.do === 'count' || (question.do === 'list' && !question.lock)

const isHead = (question: Question): question is Listing =>
  question.do === 'list' && question.table === 'heads' && question.lock !== false && isValue(communityOf(question))

const communityOf = ({ where }: Listing) => where.communityId

const holding = (heads: readonly Listing[]): Listing => ({
  do: 'list',
  table: 'heads',
  where: { communityId: { in: heads.map((head) => communityOf(head) as string) } },
  order: { by: 'communityId', desc: false },
  limit: null,
  lock: heads[0]?.lock ?? true,
})
