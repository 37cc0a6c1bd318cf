import type { LaneKey } from '../app/lane.ts'
import { takePlace, workersAlive } from '../app/lease.ts'
import { NOBODY } from '../app/model.ts'
import { sha256 } from '../app/trail.ts'
import { Lease, type LeaseTerms, pauseOf } from './lease.ts'

/** How long a place stays its holder's after he died, in ms: as long at most his communities are told to nobody. */
export const PLACE_MS = 10_000

/**
 * The processes on a shared store, each with a place of its own, and which of the workers among them is told of which
 * community: always the same one, who has in mind what its next message asks. It is only who is told: that two think a
 * community theirs, or nobody does, costs time.
 */
export class Workers {
  readonly #terms: LeaseTerms
  #place: Lease | null = null
  #name: string | null = null
  /** Called when this process is told of its communities under another name than before. */
  onName: (name: string, before: string) => void = () => {}
  #alive: readonly string[] = []
  #looked = Number.NEGATIVE_INFINITY
  /** Found out once for each community, as long as the same ones are alive. */
  readonly #whose = new Map<string, string>()

  constructor(terms: LeaseTerms) {
    this.#terms = terms
  }

  /** By which name this process is told of its communities; null: it is no worker. */
  get name(): string | null {
    return this.#name
  }

  /** Takes the first free place among the workers, or among those who are none. */
  async join(asWorker: boolean): Promise<void> {
    const { store, holder, ms } = this.#terms
    for (;;) {
      const now = await store.time()
      const name = await store.transact(() => takePlace(asWorker, { holder, now, ms, health: 'ok', scan: null }))
      if (name === null) continue
      this.#place = new Lease(name, this.#terms)
      const before = this.#name
      if (asWorker) this.#name = name
      if (before !== null && before !== name) this.onName(name, before)
      return
    }
  }

  /**
   * Keeps the place that was taken, and looks who is there. Asked as often as one likes. True: somebody came or went.
   * Where another took the place while this process stalled, it takes a free one: two of one name share what either is told.
   */
  async refresh(): Promise<boolean> {
    const now = performance.now()
    if (now - this.#looked < pauseOf(this.#terms)) return false
    this.#looked = now
    if (this.#place && !(await this.#takes(this.#place))) await this.join(this.#name !== null)
    const { store } = this.#terms
    const at = await store.time()
    const alive = await store.transact(() => workersAlive(at))
    if (alive.join() === this.#alive.join()) return false
    this.#alive = alive
    this.#whose.clear()
    return true
  }

  /** Who is to be told of which of these chats. Null: whoever hears it first. */
  parted(lanes: readonly LaneKey[]): ReadonlyMap<string | null, readonly number[]> {
    const parts = new Map<string | null, number[]>()
    for (const { communityId, chatId } of lanes) {
      const worker = this.#workerOf(communityId)
      const chats = parts.get(worker)
      if (chats) chats.push(chatId)
      else parts.set(worker, [chatId])
    }
    return parts
  }

  async leave(): Promise<void> {
    await this.#place?.release()
  }

  /** Whether a place is this process's now, however long the question took. */
  async #takes(place: Lease): Promise<boolean> {
    return (await place.take()) || (await this.#terms.store.transact(() => place.keep()))
  }

  /** The one with the highest draw: where one comes or goes, only what is or was his changes hands. */
  #workerOf(communityId: string): string | null {
    if (communityId === NOBODY) return null
    const known = this.#whose.get(communityId)
    if (known !== undefined) return known
    let [first, highest]: [string | null, string] = [null, '']
    for (const name of this.#alive) {
      const draw = sha256(`${name}\n${communityId}`)
      if (draw > highest) [first, highest] = [name, draw]
    }
    if (first !== null) this.#whose.set(communityId, first)
    return first
  }
}
