import type { MovableClock } from './jobs/wheel.ts'

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
