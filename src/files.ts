import { createHash } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isPostgres } from './store/open.ts'

/** What is kept beside a database: platforms' logins, the simulated platform's history. */

const HERE = 'data'
const POSTGRES_PORT = '5432'

/**
 * Beginning of the names of files that platforms keep: beside the database, or here where that is on a server. Each
 * database has its own, whoever logs in with whatever password.
 */
export const filesOf = (database: string): string => {
  if (!isPostgres(database)) return database
  const { hostname, port, pathname, searchParams } = new URL(database)
  const where = [
    hostname,
    port || POSTGRES_PORT,
    pathname,
    searchParams.get('host') ?? '',
    searchParams.get('port') ?? '',
  ]
  const hash = createHash('sha256').update(JSON.stringify(where)).digest('hex')
  return `${HERE}/postgres-${hash.slice(0, 12)}`
}

/** Files that were once kept for all servers' databases together. Of which one they are only a person can tell. */
export const filesOfAll = (database: string): readonly string[] =>
  isPostgres(database) && existsSync(HERE) ? readdirSync(HERE).filter((name) => name.startsWith('postgres.')) : []

/** Where the simulated platform keeps its own history. */
export const journalOf = (database: string): string => `${filesOf(database)}.simulator.jsonl`

const PRIVATE = 0o600
const FOR_OTHERS = 0o007

/**
 * Takes from everybody but the owner what an earlier version, or a copy, left open to every user of the machine: the
 * database and what is kept beside it. What only a group may use was somebody's decision and stays.
 */
export const closeToOthers = (database: string): void => {
  const files = filesOf(database)
  const [folder, name] = [dirname(files), basename(files)]
  if (!existsSync(folder)) return
  const own = [name, `${name}-wal`, `${name}-shm`]
  for (const file of readdirSync(folder, { withFileTypes: true })) {
    if (!file.isFile() || !(own.includes(file.name) || file.name.startsWith(`${name}.`))) continue
    try {
      const path = join(folder, file.name)
      if ((statSync(path).mode & FOR_OTHERS) !== 0) chmodSync(path, PRIVATE)
    } catch {
      // Not ours to close, or gone meanwhile.
    }
  }
}
