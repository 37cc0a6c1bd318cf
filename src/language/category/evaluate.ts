import { type Example, type Judgement, learn, sequence, shuffle } from './learn.ts'

/** How well categories are told, on texts whose category is known. */
export interface Evaluation {
  readonly texts: number
  readonly labels: readonly string[]
  readonly macroF1: number
  readonly accuracy: number
  /** Accuracy where only the surest share of the texts is judged. */
  readonly atCoverage: readonly { readonly coverage: number; readonly accuracy: number; readonly certainty: number }[]
  readonly perLabel: readonly {
    readonly label: string
    readonly texts: number
    readonly precision: number
    readonly recall: number
    readonly f1: number
  }[]
  /** Rows: what it is; columns: what it was taken for; both in the order of `labels`. */
  readonly confusion: readonly (readonly number[])[]
}

export const FOLDS = 10
const COVERAGES = [1, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6, 0.5]

/** So many of a long list, at even distances; all of a short one. */
export const evenly = <T>(all: readonly T[], most: number): readonly T[] =>
  all.length <= most
    ? all
    : all.filter((_, i) => Math.floor((i * most) / all.length) !== Math.floor(((i - 1) * most) / all.length))

/** Trains on some and tests on others. */
export const testOn = (train: readonly Example[], test: readonly Example[]): Evaluation => {
  const learner = learn(train)
  return evaluationOf(test.map((example) => ({ example, judged: learner.judge(example.fields) })))
}

/** Each text judged by a learner that has not seen it: stratified folds, the same for the same file. */
export const crossValidate = (examples: readonly Example[], folds = FOLDS, seed = 1): Evaluation => {
  const fold = foldsOf(examples, folds, seed)
  const judged: Judged[] = []
  for (let out = 0; out < folds; out += 1) {
    const learner = learn(examples.filter((_, i) => fold[i] !== out))
    examples.forEach((example, i) => {
      if (fold[i] === out) judged.push({ example, judged: learner.judge(example.fields) })
    })
  }
  return evaluationOf(judged)
}

const foldsOf = (examples: readonly Example[], folds: number, seed: number): Int32Array => {
  const fold = new Int32Array(examples.length)
  const random = sequence(seed)
  let next = 0
  for (const label of [...new Set(examples.map((example) => example.label))].sort()) {
    const own = Int32Array.from([...examples.keys()].filter((i) => examples[i]?.label === label))
    shuffle(own, random)
    for (const i of own) fold[i] = next++ % folds
  }
  return fold
}

interface Judged {
  readonly example: Example
  readonly judged: Judgement
}

const evaluationOf = (all: readonly Judged[]): Evaluation => {
  const labels = [...new Set(all.flatMap(({ example, judged }) => [example.label, judged.label]))].sort()
  const place = new Map(labels.map((label, i) => [label, i]))
  const confusion = labels.map(() => labels.map(() => 0))
  for (const { example, judged } of all) {
    const row = confusion[place.get(example.label) ?? 0]
    const taken = place.get(judged.label) ?? 0
    if (row) row[taken] = (row[taken] ?? 0) + 1
  }
  const perLabel = labels.map((label, i) => {
    const right = confusion[i]?.[i] ?? 0
    const texts = sum(confusion[i] ?? [])
    const taken = sum(confusion.map((row) => row[i] ?? 0))
    return {
      label,
      texts,
      precision: share(right, taken),
      recall: share(right, texts),
      f1: share(2 * right, texts + taken),
    }
  })
  const present = perLabel.filter(({ texts }) => texts > 0)
  const right = (ones: readonly Judged[]) => ones.filter(({ example, judged }) => example.label === judged.label).length
  const surest = [...all].sort((a, b) => b.judged.certainty - a.judged.certainty)
  return {
    texts: all.length,
    labels,
    macroF1: share(sum(present.map(({ f1 }) => f1)), present.length),
    accuracy: share(right(all), all.length),
    atCoverage: COVERAGES.map((coverage) => {
      const judged = surest.slice(0, Math.round(all.length * coverage))
      return {
        coverage,
        accuracy: share(right(judged), judged.length),
        certainty: judged.at(-1)?.judged.certainty ?? 0,
      }
    }),
    perLabel,
    confusion,
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0)
const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)
