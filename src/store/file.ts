import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import Database from 'better-sqlite3'
import { StoreError } from './error.ts'
import { makeFolderOf } from './folder.ts'
import { ownerOf } from './migrate.ts'
import { codeOf, migrations } from './sqlite.ts'

/** What is done to a database file as a whole: locked by the one process that serves it, copied, put back, examined. */

/** Held by the process that serves a database. */
export interface FileLock {
  /** Says in the lock where the pages are, so that other commands need not guess. */
  announce(url: string): void
  release(): void
}

/**
 * Takes the file for this process; its folder is made where there is none. Refuses while another living process has it
 * (`store.in-use`), and where nothing can be written (`store.no-place`).
 */
export const lockFile = (file: string): FileLock => {
  const lock = `${file}.lock`
  try {
    makeFolderOf(file)
    if (!takes(lock)) {
      if (isHeld(lock)) throw new StoreError('store.in-use')
      // Its process died without letting go.
      rmSync(lock, { force: true })
      if (!takes(lock)) throw new StoreError('store.in-use')
    }
  } catch (error) {
    throw error instanceof StoreError ? error : new StoreError('store.no-place', { cause: error })
  }
  return {
    announce: (url) => writeFileSync(lock, said(url)),
    release: () => rmSync(lock, { force: true }),
  }
}

/** What a lock says: whose it is, where his pages are, and when he began. Older versions read the first two lines. */
const said = (url: string): string => `${process.pid}\n${url}\n${beginningOf(process.pid) ?? ''}`

/** When a process began, in which no other that ever has its id agrees with it. Null: the system does not tell. */
const beginningOf = (pid: number): string | null => {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // Counted from behind its name, in which anything may stand.
    return `${boot} ${stat.slice(stat.lastIndexOf(')')).split(' ')[20]}`
  } catch {
    return null
  }
}

/** False: it is there already. */
const takes = (lock: string): boolean => {
  try {
    const handle = openSync(lock, 'wx')
    writeSync(handle, said(''))
    closeSync(handle)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Where the living process that serves a database has its pages; null where none runs. */
export const servedAt = (file: string): string | null => {
  const lock = `${file}.lock`
  return isHeld(lock) ? readFileSync(lock, 'utf8').split('\n')[1] || null : null
}

const isHeld = (lock: string): boolean => {
  if (!existsSync(lock)) return false
  const [id, , began = ''] = readFileSync(lock, 'utf8').split('\n')
  const pid = Number(id)
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid || !lives(pid)) return false
  // After a power cut another program may have the id.
  const now = beginningOf(pid)
  return began === '' || now === null || now === began
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Copies a database, also while it is in use, into a new file that is complete or not there at all. */
export const backupTo = (file: string, target: string): void => {
  if (!existsSync(file)) throw new StoreError('store.missing')
  if (existsSync(target)) throw new StoreError('backup.exists')
  const partial = `${target}.partial`
  let db: Database.Database | null = null
  try {
    rmSync(partial, { force: true })
    db = new Database(file, { readonly: true })
    db.prepare('vacuum into ?').run(partial)
    renameSync(partial, target)
  } catch (error) {
    rmSync(partial, { force: true })
    const code = codeOf(error)
    throw new StoreError(OF_THE_FILE.has(code) ? code : 'backup.failed', { cause: error })
  } finally {
    db?.close()
  }
}

/**
 * Gives a database that was written under another name its own. Refuses one with a log beside it: what is in that is not
 * in the file, since the disk was full when it was closed, which SQLite does not tell.
 */
export const takeName = (partial: string, target: string): void => {
  if (existsSync(`${partial}-wal`)) throw new StoreError('backup.failed')
  renameSync(partial, target)
}

/** What is wrong with the database itself, and not with the place that its copy goes to. */
const OF_THE_FILE: ReadonlySet<string> = new Set(['store.not-a-database', 'store.corrupt'])

/**
 * Puts a backup in the database's place. Refuses a file that is damaged, foreign or newer, and a database in use.
 * What was there is kept beside it; returns that file's name, or null.
 */
export const restoreFrom = (source: string, file: string, stamp: string): string | null => {
  if (!existsSync(source)) throw new StoreError('restore.missing')
  const state = examine(source)
  if (state !== 'ok') throw new StoreError(`restore.${state}`)
  const lock = lockFile(file)
  try {
    const partial = `${file}.partial`
    rmSync(partial, { force: true })
    backupTo(source, partial)
    const kept = existsSync(file) ? `${file}.before-${stamp}` : null
    // What is broken cannot be copied row by row: it is then kept as it is.
    if (kept !== null && examine(file) === 'ok') {
      backupTo(file, kept)
      takeIn(file)
    } else if (kept !== null)
      for (const part of ['', '-wal']) if (existsSync(file + part)) copyFileSync(file + part, kept + part)
    // Not the database itself, which is replaced in one step: where the power fails before, there is a whole one.
    for (const rest of ['-wal', '-shm']) rmSync(file + rest, { force: true })
    renameSync(partial, file)
    return kept
  } catch (error) {
    throw new StoreError('restore.failed', { cause: error })
  } finally {
    lock.release()
  }
}

/** Copies what is in a database's log into the database, which then has all of it without that. */
const takeIn = (file: string): void => {
  const db = new Database(file)
  try {
    db.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    db.close()
  }
}

/** Whether a file is a sound database of ours, of this version or an older one. */
export const examine = (file: string): 'ok' | 'damaged' | 'foreign' | 'newer' => {
  let db: Database.Database | null = null
  try {
    db = new Database(file, { readonly: true })
    if (db.pragma('quick_check', { simple: true }) !== 'ok') return 'damaged'
    const owner = ownerOf(db, migrations().length)
    return owner === 'ours' ? 'ok' : owner === 'newer' ? 'newer' : 'foreign'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'SQLITE_NOTADB' ? 'foreign' : 'damaged'
  } finally {
    db?.close()
  }
}
