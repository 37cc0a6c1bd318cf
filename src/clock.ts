import { find, type Task } from './app/operations.ts'
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

/** The machine's clock, moved ahead by what the simulator asked for. It never goes back behind `notBefore`. */
export const openClock = (notBefore: number): MovableClock => {
  let ahead = Math.max(0, notBefore - Date.now())
  const now = () => Date.now() + ahead
  return {
    now,
    set: (at) => {
      ahead += Math.max(0, at - now())
    },
  }
}

/** The latest instant a database knows: a simulated clock that was moved ahead does not fall back at a restart. */
export function* lastMoment(): Task<number> {
  const event = yield* find('events', {}, { order: 'id', desc: true })
  const message = yield* find('inbox', {}, { order: 'id', desc: true })
  return Math.max(event?.at ?? 0, message?.receivedAt ?? 0)
}
