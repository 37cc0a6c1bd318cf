import { find, list, type Task } from './app/operations.ts'
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
  const message = yield* find('inbox', {}, { order: 'receivedAt', desc: true })
  let latest = message?.receivedAt ?? 0
  for (const { id: communityId } of yield* list('communities'))
    latest = Math.max(latest, (yield* find('events', { communityId }, { order: 'seq', desc: true }))?.at ?? 0)
  return latest
}
