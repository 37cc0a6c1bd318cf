import { type Example, type Judgement, type Learner, learn } from './learn.ts'
import { CATEGORIES, detailOf, NO_CATEGORY, TOPICS } from './taxonomy.ts'

/** What somebody said a text is about: staff who corrected a category, or a labelled table that was adopted. */
export interface Lesson {
  readonly text: string
  readonly label: string
  readonly source: 'staff' | 'file'
}

export interface Categorised {
  readonly category: string
  /** The taxonomy's second level; null where no word of the text says. */
  readonly detail: string | null
  readonly certainty: number
  readonly because: readonly string[]
}

/** Below this we say 其他 rather than guess. */
const ABSTAIN = 0.1
/** One word of the taxonomy beside a text that staff labelled. */
const WORD_WEIGHT = 0.2
/** One row of an adopted table beside a text that this community's own staff labelled. */
const FILE_WEIGHT = 0.5
/** So many texts of each source are learned from, the newest, so that training stays within a second or two. */
const MOST_CORRECTIONS = 1_000
export const MOST_ADOPTED = 2_000

/**
 * Tells categories: from the taxonomy's own words where nobody has taught anything yet, and from them and the lessons
 * after that. A table that was adopted brings its own labels: then only these and staff's are used, and the taxonomy's
 * words join in where a label is also a category of its. Lessons: oldest first.
 */
export const categoriser = (lessons: readonly Lesson[]): ((text: string) => Categorised) => {
  const newest = [
    ...lessons.filter(({ source }) => source === 'file').slice(-MOST_ADOPTED),
    ...lessons.filter(({ source }) => source === 'staff').slice(-MOST_CORRECTIONS),
  ]
  const own = new Set(newest.map(({ label }) => label))
  const adopted = newest.some(({ source }) => source === 'file')
  const words = (adopted ? CATEGORIES.filter((category) => own.has(category)) : CATEGORIES).flatMap(wordsOf)
  const taught = newest.map(
    ({ text, label, source }): Example => ({ fields: [text], label, weight: source === 'staff' ? 1 : FILE_WEIGHT }),
  )
  // Nothing learned yet is the same everywhere: learned once.
  const learner = newest.length === 0 ? beginner() : learn([...words, ...taught])
  return (text) => settle(text, learner.judge([text]))
}

let untaught: Learner | null = null
const beginner = (): Learner => {
  untaught ??= learn(CATEGORIES.flatMap(wordsOf))
  return untaught
}

/** Each word of a category is a small example of it. */
const wordsOf = (category: string): Example[] =>
  TOPICS.filter((topic) => topic.category === category).flatMap(({ words }) =>
    words.map((word) => ({ fields: [word], label: category, weight: WORD_WEIGHT })),
  )

const settle = (text: string, { label, certainty, because }: Judgement): Categorised =>
  certainty < ABSTAIN || because.length === 0
    ? { category: NO_CATEGORY, detail: null, certainty, because: [] }
    : { category: label, detail: detailOf(text, label), certainty, because }
