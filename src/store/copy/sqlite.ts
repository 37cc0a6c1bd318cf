import Database from 'better-sqlite3'
import type { Table } from '../../app/model.ts'
import { keyColumns, quoted } from '../clauses.ts'
import { StoreError } from '../error.ts'
import { codeOf } from '../sqlite.ts'
import { BATCH, type Cells, type Column, clean, columnsIn, goesAlong, isTakenOut, OWNED } from './shape.ts'
import type { Hold, Snapshot, Target } from './snapshot.ts'

export const sqliteSnapshot = (file: string): Snapshot =>
  reading(
    connect(file, { readonly: true }, (db) => {
      db.exec('begin')
      // The transaction sees what is there at its first question.
      db.prepare('select 1 from sqlite_master').get()
    }),
  )

export const sqliteHold = (file: string, community: string): Hold => {
  const db = connect(file, { fileMustExist: true }, (db) => {
    db.pragma('synchronous = FULL')
    db.exec('begin immediate')
  })
  return {
    ...reading(db),
    takeOut: async () =>
      told(() => {
        for (const table of OWNED)
          db.prepare(`delete from ${quoted(table)} where ${isTakenOut(table)}`).run({ 1: community })
        db.exec('commit')
      }),
  }
}

/** A connection that has begun as it should, or none. */
const connect = (file: string, options: Database.Options, begin: (db: Database.Database) => void): Database.Database =>
  told(() => {
    const db = new Database(file, options)
    try {
      begin(db)
      return db
    } catch (error) {
      db.close()
      throw error
    }
  })

/** What SQLite refuses, told as the store's other failures are, or by a code of its own. */
const failureOf = (error: unknown, code?: string): unknown =>
  error instanceof Database.SqliteError ? new StoreError(code ?? codeOf(error), { cause: error }) : error

const told = <T>(work: () => T, code?: string): T => {
  try {
    return work()
  } catch (error) {
    throw failureOf(error, code)
  }
}

const reading = (db: Database.Database): Snapshot => ({
  async *rows(table, community) {
    const columns = columnsIn(table)
    const condition = community === null ? null : goesAlong(table)
    const names = columns.map(({ name }) => quoted(name)).join(', ')
    const where = condition === null ? '' : ` where ${condition}`
    const order = keyColumns(table).map(quoted).join(', ')
    const statement = told(() =>
      db.prepare<unknown[], unknown[]>(`select ${names} from ${quoted(table)}${where} order by ${order}`),
    )
    let batch: Cells[] = []
    try {
      for (const row of statement.raw(true).iterate(...(condition === null ? [] : [{ 1: community }]))) {
        batch.push(row.map((value, i) => meant(value, columns[i])))
        if (batch.length < BATCH) continue
        yield batch
        batch = []
      }
    } catch (error) {
      throw failureOf(error)
    }
    if (batch.length > 0) yield batch
  },
  lastId: async (table) => lastGiven(db, table),
  close: async () => {
    db.close()
  },
})

const meant = (value: unknown, column: Column | undefined): Cells[number] => {
  if (value === null) return null
  if (column?.type === 'flag') return value === 1
  return typeof value === 'number' ? value : clean(String(value))
}

const lastGiven = (db: Database.Database, table: Table): number =>
  db.prepare<[string], number>('select seq from sqlite_sequence where name = ?').pluck().get(table) ?? 0

/** The place that is copied to is full, or may not be written. */
const FAILED = 'copy.failed'

export const sqliteTarget = (file: string): Target => {
  const db = told(() => new Database(file), FAILED)
  db.pragma('synchronous = FULL')
  return {
    put: async (table, rows) => {
      const columns = columnsIn(table)
      const names = columns.map(({ name }) => quoted(name)).join(', ')
      const statement = db.prepare(
        `insert into ${quoted(table)} (${names}) values (${columns.map(() => '?').join(', ')})`,
      )
      const put = db.transaction(() => {
        for (const row of rows)
          statement.run(...row.map((value) => (typeof value === 'boolean' ? Number(value) : value)))
      })
      told(put, FAILED)
    },
    clear: async (table) => {
      told(() => db.exec(`delete from ${quoted(table)}`), FAILED)
    },
    continueAfter: async (table, id) => {
      if (id <= lastGiven(db, table)) return
      told(() => {
        const changed = db.prepare('update sqlite_sequence set seq = ? where name = ?').run(id, table).changes
        if (changed === 0) db.prepare('insert into sqlite_sequence (name, seq) values (?, ?)').run(table, id)
      }, FAILED)
    },
    close: async () => {
      db.close()
    },
  }
}
