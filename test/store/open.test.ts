import { readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, test, vi } from 'vitest'
import { openSqlite } from '../../src/store/sqlite.ts'
import { file, mark, marks } from './folder.ts'

/** The connections that were opened, so that a test can ask SQLite itself what holds on them. */
const { connections } = vi.hoisted(() => ({ connections: [] as Database.Database[] }))
vi.mock('better-sqlite3', async (original) => {
  const { default: Real } = await original<{ default: typeof Database }>()
  class Watched extends Real {
    constructor(name?: string, options?: Database.Options) {
      super(name, options)
      connections.push(this)
    }
  }
  return { default: Watched }
})

/** A database made by somebody, as bytes on the disk. */
const made = (name: string, statements: string): Buffer => {
  const db = new Database(name)
  db.exec(statements)
  db.close()
  return readFileSync(name)
}

describe('opening a database', () => {
  test('every commit is synced to disk, also when a file is opened again', async () => {
    const name = file()
    for (const key of ['first', 'second', 'third']) {
      const store = openSqlite(name)
      expect(connections.at(-1)?.pragma('synchronous', { simple: true })).toBe(2)
      expect(connections.at(-1)?.pragma('journal_mode', { simple: true })).toBe('wal')
      await store.transact(mark(key))
      await store.close()
    }
    const store = openSqlite(name)
    expect(await marks(store)).toEqual(['first', 'second', 'third'])
    await store.close()
  })

  test('a WAL file opened by anybody else is only NORMAL: the reason why it is set each time', async () => {
    const name = file()
    await openSqlite(name).close()
    const bare = new Database(name)
    expect(bare.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(bare.pragma('synchronous', { simple: true })).toBe(1)
    bare.close()
  })

  test('a database of a newer version is refused and not touched', async () => {
    const name = file()
    await openSqlite(name).close()
    const before = made(name, 'pragma user_version = 999')
    expect(() => openSqlite(name)).toThrow('store.newer')
    expect(readFileSync(name).equals(before)).toBe(true)
  })

  test('a newer database that is no WAL file stays none', () => {
    const name = file()
    const before = made(name, 'create table inbox (id); pragma user_version = 999')
    expect(() => openSqlite(name)).toThrow('store.newer')
    expect(readFileSync(name).equals(before)).toBe(true)
  })

  test("another program's database is refused and not touched", () => {
    const name = file()
    const before = made(name, "create table songs (title text); insert into songs values ('茉莉花')")
    expect(() => openSqlite(name)).toThrow('store.foreign')
    expect(readFileSync(name).equals(before)).toBe(true)
  })

  test('a file that is no database is refused and not touched', () => {
    const name = file()
    writeFileSync(name, '这是一份通知，不是数据库。'.repeat(200))
    const before = readFileSync(name)
    expect(() => openSqlite(name)).toThrow('store.not-a-database')
    expect(readFileSync(name).equals(before)).toBe(true)
  })

  test('a folder in the place of the file is refused in words of ours', () => {
    const name = file()
    writeFileSync(name, '')
    expect(() => openSqlite(`${name}/inside.db`)).toThrow('store.unreadable')
    expect(() => openSqlite(dirname(name))).toThrow('store.folder')
  })

  test('a database that must be there already is not made', () => {
    expect(() => openSqlite(file(), { tables: 'keep' })).toThrow('store.missing')
  })
})
