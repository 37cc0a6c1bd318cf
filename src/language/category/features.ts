import { fold } from '../fold.ts'
import { mentionsIn } from './taxonomy.ts'

/** What a text is seen as: how often each feature occurs, in three views that weigh the same whatever their size. */
export interface Views {
  /** Single characters and pairs of Chinese writing. */
  readonly grams: ReadonlyMap<string, number>
  /** Words of the taxonomy. */
  readonly words: ReadonlyMap<string, number>
  /** What those words are about: both levels. */
  readonly topics: ReadonlyMap<string, number>
}

/** Longer texts are read by their beginning. */
const LONGEST = 4_000

export const viewsOf = (text: string): Views => {
  const folded = fold(text.slice(0, LONGEST)).toLowerCase()
  const grams = new Map<string, number>()
  for (const [run] of folded.matchAll(/\p{Script=Han}+/gu)) {
    const characters = [...run]
    characters.forEach((character, at) => {
      add(grams, character, 1)
      const next = characters[at + 1]
      if (next !== undefined) add(grams, character + next, 1)
    })
  }
  const words = new Map<string, number>()
  const topics = new Map<string, number>()
  for (const { word, topics: about } of mentionsIn(folded)) {
    if (word.length > 1) add(words, word, 1)
    // A word of several matters speaks less for each; a longer word says more.
    const share = Math.sqrt(word.length / 2) / about.length
    for (const { category, detail } of about) {
      add(topics, category, share)
      add(topics, `${category}/${detail}`, share)
    }
  }
  return { grams, words, topics }
}

const add = (counts: Map<string, number>, key: string, by: number): void => {
  counts.set(key, (counts.get(key) ?? 0) + by)
}
