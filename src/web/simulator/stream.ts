import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { ClockControl, SimulatorPlatform, Update, Weather } from './platform.ts'

const HEARTBEAT = 10_000

/** Live pages: each gets what its person sees, and all of them the clock and the faults. */
export class Streams {
  readonly #sim: SimulatorPlatform
  readonly #clock: ClockControl
  readonly #pages = new Set<() => void>()

  constructor(sim: SimulatorPlatform, clock: ClockControl) {
    this.#sim = sim
    this.#clock = clock
  }

  /** Tells all pages the time and what goes wrong. */
  weather(): void {
    for (const tell of this.#pages) tell()
  }

  /** A stream of server-sent events for `?as=`, from `Last-Event-ID` or `?since=` on. */
  open(c: Context): Response {
    const person = c.req.query('as') ?? ''
    const since = Number(c.req.header('last-event-id') ?? c.req.query('since') ?? 0) || 0
    return streamSSE(c, async (stream) => {
      const write = (event: string, data: unknown, id?: number) =>
        void stream.writeSSE({ event, data: JSON.stringify(data), ...(id === undefined ? {} : { id: String(id) }) })
      let shown = ''
      const weather = () => {
        shown = JSON.stringify(this.#sim.faults)
        write('weather', this.#weather())
      }
      const update = (change: Update) => {
        write(change.type, change, change.rev)
        // A fault that strikes once is off again after it struck.
        if (JSON.stringify(this.#sim.faults) !== shown) weather()
      }
      const unsubscribe = this.#sim.subscribe(person, update)
      this.#pages.add(weather)
      weather()
      // A page that knows more than we do outlived a platform without a journal.
      if (since > this.#sim.rev) write('reset', {})
      else for (const change of this.#sim.updates(person, since)) update(change)
      const beat = setInterval(weather, HEARTBEAT)
      await new Promise<void>((resolve) => stream.onAbort(resolve))
      clearInterval(beat)
      this.#pages.delete(weather)
      unsubscribe()
    })
  }

  #weather(): Weather {
    return { now: this.#clock.now(), timezone: this.#clock.timezone, faults: this.#sim.faults }
  }
}
