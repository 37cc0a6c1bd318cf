import { mentionsIn } from '../category/taxonomy.ts'
import { fold } from '../fold.ts'
import { contradict, factsOf } from './guard.ts'

export interface Known {
  readonly number: number
  readonly text: string
}

/** A suggestion that may be about the same thing; a person confirms it. */
export interface Alike {
  readonly number: number
  /** Cosine of the weighed characters and pairs, 0 to 1. */
  readonly likeness: number
  /** What both say, for whoever confirms it. */
  readonly shared: readonly string[]
}

const MOST = 3
/** Below this two texts share little more than 小区 and 能不能. */
const LEAST_LIKENESS = 0.15
const LONGEST = 1_000

/** Which known suggestions hold a gram, and how much it weighs in each. */
interface Posting {
  readonly at: number[]
  readonly weight: number[]
}

/**
 * Finds suggestions that are alike by characters and pairs of characters (so a word of two, 路灯, is always found),
 * weighed by how rare they are. Two that name different buildings, amounts or sides are never alike, however much their
 * words are: in our trial the most similar pairs were exactly those.
 */
export class LikenessIndex {
  readonly #known: readonly Known[]
  readonly #postings = new Map<string, Posting>()
  readonly #lengths: Float64Array

  constructor(known: readonly Known[]) {
    this.#known = known
    this.#lengths = new Float64Array(known.length)
    known.forEach(({ text }, i) => {
      for (const [gram, count] of gramsOf(text)) {
        const posting = this.#postings.get(gram) ?? { at: [], weight: [] }
        posting.at.push(i)
        posting.weight.push(1 + Math.log(count))
        this.#postings.set(gram, posting)
      }
    })
    for (const { at, weight } of this.#postings.values()) {
      const idf = this.#idf(at.length)
      at.forEach((i, k) => {
        this.#lengths[i] = (this.#lengths[i] ?? 0) + ((weight[k] ?? 0) * idf) ** 2
      })
    }
  }

  /** The three most like a text, the likest first; none that is itself (`number`) and none below a fixed likeness. */
  like(text: string, number: number | null = null): Alike[] {
    const scores = new Float64Array(this.#known.length)
    let squares = 0
    for (const [gram, count] of gramsOf(text)) {
      const posting = this.#postings.get(gram)
      const own = (1 + Math.log(count)) * this.#idf(posting?.at.length ?? 0)
      squares += own * own
      if (!posting) continue
      const idf = this.#idf(posting.at.length)
      posting.at.forEach((i, k) => {
        scores[i] = (scores[i] ?? 0) + own * (posting.weight[k] ?? 0) * idf
      })
    }
    const likest: { i: number; likeness: number }[] = []
    scores.forEach((score, i) => {
      const likeness = score === 0 ? 0 : score / Math.sqrt(squares * (this.#lengths[i] ?? 0))
      if (likeness >= LEAST_LIKENESS) likest.push({ i, likeness })
    })
    likest.sort((a, b) => b.likeness - a.likeness || a.i - b.i)
    const facts = factsOf(text)
    const alike: Alike[] = []
    for (const { i, likeness } of likest) {
      const known = this.#known[i]
      if (alike.length === MOST) break
      if (!known || known.number === number || contradict(facts, factsOf(known.text))) continue
      alike.push({ number: known.number, likeness, shared: sharedBy(text, known.text) })
    }
    return alike
  }

  #idf(documents: number): number {
    return Math.log((1 + this.#known.length) / (1 + documents)) + 1
  }
}

const gramsOf = (text: string): Map<string, number> => {
  const grams = new Map<string, number>()
  const add = (gram: string) => grams.set(gram, (grams.get(gram) ?? 0) + 1)
  for (const [run] of fold(text.slice(0, LONGEST))
    .toLowerCase()
    .matchAll(/\p{Script=Han}+|[a-z0-9]+/gu)) {
    if (!/\p{Script=Han}/u.test(run)) {
      add(run)
      continue
    }
    const characters = [...run]
    characters.forEach((character, at) => {
      add(character)
      const next = characters[at + 1]
      if (next !== undefined) add(character + next)
    })
  }
  return grams
}

const SHARED = 3

/** What both say: words of the taxonomy first, else the longest strings of characters they have in common. */
const sharedBy = (a: string, b: string): string[] => {
  const [one, other] = [fold(a.slice(0, LONGEST)), fold(b.slice(0, LONGEST))]
  const words = [...new Set(mentionsIn(one).map(({ word }) => word))].filter(
    (word) => word.length > 1 && other.includes(word),
  )
  if (words.length > 0) return words.sort((x, y) => y.length - x.length).slice(0, SHARED)
  const strings = new Set<string>()
  for (const [run] of one.matchAll(/\p{Script=Han}{2,}/gu))
    for (let start = 0; start + 1 < run.length; start += 1) {
      let end = start + 2
      if (!other.includes(run.slice(start, end))) continue
      while (end < run.length && other.includes(run.slice(start, end + 1))) end += 1
      strings.add(run.slice(start, end))
      start = end - 1
    }
  return [...strings].sort((x, y) => y.length - x.length).slice(0, SHARED)
}
