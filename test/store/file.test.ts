import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import { sumsOf } from '../../src/store/copy/copy.ts'
import { backupTo, examine, lockFile, restoreFrom, servedAt, takeName } from '../../src/store/file.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { file, folder, mark, marks } from './folder.ts'

/** A database that holds these marks and nothing else. */
const holding = async (...keys: string[]): Promise<string> => {
  const name = file()
  const store = openSqlite(name)
  for (const key of keys) await store.transact(mark(key))
  await store.close()
  return name
}

const marksIn = async (name: string): Promise<string[]> => {
  const store = openSqlite(name)
  const found = await marks(store)
  await store.close()
  return found
}

/** The id of a process that lives until the test ends. */
const living = (): number => {
  const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  onTestFinished(() => void other.kill('SIGKILL'))
  return other.pid ?? 0
}

const dead = (): number => spawnSync(process.execPath, ['-e', '']).pid

describe('a backup', () => {
  test('taken while the database is in use holds everything committed so far, and use goes on', async () => {
    const name = file()
    const target = join(folder(), 'backup.db')
    const store = openSqlite(name)
    await store.transact(mark('before'))
    backupTo(name, target)
    await store.transact(mark('after'))
    expect(await marks(store)).toEqual(['after', 'before'])
    await store.close()
    expect(examine(target)).toBe('ok')
    expect(await marksIn(target)).toEqual(['before'])
  })

  test('does not replace a file that is there, and leaves none behind that is not whole', async () => {
    const name = await holding('one')
    const target = join(folder(), 'backup.db')
    writeFileSync(target, '别的文件')
    expect(() => backupTo(name, target)).toThrow('backup.exists')
    expect(readFileSync(target, 'utf8')).toBe('别的文件')
    const unreachable = join(folder(), 'nowhere', 'backup.db')
    expect(() => backupTo(name, unreachable)).toThrow('backup.failed')
    expect(existsSync(unreachable)).toBe(false)
    expect(() => backupTo(join(folder(), 'none.db'), target)).toThrow('store.missing')
  })
})

test('a database whose last writes did not get from its log into its file, for want of room, takes no name', async () => {
  const partial = file()
  const store = openSqlite(partial)
  await store.transact(mark('one'))
  // As long as somebody else reads, a log is not emptied either.
  const reader = new Database(partial)
  reader.prepare('select 1 from marks').get()
  await store.close()
  const target = join(folder(), 'backup.db')
  expect(() => takeName(partial, target)).toThrow('backup.failed')
  expect(existsSync(target)).toBe(false)
  reader.close()
  takeName(partial, target)
  expect(await marksIn(target)).toEqual(['one'])
})

test('what is read out of a broken database for a copy fails in words of ours', async () => {
  const name = await holding('one')
  writeFileSync(name, readFileSync(name).fill(0x5a, 4096))
  await expect(sumsOf(name)).rejects.toThrow('store.corrupt')
  writeFileSync(name, '通知：明天停水。'.repeat(1_000))
  await expect(sumsOf(name)).rejects.toThrow('store.not-a-database')
})

test.for([
  ['store.corrupt', (name: string) => writeFileSync(name, readFileSync(name).fill(0x5a, 4096, 40_000))],
  ['store.not-a-database', (name: string) => writeFileSync(name, '通知：明天停水。'.repeat(1_000))],
] as const)(
  'a backup of a broken database says %s, and not that the disk is to be looked at',
  async ([code, spoil]) => {
    const name = await holding('one')
    spoil(name)
    const target = join(folder(), 'backup.db')
    expect(() => backupTo(name, target)).toThrow(code)
    expect(existsSync(target)).toBe(false)
  },
)

describe('restoring', () => {
  test('puts the backup in place and keeps what was there', async () => {
    const backup = await holding('old')
    const name = await holding('new')
    const kept = restoreFrom(backup, name, 'stamp')
    expect(await marksIn(name)).toEqual(['old'])
    expect(kept).not.toBeNull()
    expect(await marksIn(kept ?? '')).toEqual(['new'])
    expect(existsSync(`${name}.lock`)).toBe(false)
  })

  test('works where there is no database yet', async () => {
    const name = join(folder(), 'wugong.db')
    expect(restoreFrom(await holding('old'), name, 'stamp')).toBeNull()
    expect(await marksIn(name)).toEqual(['old'])
  })

  test.for([
    ['damaged', (name: string) => writeFileSync(name, readFileSync(name).fill(0x5a, 4096, 40_000))],
    ['damaged', (name: string) => writeFileSync(name, readFileSync(name).subarray(0, 30_000))],
    ['foreign', (name: string) => writeFileSync(name, '通知：明天停水。'.repeat(100))],
    ['foreign', (name: string) => edit(name, 'drop table inbox')],
    ['newer', (name: string) => edit(name, 'pragma user_version = 999')],
  ] as const)('refuses a %s file and leaves the database as it was', async ([reason, spoil]) => {
    const backup = await holding('old')
    spoil(backup)
    const name = await holding('new')
    expect(() => restoreFrom(backup, name, 'stamp')).toThrow(`restore.${reason}`)
    expect(await marksIn(name)).toEqual(['new'])
  })

  test('refuses while another program uses the database', async () => {
    const backup = await holding('old')
    const name = await holding('new')
    writeFileSync(`${name}.lock`, String(living()))
    expect(() => restoreFrom(backup, name, 'stamp')).toThrow('store.in-use')
    expect(await marksIn(name)).toEqual(['new'])
  })

  test('mends a database that is damaged itself, and keeps its bytes', async () => {
    const backup = await holding('old')
    const name = file()
    writeFileSync(name, '坏了'.repeat(1_000))
    const kept = restoreFrom(backup, name, 'stamp')
    expect(await marksIn(name)).toEqual(['old'])
    expect(readFileSync(kept ?? '', 'utf8')).toBe('坏了'.repeat(1_000))
  })
})

const edit = (name: string, statement: string): void => {
  const db = new Database(name)
  db.exec(statement)
  db.close()
}

describe('the lock', () => {
  test('of a living process is respected', () => {
    const name = file()
    writeFileSync(`${name}.lock`, String(living()))
    expect(() => lockFile(name)).toThrow('store.in-use')
    expect(existsSync(`${name}.lock`)).toBe(true)
  })

  test('of a dead process is taken over', () => {
    const name = file()
    writeFileSync(`${name}.lock`, String(dead()))
    const lock = lockFile(name)
    // Also by a version that reads no more than this.
    expect(readFileSync(`${name}.lock`, 'utf8').split('\n')[0]).toBe(String(process.pid))
    lock.release()
    expect(existsSync(`${name}.lock`)).toBe(false)
  })

  test.skipIf(process.platform !== 'linux')('of another process that has the id of a dead one is taken over', () => {
    const name = file()
    const lock = lockFile(name)
    lock.announce('http://127.0.0.1:8080')
    const [, url, began] = readFileSync(`${name}.lock`, 'utf8').split('\n')
    expect(url).toBe('http://127.0.0.1:8080')
    // It began when this one did: at another time than the one that has the id now.
    writeFileSync(`${name}.lock`, [living(), url, began].join('\n'))
    expect(servedAt(name)).toBeNull()
    lockFile(name).release()
  })

  test.skipIf(process.platform !== 'linux')('of the very process that wrote it is respected', () => {
    const name = file()
    const pid = living()
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const ticks = /\) (?:\S+ ){19}(\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]
    const write = (url: string) => writeFileSync(`${name}.lock`, `${pid}\n${url}\n${boot} ${ticks}`)
    write('')
    expect(() => lockFile(name)).toThrow('store.in-use')
    expect(servedAt(name)).toBeNull()
    write('http://127.0.0.1:8080')
    expect(servedAt(name)).toBe('http://127.0.0.1:8080')
  })

  test('where nothing can be written says so, whether there is a lock or not', () => {
    const plain = file()
    writeFileSync(plain, 'no folder')
    expect(() => lockFile(join(plain, 'wugong.db'))).toThrow('store.no-place')
    const name = join(folder(), 'locked.db')
    mkdirSync(`${name}.lock`)
    expect(() => lockFile(name)).toThrow('store.no-place')
  })

  test('makes the folder of a database that is to be', () => {
    const deep = join(folder(), 'deep')
    lockFile(join(deep, 'wugong.db')).release()
    expect(existsSync(deep)).toBe(true)
  })

  test('that a crash left empty is taken over', () => {
    const name = file()
    writeFileSync(`${name}.lock`, '')
    lockFile(name).release()
    expect(existsSync(`${name}.lock`)).toBe(false)
  })
})
