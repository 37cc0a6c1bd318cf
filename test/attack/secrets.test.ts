import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const CLI = join(import.meta.dirname, '../../dist/cli.js')

const run = (args: string[], settings: Record<string, string>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-secrets-'))
  try {
    const env = { PATH: process.env.PATH ?? '', HOME: folder, WUGONG_LOG: 'debug', WUGONG_PORT: '0', ...settings }
    const { stdout, stderr, status } = spawnSync(process.execPath, [CLI, ...args], {
      cwd: folder,
      encoding: 'utf8',
      env,
    })
    expect(status).not.toBe(0)
    return stdout + stderr
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('the password of a database that cannot be reached is in no message', () => {
  // Nobody listens on port 1.
  const address = 'postgres://wugong:hunter2-secret@127.0.0.1:1/wugong'
  for (const command of ['start', 'check', 'link'])
    expect(run([command], { DATABASE_URL: address })).not.toContain('hunter2-secret')
  expect(run(['check'], { DATABASE_URL: 'mysql://wugong:hunter2-secret@127.0.0.1/wugong' })).not.toContain('hunter2')
})

test('what stands in a file that is refused is not repeated, only where and why', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-secrets-'))
  try {
    const file = join(folder, 'talk.jsonl')
    writeFileSync(file, '{"type":"message","id":"m1","at":"gestern","from":{"id":"u1"},"text":"我手机13800138000"}\n')
    const said = run(['replay', file], {})
    expect(said).toMatch(/第1行/)
    expect(said).not.toContain('13800138000')
  } finally {
    rmSync(folder, { recursive: true })
  }
})
