import { accountMark } from '../app/account-marks.ts'
import { codeOf } from '../app/error-code.ts'
import { find, insertIfAbsent, type Task, update } from '../app/operations.ts'
import type { Store } from '../app/ports.ts'
import type { Log, Seen } from '../chat/platform.ts'

interface Which {
  readonly platform: string
  readonly account: string
}

/**
 * Until when the accounts of this process have heard everything, by their adapters' own careful count. Kept in the
 * database, so that whoever opens an account next, on whichever machine, begins where the last one ended.
 */
export class Heard {
  readonly #store: Store
  readonly #log: Log
  readonly #marks = new Map<string, number>()
  /** Accounts whose mark is to be kept when it is their turn. */
  readonly #moved = new Set<string>()
  #keeping: Promise<void> = Promise.resolve()

  constructor(store: Store, log: Log) {
    this.#store = store
    this.#log = log
  }

  /** An account's mark, for its adapter. */
  of(which: Which): Seen {
    const [name, marks] = [nameOf(which), this.#marks]
    return {
      get at() {
        return marks.get(name) ?? null
      },
      keep: (at) => this.#keep(name, at),
    }
  }

  /** Learns what another process has kept meanwhile. Before an account is opened. */
  async look(which: Which): Promise<void> {
    const name = nameOf(which)
    const at = await this.#store.transact(() => markOf(name))
    if (at !== null) this.#marks.set(name, at)
  }

  /** Resolves when all is kept. */
  settled(): Promise<void> {
    return this.#keeping
  }

  #keep(name: string, at: number): void {
    this.#marks.set(name, at)
    // It is kept with one that waits: where the database is away for long, whoever closes waits for no more than that.
    if (this.#moved.has(name)) return
    this.#moved.add(name)
    // In turn, so that an older one never comes last.
    this.#keeping = this.#keeping
      .then(() => {
        this.#moved.delete(name)
        const latest = this.#marks.get(name) ?? at
        return this.#store.transact(() => keepMark(name, latest))
      })
      .catch((error: unknown) => this.#log.warn('heard.not-kept', { error: codeOf(error) }))
  }
}

const nameOf = ({ platform, account }: Which): string => `${platform}:${account}`

function* markOf(name: string): Task<number | null> {
  // Where an earlier version kept it otherwise: when that version last looked.
  const mark =
    (yield* find('marks', accountMark('seen', name))) ?? (yield* find('marks', accountMark('heard-until', name)))
  return mark?.at ?? null
}

function* keepMark(name: string, at: number): Task<void> {
  const key = accountMark('seen', name)
  if ((yield* insertIfAbsent('marks', { ...key, at })) === null) yield* update('marks', key, { at })
}
