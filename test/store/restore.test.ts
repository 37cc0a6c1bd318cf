import { existsSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
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
