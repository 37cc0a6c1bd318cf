import { type Outcome, play } from './history.ts'

/** One of several processes that play histories: asked for some seeds, it answers what came of them. */

export interface Asked {
  readonly from: number
  readonly to: number
}

export interface Report {
  readonly played: number
  readonly messages: number
  readonly sends: number
  readonly lives: number
  readonly faults: number
  readonly failed: readonly Pick<Outcome, 'seed' | 'store' | 'verdict'>[]
}

/** A history that is not over after this (ms) waits for what never comes. */
const ENDLESS_MS = 60_000

let playing: number | null = null

const playAll = async ({ from, to }: Asked): Promise<Report> => {
  const sum = { played: 0, messages: 0, sends: 0, lives: 0, faults: 0 }
  const failed: Report['failed'][number][] = []
  for (let seed = from; seed < to; seed += 1) {
    playing = seed
    const outcome = await play(seed)
    sum.played += 1
    sum.messages += outcome.messages
    sum.sends += outcome.sends
    sum.lives += outcome.lives
    for (const times of outcome.faults.values()) sum.faults += times
    if (!outcome.clean) failed.push(outcome)
  }
  playing = null
  return { ...sum, failed }
}

// Many a fault is an error that nobody reads.
Error.stackTraceLimit = 0
let before: number | null = null
setInterval(() => {
  if (playing !== null && playing === before) {
    process.stderr.write(`npm run simulate -- --seed ${playing}: it never comes to an end\n`)
    process.exit(1)
  }
  before = playing
}, ENDLESS_MS).unref()
process.on('disconnect', () => process.exit())
process.on('message', async (asked: Asked) => {
  const report = await playAll(asked)
  // Whoever asked may be gone.
  process.send?.(report, undefined, undefined, () => {})
})
