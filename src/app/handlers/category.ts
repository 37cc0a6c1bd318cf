import { type Rejection, reject } from '../../core/kernel/rejection.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import { type Categorised, MOST_ADOPTED } from '../../language/category/categorise.ts'
import { evenly } from '../../language/category/evaluate.ts'
import { CATEGORIES, detailOf, routeOf } from '../../language/category/taxonomy.ts'
import { categorisedText } from '../../phrases/triage.ts'
import type { Categorisers } from '../categorisers.ts'
import { type Conversation, type Moment, type Outcome, record } from '../context.ts'
import type { Row } from '../model.ts'
import { insert, list, remove, type Task, update } from '../operations.ts'
import { reply } from '../speak.ts'
import { append } from '../trail.ts'
import { refuse } from './privately.ts'
import { byNumber } from './suggestion-record.ts'

/** Why a suggestion stands where it does, and whom its matter usually goes to. */
export interface Explained {
  readonly detail: string | null
  readonly route: string | null
  /** What its words would be taken for, and which of them; staff may have said otherwise. */
  readonly guess: Categorised
}

export function* explainCategory(s: Row<'suggestions'>, categorisers: Categorisers): Task<Explained> {
  const categorise = yield* categorisers.of(s.communityId)
  const detail = detailOf(s.text, s.category)
  return { detail, route: routeOf(s.category, detail), guess: categorise(s.text) }
}

/** The categories that a community uses: the taxonomy's, and those of a table it adopted. */
export function* categoriesOf(communityId: string): Task<readonly string[]> {
  const taught = yield* list('lessons', { communityId, source: 'file' })
  return [...new Set([...CATEGORIES, ...taught.map(({ label }) => label)])]
}

/** Staff say what a suggestion is about; from then on texts like it are told by it. Refuses an unknown category. */
export function* correctCategory(
  moment: Moment,
  s: Row<'suggestions'>,
  category: string,
): Task<Rejection | { readonly category: string }> {
  const communityId = moment.community.id
  const known = yield* categoriesOf(communityId)
  if (!known.includes(category)) return reject('suggestion.category-unknown', { category, known: known.join('、') })
  yield* update('suggestions', { id: s.id }, { category })
  yield* remove('lessons', { communityId, suggestion: s.number })
  const lesson = { text: maskNumbers(s.text), label: category, suggestion: s.number, at: moment.now }
  yield* insert('lessons', { communityId, source: 'staff', ...lesson })
  yield* record(moment, 'suggestion.categorised', `suggestion:${s.number}`, { category, before: s.category })
  return { category }
}

/**
 * Adopts a labelled table in place of the one adopted before; what staff corrected stays. Of a long table rows at even
 * distances are kept. Returns how many.
 */
export function* adoptTable(
  communityId: string,
  rows: readonly { readonly text: string; readonly label: string }[],
  now: number,
): Task<number> {
  const kept = evenly(rows, MOST_ADOPTED)
  yield* remove('lessons', { communityId, source: 'file' })
  for (const { text, label } of kept)
    yield* insert('lessons', { communityId, source: 'file', text: maskNumbers(text), label, at: now })
  yield* append(communityId, {
    at: now,
    type: 'triage.adopted',
    actor: 'operator',
    messageId: null,
    subject: `community:${communityId}`,
    data: { rows: kept.length },
  })
  return kept.length
}

/** /分类 12 环境卫生 */
export function* categoriseSuggestion(at: Conversation, number: number, category: string): Task<Outcome> {
  const s = yield* byNumber(at, number)
  if (!s) return yield* refuse(at, reject('suggestion.not-found', { number }))
  const corrected = yield* correctCategory(at, s, category)
  if ('rejected' in corrected) return yield* refuse(at, corrected)
  yield* reply(at, { text: categorisedText(number, category) })
  return 'command'
}
