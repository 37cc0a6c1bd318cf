import { type Views, viewsOf } from './features.ts'

/** A text with the category that somebody gave it. `fields`: its parts (title, body), the same number in every example. */
export interface Example {
  readonly fields: readonly string[]
  readonly label: string
  /** How much it counts beside one that staff have labelled (1). */
  readonly weight?: number
}

/** What a text is taken for. */
export interface Judgement {
  readonly label: string
  /** 0 to 1. Comparable between texts of one learner; not a promised frequency. */
  readonly certainty: number
  /** Words and characters of the text that spoke most for it, the strongest first. */
  readonly because: readonly string[]
}

export interface Learner {
  readonly labels: readonly string[]
  judge(fields: readonly string[]): Judgement
}

/** Numbered features of one text. */
interface Vector {
  readonly at: Int32Array
  readonly value: Float64Array
}

/** One view of one field: which features it knows, how telling each is, and how much the view counts. */
interface Block {
  readonly field: number
  readonly view: keyof Views
  readonly number: ReadonlyMap<string, number>
  readonly idf: readonly number[]
  readonly offset: number
  readonly weight: number
}

/** Found by repeated cross-validation (`npm run bench:language`); coarse on purpose. */
const VIEW_WEIGHT: Readonly<Record<keyof Views, number>> = { grams: 1, words: 0.8, topics: 0.7 }
/** In long texts most characters are about nothing: their grams are kept only where they recur, and count less. */
const LONG_FIELD = 80
const LONG_GRAM_WEIGHT = 0.4
const LONG_GRAM_RECURS = 3
const COST = 0.5
const ROUNDS = 15
const SMOOTHING = 0.1
const SHARPNESS = 3

/**
 * Learns categories from examples: one linear support vector machine for each label (dual coordinate descent, Hsieh et
 * al. 2008) decides; how far its choice leads, there and by naive Bayes over the same features, says how sure that is. The same examples in the
 * same order give the same learner, to the bit. Refuses nothing: of no examples it knows nothing and judges ''.
 */
export const learn = (examples: readonly Example[]): Learner => {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  const seen = examples.map(({ fields }) => fields.map(viewsOf))
  const blocks = blocksOf(examples, seen)
  const size = blocks.reduce((sum, { number }) => sum + number.size, 0)
  const vectors = seen.map((views) => vectorOf(blocks, views))
  const weights = examples.map(({ weight }) => weight ?? 1)
  const machines = labels.map((label) =>
    separate(
      vectors,
      examples.map((example) => (example.label === label ? 1 : -1)),
      weights,
      size,
    ),
  )
  const bayes = labels.map((label) => logLikelihood(vectors, examples, weights, label, size))
  const names = blocks.flatMap(({ view, number }) => [...number.keys()].map((name) => ({ name, view })))
  return {
    labels,
    judge: (fields) => {
      const vector = vectorOf(blocks, fields.map(viewsOf))
      const decided = softmax(machines.map((machine) => SHARPNESS * dot(machine, vector)))
      const best = decided.reduce((top, share, i) => (share > (decided[top] ?? 0) ? i : top), 0)
      const machine = machines[best]
      if (!machine) return { label: '', certainty: 0, because: [] }
      const likely = softmax(bayes.map((log) => dot(log, vector)))
      const certainty = Math.max(0, (lead(decided, best) + lead(likely, best) / 2) / 1.5)
      return { label: labels[best] ?? '', certainty, because: strongest(machine, vector, names) }
    },
  }
}

const blocksOf = (examples: readonly Example[], seen: readonly (readonly Views[])[]): Block[] => {
  const blocks: Block[] = []
  let offset = 0
  for (let field = 0; field < (seen[0]?.length ?? 0); field += 1) {
    const length = examples.reduce((sum, { fields }) => sum + (fields[field]?.length ?? 0), 0) / examples.length
    for (const view of ['grams', 'words', 'topics'] as const) {
      const long = view === 'grams' && length > LONG_FIELD
      const documents = new Map<string, number>()
      for (const views of seen)
        for (const feature of views[field]?.[view].keys() ?? [])
          documents.set(feature, (documents.get(feature) ?? 0) + 1)
      const kept = [...documents].filter(([, count]) => !long || count >= LONG_GRAM_RECURS)
      blocks.push({
        field,
        view,
        number: new Map(kept.map(([feature], i) => [feature, i])),
        idf: kept.map(([, count]) => Math.log((1 + examples.length) / (1 + count)) + 1),
        offset,
        weight: long ? LONG_GRAM_WEIGHT : VIEW_WEIGHT[view],
      })
      offset += kept.length
    }
  }
  return blocks
}

const vectorOf = (blocks: readonly Block[], views: readonly Views[]): Vector => {
  const at: number[] = []
  const value: number[] = []
  for (const { field, view, number, idf, offset, weight } of blocks) {
    const from = value.length
    let squares = 0
    for (const [feature, count] of views[field]?.[view] ?? []) {
      const i = number.get(feature)
      if (i === undefined) continue
      const x = Math.log1p(count) * (idf[i] ?? 0)
      at.push(offset + i)
      value.push(x)
      squares += x * x
    }
    const scale = weight / (Math.sqrt(squares) || 1)
    for (let k = from; k < value.length; k += 1) value[k] = (value[k] ?? 0) * scale
  }
  return { at: Int32Array.from(at), value: Float64Array.from(value) }
}

/** How far a share stands before the next one; negative where another is greater. */
const lead = (shares: readonly number[], best: number): number =>
  (shares[best] ?? 0) - Math.max(0, ...shares.filter((_, i) => i !== best))

/** The last weight is the label's own inclination. */
const dot = (weights: Float64Array, { at, value }: Vector): number => {
  let sum = weights[weights.length - 1] ?? 0
  for (let k = 0; k < at.length; k += 1) sum += (weights[at[k] ?? 0] ?? 0) * (value[k] ?? 0)
  return sum
}

/** Dual coordinate descent for the squared hinge loss: `side` is 1 for the label's own examples and -1 for others. */
const separate = (
  vectors: readonly Vector[],
  side: readonly number[],
  weight: readonly number[],
  size: number,
): Float64Array => {
  const weights = new Float64Array(size + 1)
  const dual = new Float64Array(vectors.length)
  const slack = weight.map((w) => 1 / (2 * COST * w))
  const norm = vectors.map(({ value }, i) => value.reduce((sum, x) => sum + x * x, 1) + (slack[i] ?? 0))
  const order = Int32Array.from(vectors.keys())
  const random = sequence()
  for (let round = 0; round < ROUNDS; round += 1) {
    shuffle(order, random)
    for (const i of order) {
      const vector = vectors[i]
      const y = side[i] ?? 0
      const old = dual[i] ?? 0
      if (!vector) continue
      const gradient = y * dot(weights, vector) - 1 + old * (slack[i] ?? 0)
      const next = Math.max(0, old - gradient / (norm[i] ?? 1))
      if (next === old) continue
      dual[i] = next
      const step = (next - old) * y
      const { at, value } = vector
      for (let k = 0; k < at.length; k += 1) {
        const j = at[k] ?? 0
        weights[j] = (weights[j] ?? 0) + step * (value[k] ?? 0)
      }
      weights[size] = (weights[size] ?? 0) + step
    }
  }
  return weights
}

/** Naive Bayes: the log of how often each feature occurs under a label. */
const logLikelihood = (
  vectors: readonly Vector[],
  examples: readonly Example[],
  weight: readonly number[],
  label: string,
  size: number,
): Float64Array => {
  const counts = new Float64Array(size + 1).fill(SMOOTHING)
  let total = SMOOTHING * size
  vectors.forEach(({ at, value }, i) => {
    if (examples[i]?.label !== label) return
    for (let k = 0; k < at.length; k += 1) {
      const x = (value[k] ?? 0) * (weight[i] ?? 1)
      const j = at[k] ?? 0
      counts[j] = (counts[j] ?? 0) + x
      total += x
    }
  })
  const logs = counts.map((count) => Math.log(count / total))
  // Common labels are not preferred: the machines know how common they are.
  logs[size] = 0
  return logs
}

const softmax = (scores: readonly number[]): number[] => {
  const top = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - top))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map((power) => power / sum)
}

/** A fixed sequence of pseudo-random numbers in [0, 1): the order of training must not depend on chance. */
export const sequence = (seed = 7): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

export const shuffle = (order: Int32Array, random: () => number): void => {
  for (let i = order.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1))
    const held = order[i] ?? 0
    order[i] = order[j] ?? 0
    order[j] = held
  }
}

const REASONS = 3

/** Words as a reader understands them; pairs of characters only where no word spoke; our own names of topics never. */
const strongest = (
  machine: Float64Array,
  { at, value }: Vector,
  names: readonly { readonly name: string; readonly view: keyof Views }[],
): string[] => {
  const spoke = [...at]
    .map((j, k) => ({ of: names[j], force: (machine[j] ?? 0) * (value[k] ?? 0) }))
    .filter(({ force }) => force > 0)
    .sort((a, b) => b.force - a.force)
  const named = (view: keyof Views) =>
    spoke.flatMap(({ of }) => (of?.view === view && of.name.length > 1 ? [of.name] : [])).slice(0, REASONS)
  const words = named('words')
  return words.length > 0 ? words : named('grams')
}
