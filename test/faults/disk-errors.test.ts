import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

const MESSAGES = 60
/** What the disk answers to so many of the writes, and of the syncs. */
const ERRORS = { EIO: 5, ENOSPC: 28 }
const FAULTS = ['posix/io/rw/pwrite64', 'posix/io/rw/pwrite', 'posix/io/sync/fdatasync', 'posix/io/sync/fsync']

test.for(Object.entries(ERRORS))(
  'a disk that fails now and then with %s refuses messages, and keeps every one that was acknowledged',
  async ([, errno], { skip }) => {
    const folder = mkdtempSync(join(tmpdir(), 'wugong-eio-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const file = join(folder, 'wugong.db')
    // Made while the disk is sound.
    await openSqlite(file).close()
    const faults = FAULTS.flatMap((name) => ['-c', `enable_random name=${name},probability=0.02,failinfo=${errno}`])
    const program = [process.execPath, resolve('test/faults/acks.mjs'), file, String(MESSAGES)]
    const ran = spawnSync('fiu-run', ['-x', ...faults, ...program], { encoding: 'utf8', timeout: 50_000 })
    if (ran.error && 'code' in ran.error && ran.error.code === 'ENOENT') return skip('fiu-run is not installed')

    const told = [...ran.stdout.matchAll(/ack (\S+)/g)].map(([, id]) => id ?? '')
    const store = openSqlite(file)
    const rows = await store.transact(() => list('inbox'))
    await store.close()
    const stored = new Set(rows.map(({ extId }) => extId))
    const refused = ran.stderr.split('\n').filter((line) => line.startsWith('refused')).length
    process.stdout.write(`${told.length} acknowledged, ${refused} times refused\n`)
    expect(told.filter((id) => !stored.has(id))).toEqual([])
    expect(new Set(told).size).toBe(told.length)
    expect(ran.status, 'it goes on by itself').toBe(0)
    expect(told.length).toBe(MESSAGES)
    expect(refused).toBeGreaterThan(0)
    const db = new Database(file, { readonly: true })
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
    db.close()
  },
)
