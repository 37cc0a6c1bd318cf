import type { App } from '../app/app.ts'
import type { Clock } from '../app/ports.ts'
import type { Delivery } from './delivery.ts'

/** A clock that this process may set: a replay's, a test's, the simulator's. */
export interface MovableClock extends Clock {
  set(at: number): void
}

/**
 * Moves the clock to an instant, stopping at every due moment on the way, so that slots fire in order and each sees
 * its own time.
 */
export const advance = async (app: App, delivery: Delivery, clock: MovableClock, to: number): Promise<void> => {
  for (;;) {
    const due = await app.nextDue()
    if (due === null || due > to) break
    clock.set(Math.max(clock.now(), due))
    await turn(app, delivery)
  }
  clock.set(Math.max(clock.now(), to))
  await turn(app, delivery)
}

/** Fires what is due, handles it, delivers what came of it. */
export const turn = async (app: App, delivery: Delivery): Promise<void> => {
  await app.fire()
  await app.settled()
  await delivery.deliver()
}

/** What a turn of the wheel does, in this order, each under the name by which it is told that it failed. */
export type Jobs = Readonly<Record<string, () => unknown>>
export type Failed = (job: string, error: unknown) => void

/** One turn: one job after the other. One that fails keeps none of the others from being done. */
export const turnWheel = async (jobs: Jobs, failed: Failed): Promise<void> => {
  for (const [name, job] of Object.entries(jobs))
    try {
      await job()
    } catch (error) {
      failed(name, error)
    }
}

/** A turn every second, one after the other. Returns the stop, which waits for the turn that runs. */
export const startWheel = (jobs: Jobs, failed: Failed): (() => Promise<void>) => {
  let stopped = false
  let running: Promise<void> | null = null
  const timer = setInterval(() => {
    if (stopped || running) return
    running = turnWheel(jobs, failed).finally(() => {
      running = null
    })
  }, 1_000)
  return async () => {
    stopped = true
    clearInterval(timer)
    await running
  }
}

/** A job that is done at most once in so many ms, however often the wheel comes by. */
export const every = (ms: number, job: () => Promise<unknown>): (() => Promise<void>) => {
  let begun = Number.NEGATIVE_INFINITY
  return async () => {
    const now = performance.now()
    if (now - begun < ms) return
    begun = now
    await job()
  }
}
