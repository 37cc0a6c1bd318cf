import { type Categorised, categoriser } from '../language/category/categorise.ts'
import { count, find, list, type Task } from './operations.ts'

type Categorise = (text: string) => Categorised

/** Communities whose learned categories are held; of more the oldest is learned again when it is asked for. */
const HELD = 50

/**
 * How the suggestions of each community are categorised: by the taxonomy, and by what its staff have corrected. Learned
 * anew when a lesson was added, within a second; what was learned from the same lessons is always the same.
 */
export class Categorisers {
  readonly #held = new Map<string, { readonly taught: string; readonly categorise: Categorise }>();

  *of(communityId: string): Task<Categorise> {
    const last = yield* find('lessons', { communityId }, { order: 'id', desc: true })
    const taught = `${last?.id ?? 0}/${yield* count('lessons', { communityId })}`
    const known = this.#held.get(communityId)
    if (known?.taught === taught) return known.categorise
    const lessons = last === null ? [] : yield* list('lessons', { communityId }, { order: 'id' })
    const categorise = categoriser(lessons)
    this.#held.delete(communityId)
    for (const oldest of this.#held.keys()) {
      if (this.#held.size < HELD) break
      this.#held.delete(oldest)
    }
    this.#held.set(communityId, { taught, categorise })
    return categorise
  }
}
