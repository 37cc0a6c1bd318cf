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
  /** How many numbers it holds. */
  readonly size: number
  judge(fields: readonly string[]): Judgement
}

/** Numbered features of one text. */
interface Vector {
  readonly at: Int32Array
  readonly value: Float64Array
}

/** One view of a field: which features it knows, how telling each is, and how much the view counts. */
interface Block {
  readonly view: keyof Views
  readonly number: ReadonlyMap<string, number>
  readonly telling: Float64Array
  readonly offset: number
}

/** What was learned of one field: one machine for each label, over the features of its blocks. */
interface Part {
  readonly blocks: readonly Block[]
  readonly machines: readonly Float32Array[]
  readonly names: readonly { readonly name: string; readonly view: keyof Views }[]
}

/** Chosen by repeated cross-validation, and coarse on purpose: near these the result moves by less than its error. */
const VIEW_WEIGHT: Readonly<Record<keyof Views, number>> = { grams: 1, words: 0.8, topics: 0.7 }
/** In long texts most characters are about nothing: their grams are kept only where they recur. */
const LONG_FIELD = 80
const LONG_GRAM_RECURS = 3
const COST = 0.5
const ROUNDS = 15
const SHARPNESS = 3
/** A feature seen once says less about its label than one seen often: so many unseen texts of each label beside it. */
const UNSEEN = 0.5
/** How much it counts that a feature tells labels apart, beside that it is rare. */
const INFORMATION_POWER = 0.25

/**
 * Learns categories from examples: for each field and label a linear support vector machine (dual coordinate descent,
 * Hsieh et al. 2008). Each field judges by itself, so that where title and body disagree it is seen; the sum of their
 * shares decides, and its lead says how sure that is. The same examples in the same order give the same learner, to the
 * bit. Refuses nothing: of no examples it knows nothing and judges ''.
 */
export const learn = (examples: readonly Example[]): Learner => {
  const labels = [...new Set(examples.map(({ label }) => label))].sort()
  const fields = examples[0]?.fields.length ?? 0
  const parts = Array.from({ length: fields }, (_, field) => learnField(examples, labels, field))
  return {
    labels,
    size: parts.reduce((sum, { names }) => sum + (names.length + 1) * labels.length, 0),
    judge: (texts) => {
      if (labels.length === 0) return { label: '', certainty: 0, because: [] }
      const seen = parts.map((part, field) => ({ part, vector: vectorOf(part.blocks, viewsOf(texts[field] ?? '')) }))
      // A field that is empty, or in which nothing is known, has no say where another has; one that says more has more.
      const saying = seen.filter(({ vector }) => vector.at.length > 0)
      const shares = labels.map(() => 0)
      for (const { part, vector } of saying.length > 0 ? saying : seen)
        softmax(part.machines.map((machine) => SHARPNESS * dot(machine, vector))).forEach((share, i) => {
          shares[i] = (shares[i] ?? 0) + share * Math.log(2 + vector.at.length)
        })
      const all = shares.reduce((sum, share) => sum + share, 0)
      const best = shares.reduce((top, share, i) => (share > (shares[top] ?? 0) ? i : top), 0)
      return { label: labels[best] ?? '', certainty: lead(shares, best) / (all || 1), because: strongest(saying, best) }
    },
  }
}

const learnField = (examples: readonly Example[], labels: readonly string[], field: number): Part => {
  const views = examples.map(({ fields }) => viewsOf(fields[field] ?? ''))
  const mean = examples.reduce((sum, { fields }) => sum + (fields[field]?.length ?? 0), 0) / examples.length
  const label = examples.map((example) => labels.indexOf(example.label))
  const blocks: Block[] = []
  let offset = 0
  for (const view of ['grams', 'words', 'topics'] as const) {
    const least = view === 'grams' && mean > LONG_FIELD ? LONG_GRAM_RECURS : 1
    const block = { view, offset, ...tellingOf(views, view, label, labels.length, least) }
    blocks.push(block)
    offset += block.number.size
  }
  const weights = examples.map(({ weight }) => weight ?? 1)
  const training = trainingOf(
    views.map((seen) => vectorOf(blocks, seen)),
    weights,
  )
  const machines = labels.map((_, own) =>
    separate(
      training,
      label.map((one) => (one === own ? 1 : -1)),
      offset,
    ),
  )
  return {
    blocks,
    machines,
    names: blocks.flatMap(({ view, number }) => [...number.keys()].map((name) => ({ name, view }))),
  }
}

/**
 * Which features of a view are kept, those of at least `least` texts, and how telling each is: rare ones more (idf), and
 * those that are found under few labels (how far their labels are from an even mixture, in nats).
 */
const tellingOf = (
  views: readonly Views[],
  view: keyof Views,
  label: readonly number[],
  labels: number,
  least: number,
): Pick<Block, 'number' | 'telling'> => {
  const documents = new Map<string, number>()
  for (const seen of views)
    for (const feature of seen[view].keys()) documents.set(feature, (documents.get(feature) ?? 0) + 1)
  const kept = [...documents].filter(([, count]) => count >= least)
  const number = new Map(kept.map(([feature], i) => [feature, i]))
  const found = new Uint32Array(kept.length * labels)
  views.forEach((seen, i) => {
    for (const feature of seen[view].keys()) {
      const at = number.get(feature)
      if (at === undefined) continue
      const cell = at * labels + (label[i] ?? 0)
      found[cell] = (found[cell] ?? 0) + 1
    }
  })
  const telling = Float64Array.from(kept, ([, count], at) => {
    const unseen = UNSEEN * labels
    let information = 0
    for (let one = 0; one < labels; one += 1) {
      const here = ((found[at * labels + one] ?? 0) + UNSEEN) / (count + unseen)
      information += here * Math.log(here * labels)
    }
    const rarity = Math.log((1 + views.length) / (1 + count)) + 1
    return rarity * Math.max(information, 1e-9) ** INFORMATION_POWER
  })
  return { number, telling }
}

const vectorOf = (blocks: readonly Block[], views: Views): Vector => {
  const at: number[] = []
  const value: number[] = []
  for (const { view, number, telling, offset } of blocks) {
    const from = value.length
    let squares = 0
    for (const [feature, count] of views[view]) {
      const i = number.get(feature)
      if (i === undefined) continue
      const x = Math.log1p(count) * (telling[i] ?? 0)
      at.push(offset + i)
      value.push(x)
      squares += x * x
    }
    const scale = VIEW_WEIGHT[view] / (Math.sqrt(squares) || 1)
    for (let k = from; k < value.length; k += 1) value[k] = (value[k] ?? 0) * scale
  }
  return { at: Int32Array.from(at), value: Float64Array.from(value) }
}

/** How far the greatest share stands before the next one. */
const lead = (shares: readonly number[], best: number): number =>
  (shares[best] ?? 0) - Math.max(0, ...shares.filter((_, i) => i !== best))

/** The last weight is the label's own inclination. */
const dot = (weights: Float32Array, { at, value }: Vector): number => {
  let sum = weights[weights.length - 1] ?? 0
  for (let k = 0; k < at.length; k += 1) sum += (weights[at[k] ?? 0] ?? 0) * (value[k] ?? 0)
  return sum
}

/** What every label's machine is trained on. */
interface Training {
  /** All vectors, one after the other; `start`: where each begins, and where the last ends. */
  readonly at: Int32Array
  readonly value: Float64Array
  readonly start: Int32Array
  readonly slack: Float64Array
  readonly norm: Float64Array
  /** In which order each round takes the examples. */
  readonly rounds: readonly Int32Array[]
}

const trainingOf = (vectors: readonly Vector[], weights: readonly number[]): Training => {
  const start = new Int32Array(vectors.length + 1)
  vectors.forEach(({ at }, i) => {
    start[i + 1] = (start[i] ?? 0) + at.length
  })
  const at = new Int32Array(start[vectors.length] ?? 0)
  const value = new Float64Array(at.length)
  vectors.forEach((vector, i) => {
    at.set(vector.at, start[i])
    value.set(vector.value, start[i])
  })
  const slack = Float64Array.from(weights, (weight) => 1 / (2 * COST * weight))
  const norm = Float64Array.from(
    vectors,
    (vector, i) => vector.value.reduce((sum, x) => sum + x * x, 1) + (slack[i] ?? 0),
  )
  const order = Int32Array.from(vectors.keys())
  const random = sequence()
  const rounds = Array.from({ length: ROUNDS }, () => {
    shuffle(order, random)
    return order.slice()
  })
  return { at, value, start, slack, norm, rounds }
}

/**
 * Dual coordinate descent for the squared hinge loss: `side` is 1 for the label's own examples and -1 for others. Nearly
 * all of learning is spent in these loops, so they keep to bare numbers.
 */
const separate = (
  { at, value, start, slack, norm, rounds }: Training,
  side: readonly number[],
  size: number,
): Float32Array => {
  const weights = new Float64Array(size)
  let own = 0
  const dual = new Float64Array(norm.length)
  const sides = Float64Array.from(side)
  for (const order of rounds)
    for (let n = 0; n < order.length; n += 1) {
      const i = order[n] as number
      const [from, to] = [start[i] as number, start[i + 1] as number]
      let score = own
      for (let k = from; k < to; k += 1) score += (weights[at[k] as number] as number) * (value[k] as number)
      const y = sides[i] as number
      const old = dual[i] as number
      const gradient = y * score - 1 + old * (slack[i] as number)
      const next = Math.max(0, old - gradient / (norm[i] as number))
      if (next === old) continue
      dual[i] = next
      const step = (next - old) * y
      for (let k = from; k < to; k += 1)
        weights[at[k] as number] = (weights[at[k] as number] as number) + step * (value[k] as number)
      own += step
    }
  const learned = new Float32Array(size + 1)
  learned.set(weights)
  learned[size] = own
  return learned
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
const strongest = (saying: readonly { readonly part: Part; readonly vector: Vector }[], best: number): string[] => {
  const spoke = saying
    .flatMap(({ part, vector: { at, value } }) =>
      [...at].map((j, k) => ({ of: part.names[j], force: (part.machines[best]?.[j] ?? 0) * (value[k] ?? 0) })),
    )
    .filter(({ force }) => force > 0)
    .sort((a, b) => b.force - a.force)
  const named = (view: keyof Views) => {
    const told = spoke.flatMap(({ of }) => (of?.view === view && of.name.length > 1 ? [of.name] : []))
    return [...new Set(told)].slice(0, REASONS)
  }
  const words = named('words')
  return words.length > 0 ? words : named('grams')
}
