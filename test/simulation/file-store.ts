import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Task } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { StoreError } from '../../src/store/error.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import type { Faults } from './faults.ts'
import { type Life, never } from './schedule.ts'
import type { Place } from './town.ts'

/** Thrown at a statement: SQLite then takes everything back, as it does for a process that is no more. */
const killed = new Error('killed')

/** Statements of one transaction among which the one is drawn that is refused. */
const STATEMENTS = 40

/** The real SQLite store on a file in memory, of one process that may be killed at any statement and at any commit. */
export class FileStore implements Place {
  readonly shared = false
  readonly #folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'wugong-simulation-'))
  readonly #faults: Faults
  readonly #draw: (n: number) => number
  #onlooker: Store | null = null

  constructor(parts: { faults: Faults; draw: (n: number) => number; from: string | null }) {
    this.#faults = parts.faults
    this.#draw = parts.draw
    if (parts.from !== null) copyFileSync(parts.from, this.file)
  }

  get file(): string {
    return join(this.#folder, 'wugong.db')
  }

  async open(life: Life): Promise<Store> {
    const faults = this.#faults
    let refusal = Number.POSITIVE_INFINITY
    let statements = 0
    const before = () => {
      if (faults.strikes('crash at a yield')) throw killed
      if (statements === refusal) throw new StoreError('store.full')
      statements += 1
    }
    const inner = openSqlite(this.file, { before })
    life.atDeath(() => void inner.close())
    const transactAll = async <R>(tasks: readonly (() => Task<R>)[]): Promise<R[]> => {
      if (life.dead) return never()
      refusal = faults.strikes('store refuses') ? this.#draw(STATEMENTS) : Number.POSITIVE_INFINITY
      statements = 0
      const [last] = tasks.slice(-1)
      const toTheEnd = function* (): Task<R> {
        const result = yield* (last as () => Task<R>)()
        if (faults.strikes('crash before a commit')) throw killed
        return result
      }
      let results: R[]
      try {
        results = await inner.transactAll([...tasks.slice(0, -1), toTheEnd])
      } catch (error) {
        if (error !== killed) throw error
        life.die()
        return never()
      }
      if (!faults.strikes('crash after a commit')) return results
      life.die()
      return never()
    }
    return {
      shared: false,
      transactAll,
      transact: async <R>(task: () => Task<R>) => {
        const [result] = await transactAll([task])
        return result as R
      },
      time: () => inner.time(),
      check: () => inner.check(),
      close: () => inner.close(),
    }
  }

  read<R>(task: () => Task<R>): Promise<R> {
    this.#onlooker ??= openSqlite(this.file)
    return this.#onlooker.transact(task)
  }

  ended(): FileStore {
    return this
  }

  remove(): void {
    void this.#onlooker?.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
