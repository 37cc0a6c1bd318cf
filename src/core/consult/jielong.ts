import { type AskedHome, type MissingHomes, missing } from './poll.ts'

/** A line of a 接龙, as it counts. */
export interface JielongLine {
  readonly name: string | null
  /** As `homeText` writes it; null: none was written, and whoever wrote it has none that we know. */
  readonly home: string | null
  /** Whether the register has that home. */
  readonly known: boolean
  readonly choice: string | null
  /** In hundredths: 半份 is 50. */
  readonly quantity: number | null
  /** What it is counted in; null: not said. */
  readonly unit: string | null
}

export interface JielongSum {
  readonly lines: number
  /** Homes of the register that stand on the list, each once, and how many there are. Without a register both are 0. */
  readonly homes: number
  readonly expected: number
  readonly missing: readonly MissingHomes[]
  /** Homes that stand on it more than once. */
  readonly repeated: readonly string[]
  /** Homes that the register does not have. */
  readonly unknown: readonly string[]
  /** Names on lines that name no home. */
  readonly homeless: readonly string[]
  /** What was chosen and how often, the most frequent first; empty where hardly anybody chose anything. */
  readonly choices: readonly (readonly [choice: string, lines: number])[]
  /**
   * In hundredths, one sum for each unit: bags and pounds are not added. Quantities without a unit belong to the only
   * one there is, if there is one. Empty where no line has a quantity.
   */
  readonly quantities: readonly (readonly [unit: string | null, sum: number])[]
}

/** Sums a 接龙 up against the homes that are asked. One home counts once, however often it is written. */
export const sumJielong = (lines: readonly JielongLine[], asked: readonly AskedHome[]): JielongSum => {
  const written = lines.flatMap(({ home }) => home ?? [])
  const counted = new Map<string, number>()
  for (const home of written) counted.set(home, (counted.get(home) ?? 0) + 1)
  const present = new Set(asked.map(({ home }) => home).filter((home) => counted.has(home)))
  const choices = new Map<string, number>()
  for (const { choice } of lines) if (choice !== null) choices.set(choice, (choices.get(choice) ?? 0) + 1)
  return {
    lines: lines.length,
    homes: present.size,
    expected: asked.length,
    missing: asked.length === 0 ? [] : missing(asked, present),
    repeated: [...counted].flatMap(([home, times]) => (times > 1 ? [home] : [])),
    unknown:
      asked.length === 0
        ? []
        : [...new Set(lines.flatMap(({ home, known }) => (home !== null && !known ? [home] : [])))],
    homeless: lines.flatMap(({ name, home }) => (home === null && name !== null ? [name] : [])),
    choices: [...choices].sort((a, b) => b[1] - a[1]),
    quantities: sumsByUnit(lines),
  }
}

/** People are counted in many words. */
const PEOPLE = /^[人口位名]$/

const sumsByUnit = (lines: readonly JielongLine[]): JielongSum['quantities'] => {
  const sums = new Map<string | null, number>()
  const add = (unit: string | null, quantity: number) => sums.set(unit, (sums.get(unit) ?? 0) + quantity)
  for (const { quantity, unit } of lines)
    if (quantity !== null) add(unit !== null && PEOPLE.test(unit) ? '人' : unit, quantity)
  const units = [...sums.keys()].filter((unit) => unit !== null)
  const bare = sums.get(null)
  if (units.length === 1 && bare !== undefined) {
    sums.delete(null)
    add(units[0] ?? null, bare)
  }
  return [...sums]
}

interface Signed {
  readonly memberId: string | null
  readonly home: string | null
  readonly name: string | null
}

/** The line of a person on a list: his own, or one that a neighbour wrote for his home, or in his name where none is known. */
export const lineOf = <L extends Signed>(lines: readonly L[], { memberId, home, name }: Signed): L | undefined =>
  lines.find((line) => line.memberId === memberId) ??
  lines.find((line) => line.memberId === null && (home === null ? line.name === name : line.home === home))
