import { NOBODY } from './app/model.ts'
import { find, insertIfAbsent, list, type Task, update } from './app/operations.ts'
import type { Time } from './chat/platform.ts'
import type { MovableClock } from './jobs/wheel.ts'

/** The machine's own time, for everything that talks to the world outside. */
export const systemTime: Time = {
  now: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms)
    return () => clearTimeout(timer)
  },
}

/** The machine's clock, moved ahead by what the simulator asked for. */
export const openClock = (aheadAtFirst: number): MovableClock & { readonly ahead: number } => {
  let ahead = aheadAtFirst
  const now = () => Date.now() + ahead
  return {
    now,
    set: (at) => {
      ahead += Math.max(0, at - now())
    },
    get ahead() {
      return ahead
    },
  }
}

const AHEAD = { communityId: NOBODY, name: 'clock-ahead' }

/** How far (ms) the clock of a database is ahead of the machine's: as its program keeps it, else by what it has seen. */
export function* clockAhead(now: number): Task<number> {
  return (yield* find('counters', AHEAD))?.value ?? (yield* seenAhead(now))
}

/** What time it is for a command: by the clock of the program of its database. `now`: the machine's. */
export function* programTime(now: number): Task<number> {
  return now + (yield* clockAhead(now))
}

/** Keeps how far the clock is ahead, for commands: what they make is to be valid by the clock of the program that runs. */
export function* keepAhead(value: number): Task<void> {
  if ((yield* insertIfAbsent('counters', { ...AHEAD, value })) === null) yield* update('counters', AHEAD, { value })
}

/** At a start: a simulated clock goes on where it was, and never behind what has happened; any other is the machine's. */
export function* beginClock(simulated: boolean, now: number): Task<number> {
  const ahead = simulated ? Math.max(yield* clockAhead(now), yield* seenAhead(now)) : 0
  yield* keepAhead(ahead)
  return ahead
}

/** By the latest instant a database knows. */
function* seenAhead(now: number): Task<number> {
  const message = yield* find('inbox', {}, { order: 'receivedAt', desc: true })
  let latest = message?.receivedAt ?? 0
  for (const { id: communityId } of yield* list('communities'))
    latest = Math.max(latest, (yield* find('events', { communityId }, { order: 'seq', desc: true }))?.at ?? 0)
  return Math.max(0, latest - now)
}
