/** A group as one can tell it from others: its topic, and what its members are called in it. */
export interface Appearance {
  readonly topic: string
  readonly people: ReadonlySet<string>
}

/** How much the topic says; the rest is the people. Anyone may rename a group, nobody can exchange its members. */
const TOPIC_SHARE = 0.3
/** From here a likeness is enough, where the next one is so much worse. */
const ENOUGH = 0.5
const AHEAD = 0.25
/** Fewer common names may be chance: 王芳 and 李伟 are in many groups. */
const COMMON_AT_LEAST = 3

/** From 0, nothing in common, to 1. Same topic with other people is at most 0.3. */
export const likeness = (a: Appearance, b: Appearance): number => {
  const common = [...a.people].filter((name) => b.people.has(name)).length
  const people = common < COMMON_AT_LEAST ? 0 : common / (a.people.size + b.people.size - common)
  return TOPIC_SHARE * dice(a.topic, b.topic) + (1 - TOPIC_SHARE) * people
}

/**
 * Which of the groups that were lost with a login this one is. Null unless one is clearly ahead: a group that is bound
 * to the wrong building would count its people's answers for other homes, an unbound one only waits for a person.
 */
export const recognise = <G extends Appearance>(
  seen: Appearance,
  lost: readonly G[],
): { readonly group: G; readonly score: number } | null => {
  const ranked = lost.map((group) => ({ group, score: likeness(seen, group) })).sort((a, b) => b.score - a.score)
  const [best, second] = ranked
  return best && best.score >= ENOUGH && best.score - (second?.score ?? 0) >= AHEAD ? best : null
}

/** How alike two topics are, by their pairs of neighbouring signs. */
const dice = (a: string, b: string): number => {
  if (a === b) return a === '' ? 0 : 1
  const [ofA, ofB] = [pairs(a), pairs(b)]
  if (ofA.length + ofB.length === 0) return 0
  const left = [...ofB]
  let common = 0
  for (const pair of ofA) {
    const at = left.indexOf(pair)
    if (at < 0) continue
    left.splice(at, 1)
    common += 1
  }
  return (2 * common) / (ofA.length + ofB.length)
}

const pairs = (text: string): string[] => {
  const signs = [...text]
  return signs.slice(1).map((sign, i) => `${signs[i]}${sign}`)
}
