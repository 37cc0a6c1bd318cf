import { type Rejection, reject } from '../../core/kernel/rejection.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import { type Categorised, categoriser, MOST_ADOPTED } from '../../language/category/categorise.ts'
import { evenly } from '../../language/category/evaluate.ts'
import { CATEGORIES, detailOf, routeOf } from '../../language/category/taxonomy.ts'
import { categorisedText } from '../../phrases/triage.ts'
import { type Conversation, type Moment, type Outcome, record } from '../context.ts'
import type { Row } from '../model.ts'
import { count, find, insert, list, remove, type Task, update } from '../operations.ts'
import { reply } from '../speak.ts'
import { append } from '../trail.ts'
import { byNumber, refuse } from './suggestion-record.ts'

/** Communities whose learned categories are held; of more the oldest is learned again when it is asked for. */
const HELD = 50
const held = new Map<string, { readonly taught: string; readonly categorise: (text: string) => Categorised }>()

/**
 * How a community's suggestions are categorised: by the taxonomy, and by what its staff have corrected. Learned anew
 * when a lesson was added, within a second; what was learned from the same lessons is always the same.
 */
export function* categoriserOf(communityId: string): Task<(text: string) => Categorised> {
  const last = yield* find('lessons', { communityId }, { order: 'id', desc: true })
  const taught = `${last?.id ?? 0}/${yield* count('lessons', { communityId })}`
  const known = held.get(communityId)
  if (known?.taught === taught) return known.categorise
  const lessons = last === null ? [] : yield* list('lessons', { communityId }, { order: 'id' })
  const categorise = categoriser(lessons)
  held.delete(communityId)
  for (const oldest of [...held.keys()].slice(0, Math.max(0, held.size - HELD + 1))) held.delete(oldest)
  held.set(communityId, { taught, categorise })
  return categorise
}

/** Why a suggestion stands where it does, and whom its matter usually goes to. */
export interface Explained {
  readonly detail: string | null
  readonly route: string | null
  /** What its words would be taken for, and which of them; staff may have said otherwise. */
  readonly guess: Categorised
}

export function* explainCategory(s: Row<'suggestions'>): Task<Explained> {
  const guess = (yield* categoriserOf(s.communityId))(s.text)
  const detail = detailOf(s.text, s.category)
  return { detail, route: routeOf(s.category, detail), guess }
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
