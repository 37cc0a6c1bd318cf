import { type Rejection, reject } from '../kernel/rejection.ts'
import { blocked, type Suggestion, type SuggestionEvent } from './suggestion.ts'

/**
 * Suggestions that mean the same become one, with lineage. What is stored is flat (every merged one names the one that
 * carries it now); each event's `path` keeps how it came there, so that splitting undoes exactly one merge.
 */
export type Known = ReadonlyMap<number, Suggestion>
/** The path in the last merged or split event of each suggestion. */
export type Lineage = ReadonlyMap<number, readonly number[]>

/**
 * The first number absorbs the others, with all that was merged into them: all of them or none. `known` must hold the
 * numbers, what they are merged into, and what is merged into them. Refuses merging with itself, in a circle, twice, of
 * what is closed, and a public one into a private one.
 */
export const decideMerge = (
  command: { readonly into: number; readonly numbers: readonly number[] },
  known: Known,
  lineage: Lineage,
): readonly SuggestionEvent[] | Rejection => {
  const named = known.get(command.into)
  if (!named) return reject('suggestion.not-found', { number: command.into })
  const root = named.mergedInto === null ? named : known.get(named.mergedInto)
  if (!root) return reject('suggestion.not-found', { number: command.into })
  const stop = blocked(root)
  if (stop) return stop
  const events: SuggestionEvent[] = []
  for (const number of new Set(command.numbers)) {
    const source = known.get(number)
    if (!source) return reject('suggestion.not-found', { number })
    if (number === command.into) return reject('suggestion.merge-self', { number })
    if (source.number === root.number) return reject('suggestion.merge-circle', { number: command.into, into: number })
    const refused = blocked(source)
    if (refused) return refused
    if (root.private && !source.private) return reject('suggestion.merge-privacy', { number, into: root.number })
    events.push({ type: 'suggestion.merged', number, into: root.number, from: null, path: [] })
    for (const child of childrenOf(number, known)) {
      if (root.private && !child.private)
        return reject('suggestion.merge-privacy', { number: child.number, into: root.number })
      const path = [...(lineage.get(child.number) ?? []), number]
      events.push({ type: 'suggestion.merged', number: child.number, into: root.number, from: number, path })
    }
  }
  return events
}

/**
 * Takes a suggestion out again, with all that came along with it. Of one that carries others: lets all of them go.
 * `known` must hold it and all that hang where it hangs.
 */
export const decideSplit = (number: number, known: Known, lineage: Lineage): readonly SuggestionEvent[] | Rejection => {
  const s = known.get(number)
  if (!s) return reject('suggestion.not-found', { number })
  if (s.mergedInto !== null) return takeOut(number, s.mergedInto, known, lineage)
  const direct = childrenOf(number, known).filter((child) => (lineage.get(child.number) ?? []).length === 0)
  if (direct.length === 0) return reject('suggestion.not-merged', { number })
  return direct.flatMap((child) => takeOut(child.number, number, known, lineage))
}

const takeOut = (number: number, root: number, known: Known, lineage: Lineage): SuggestionEvent[] => {
  const events: SuggestionEvent[] = [{ type: 'suggestion.split', number, into: null, from: root, path: [] }]
  for (const child of childrenOf(root, known)) {
    const path = lineage.get(child.number) ?? []
    const at = path.indexOf(number)
    if (at >= 0)
      events.push({ type: 'suggestion.split', number: child.number, into: number, from: root, path: path.slice(0, at) })
  }
  return events
}

const childrenOf = (number: number, known: Known): Suggestion[] =>
  [...known.values()].filter((s) => s.mergedInto === number)
