import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { closeToOthers, filesOf } from '../src/files.ts'

test('each database has files of its own, by whatever name and password one logs in', () => {
  const here = filesOf('postgres://wugong:secret@10.0.0.1/city')
  expect(here).toMatch(/^data\/postgres-[0-9a-f]{12}$/)
  for (const same of ['postgresql://10.0.0.1:5432/city', 'postgres://other:word@10.0.0.1/city?sslmode=require'])
    expect(filesOf(same)).toBe(here)
  const others = ['postgres://10.0.0.1/town', 'postgres://10.0.0.2/city', 'postgres://10.0.0.1:5433/city']
  expect(new Set([here, ...[...others, 'postgres:///city?host=/run/pg'].map(filesOf)]).size).toBe(5)
  expect(filesOf('data/wugong.db')).toBe('data/wugong.db')
})

test('what every user of the machine could read is its owner’s alone; what a group was given it keeps, and strange files stay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const modes: Record<string, [before: number, after: number]> = {
    'wugong.db': [0o644, 0o600],
    'wugong.db-wal': [0o664, 0o600],
    'wugong.db-shm': [0o604, 0o600],
    'wugong.db.wechat-bot.session.memory-card.json': [0o644, 0o600],
    'wugong.db.before-2026': [0o640, 0o640],
    'wugong.db2': [0o644, 0o644],
    'register.csv': [0o644, 0o644],
  }
  for (const [name, [before]] of Object.entries(modes)) {
    writeFileSync(join(folder, name), '')
    chmodSync(join(folder, name), before)
  }
  mkdirSync(join(folder, 'wugong.db.old'))
  const asIs = statSync(join(folder, 'wugong.db.old')).mode
  closeToOthers(join(folder, 'wugong.db'))
  for (const [name, [, after]] of Object.entries(modes))
    expect([name, statSync(join(folder, name)).mode & 0o777]).toEqual([name, after])
  expect(statSync(join(folder, 'wugong.db.old')).mode).toBe(asIs)
  expect(readdirSync(folder)).toHaveLength(8)
  // Where there is no folder yet there is nothing to close.
  closeToOthers(join(folder, 'nowhere', 'wugong.db'))
})
