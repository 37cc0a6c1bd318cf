import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { copyDatabase } from '../store/copy/copy.ts'
import { StoreError } from '../store/error.ts'
import { backupTo, examine, restoreFrom, takeName } from '../store/file.ts'
import { isPostgres, openStore, withStore } from '../store/open.ts'
import { refuseInUse, tell } from './move.ts'

/**
 * Writes a backup, also while 五共 runs: the database as it was at one moment, complete or not there at all. Of either
 * store it is a file of SQLite, which every command can read.
 */
export const backup = async (database: string, file: string): Promise<void> => {
  if (isPostgres(database)) {
    if (existsSync(file)) throw new StoreError('backup.exists')
    const partial = `${file}.partial`
    const tidy = () => {
      for (const rest of ['', '-wal', '-shm']) rmSync(partial + rest, { force: true })
    }
    tidy()
    try {
      // Only of the tables of this version.
      await (await openStore(database)).close()
      tell(await copyDatabase(database, partial))
      takeName(partial, file)
    } finally {
      tidy()
    }
  } else backupTo(database, file)
  process.stdout.write(`备份好了：${file}\n`)
}

/** Puts a backup in the place of a file, or into an empty database of PostgreSQL. 五共 must be stopped. */
export const restore = async (file: string, database: string): Promise<void> => {
  if (!isPostgres(database)) {
    const kept = restoreFrom(file, database, new Date().toISOString().replace(/[:.]/g, '-'))
    process.stdout.write(kept === null ? '恢复好了。\n' : `恢复好了。原来的数据留在 ${kept}\n`)
    return
  }
  if (!existsSync(file)) throw new StoreError('restore.missing')
  const state = examine(file)
  if (state !== 'ok') throw new StoreError(`restore.${state}`)
  await withStore(openStore(database, { unfinished: true, tables: 'make' }), refuseInUse)
  // A backup of an older version gets today's tables first, and stays as it is itself.
  const folder = mkdtempSync(join(tmpdir(), 'wugong-restore-'))
  try {
    const copy = join(folder, 'backup.db')
    backupTo(file, copy)
    await (await openStore(copy, { tables: 'upgrade' })).close()
    tell(await copyDatabase(copy, database, { name: file }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  process.stdout.write('恢复好了，每张表的条数和校验值都对上了。\n')
}
