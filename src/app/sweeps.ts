import type { Row } from './model.ts'

/** What was told of so long ago, and has not moved, is not waited for any longer. */
const STUCK_MS = 5_000

/** Chats that have something to handle, from one look at them to the next. */
export class Sweeps {
  /** How far each had been handled at the last look, and since when it has been there. */
  #seen: ReadonlyMap<number, { readonly cursor: number; readonly since: number }> = new Map()

  /** Which of them have stayed where they were. */
  part(lanes: readonly Row<'lanes'>[], now: number): Readonly<Record<'stuck' | 'others', readonly Row<'lanes'>[]>> {
    const before = this.#seen
    this.#seen = new Map(
      lanes.map(({ chatId, cursor }) => {
        const known = before.get(chatId)
        // Where the clock was set back, from now on: the time that was does not come for long.
        return [chatId, { cursor, since: known?.cursor === cursor ? Math.min(known.since, now) : now }]
      }),
    )
    const isStuck = ({ chatId }: Row<'lanes'>) => now - (this.#seen.get(chatId)?.since ?? now) >= STUCK_MS
    return { stuck: lanes.filter(isStuck), others: lanes.filter((lane) => !isStuck(lane)) }
  }
}
