import type { Chance } from './chance.ts'

/** Where something may go wrong. */
export type Point =
  | 'crash at a yield'
  | 'crash before a commit'
  | 'crash after a commit'
  | 'crash before a send'
  | 'crash after a send'
  | 'crash at rest'
  | 'process stalls'
  | 'connection lost at a yield'
  | 'commit lost'
  | 'commit done and its answer lost'
  | 'store refuses'
  | 'send of unknown fate, shown'
  | 'send of unknown fate, not shown'
  | 'send throws'
  | 'send refused'
  | 'platform in a hurry'
  | 'platform away for hours'
  | 'send outlasts its lease'
  | 'redelivery'
  | 'redelivery under a new event'
  | 'overtaken'
  | 'handed to another reader'
  | 'ack lost'
  | 'clock set'
  | 'lease taken away'
  | 'bell lost'
  | 'bell late'
  | 'bell doubled'

/** How often each happens where it may, at the strongest. */
const RATES: Readonly<Record<Point, number>> = {
  'crash at a yield': 0.003,
  'crash before a commit': 0.02,
  'crash after a commit': 0.02,
  'crash before a send': 0.03,
  'crash after a send': 0.03,
  'crash at rest': 0.03,
  'process stalls': 0.004,
  'connection lost at a yield': 0.002,
  'commit lost': 0.015,
  'commit done and its answer lost': 0.015,
  'store refuses': 0.015,
  'send of unknown fate, shown': 0.04,
  'send of unknown fate, not shown': 0.04,
  'send throws': 0.02,
  'send refused': 0.01,
  'platform in a hurry': 0.05,
  'platform away for hours': 0.02,
  'send outlasts its lease': 0.02,
  redelivery: 0.12,
  'redelivery under a new event': 0.05,
  overtaken: 0.1,
  'handed to another reader': 0.05,
  'ack lost': 0.05,
  'clock set': 0.01,
  'lease taken away': 0.05,
  'bell lost': 0.1,
  'bell late': 0.2,
  'bell doubled': 0.1,
}

export const POINTS = Object.keys(RATES) as Point[]

/** A history has at most this many faults of a kind, so that it ends. */
const LIMIT = 8

/** One fault and nothing else: at the n-th time that it may happen. */
export interface Only {
  readonly point: Point
  readonly at: number
}

/** What goes wrong in one history, by its own chance. Some histories are quiet, others are not. */
export class Faults {
  readonly #chance: Chance
  readonly #strength: number
  readonly #trace: (line: string) => void
  /** Null: chance has it. */
  readonly only: Only | null
  #chances = 0
  readonly happened = new Map<Point, number>()
  /** No more faults: everything is to come to rest. */
  over = false

  constructor(chance: Chance, trace: (line: string) => void, only: Only | null = null) {
    this.only = only
    this.#chance = chance
    this.#trace = trace
    this.#strength = chance.pick([0, 0.3, 1, 1, 2])
  }

  strikes(point: Point): boolean {
    if (this.over || !this.#isDrawn(point)) return false
    const before = this.happened.get(point) ?? 0
    if (before >= LIMIT) return false
    this.happened.set(point, before + 1)
    this.#trace(`!! ${point}`)
    return true
  }

  #isDrawn(point: Point): boolean {
    if (!this.only) return this.#chance.happens(RATES[point] * this.#strength)
    if (point !== this.only.point) return false
    this.#chances += 1
    return this.#chances === this.only.at
  }
}
