import { copyFileSync, existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test, vi } from 'vitest'
import { restoreFrom } from '../../src/store/file.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { file, mark, marks } from './folder.ts'

const power = vi.hoisted(() => ({ fails: false }))
vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>()
  const renameSync: typeof fs.renameSync = (from, to) => {
    if (power.fails && String(to).endsWith('wugong.db')) throw new Error('the power is gone')
    fs.renameSync(from, to)
  }
  return { ...fs, renameSync }
})

test('a database that is being restored is there until the backup is in its place', async () => {
  const [backup, name] = [file(), file()]
  for (const [where, key] of [
    [backup, 'old'],
    [name, 'new'],
  ] as const) {
    const store = openSqlite(where)
    await store.transact(mark(key))
    await store.close()
  }
  power.fails = true
  expect(() => restoreFrom(backup, name, 'stamp')).toThrow('restore.failed')
  // Else the next start would make an empty one.
  expect(existsSync(name)).toBe(true)
  const store = openSqlite(name)
  expect(await marks(store)).toEqual(['new'])
  await store.close()
})

test('so it is with all that it has, where its process was killed and most of that is in its log', async () => {
  const [backup, running, name] = [file(), file(), file()]
  await openSqlite(backup).close()
  const store = openSqlite(running)
  await store.transact(mark('new'))
  for (const rest of ['', '-wal']) copyFileSync(running + rest, name + rest)
  await store.close()
  power.fails = true
  expect(() => restoreFrom(backup, name, 'stamp')).toThrow('restore.failed')
  const db = new Database(name, { readonly: true })
  onTestFinished(() => void db.close())
  expect(db.prepare('select "key" from "marks"').pluck().all()).toEqual(['new'])
})

test('what cannot be copied row by row is kept with its log', async () => {
  const [backup, running, name] = [file(), file(), file()]
  await openSqlite(backup).close()
  const store = openSqlite(running)
  await store.transact(mark('new'))
  const other = new Database(running)
  // As a newer version leaves it.
  other.pragma('user_version = 999')
  for (const rest of ['', '-wal']) copyFileSync(running + rest, name + rest)
  other.close()
  await store.close()
  power.fails = false
  const db = new Database(String(restoreFrom(backup, name, 'stamp')), { readonly: true })
  onTestFinished(() => void db.close())
  expect(db.prepare('select "key" from "marks"').pluck().all()).toEqual(['new'])
})
