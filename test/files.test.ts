import { expect, test } from 'vitest'
import { filesOf } from '../src/files.ts'

test('each database has files of its own, by whatever name and password one logs in', () => {
  const here = filesOf('postgres://wugong:secret@10.0.0.1/city')
  expect(here).toMatch(/^data\/postgres-[0-9a-f]{12}$/)
  for (const same of ['postgresql://10.0.0.1:5432/city', 'postgres://other:word@10.0.0.1/city?sslmode=require'])
    expect(filesOf(same)).toBe(here)
  const others = ['postgres://10.0.0.1/town', 'postgres://10.0.0.2/city', 'postgres://10.0.0.1:5433/city']
  expect(new Set([here, ...[...others, 'postgres:///city?host=/run/pg'].map(filesOf)]).size).toBe(5)
  expect(filesOf('data/wugong.db')).toBe('data/wugong.db')
})
