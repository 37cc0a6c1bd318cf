import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, describe, expect, test } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { Chance } from '../simulation/chance.ts'
import { type Act, Disk, readLog } from './disk-log.ts'

/** WUGONG_CUTS cuts the power more often. */
const CUTS = Number(process.env.WUGONG_CUTS ?? 250)
const MESSAGES = 120

const folder = mkdtempSync(join(tmpdir(), 'wugong-power-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Lets a process store messages while every write, sync and acknowledgement is written down. */
const recorded = (): { acts: readonly Act[] } | { missing: string } => {
  const [log, file] = [join(folder, 'strace'), join(folder, 'wugong.db')]
  const calls = 'trace=write,pwrite64,ftruncate,fdatasync,fsync,unlink'
  const program = [process.execPath, resolve('test/faults/acks.mjs'), file, String(MESSAGES)]
  const ran = spawnSync('strace', ['-f', '-qq', '-y', '-xx', '-s', '1000000', '-e', calls, '-o', log, ...program])
  if (ran.error) return { missing: 'strace is not installed' }
  if (ran.status !== 0) return { missing: `strace may not trace here: ${String(ran.stderr).slice(0, 200)}` }
  return { acts: readLog(readFileSync(log, 'utf8'), file) }
}

const found = recorded()
const missing = 'missing' in found ? found.missing : null
const acts = 'acts' in found ? found.acts : []

const toldIn = (act: Act): string[] =>
  act.do === 'tell' ? [...act.text.matchAll(/ack (\S+)/g)].map(([, id]) => id ?? '') : []

describe.skipIf(missing)(`power${missing ? `: ${missing}` : ''}`, () => {
  test('nothing is acknowledged before it is synced', () => {
    const disk = new Disk()
    let told = 0
    for (const act of acts) {
      disk.apply(act)
      const ids = toldIn(act)
      told += ids.length
      if (ids.length > 0) expect(disk.unsynced, `when ${ids} was acknowledged`).toEqual([])
    }
    expect(told).toBe(MESSAGES)
    expect(acts.filter((act) => act.do === 'sync').length).toBeGreaterThan(MESSAGES / 3)
  })

  test('a log in which neither the files nor their names were synced would not pass', () => {
    for (const forgotten of [folder, join(folder, 'wugong.db-wal')]) {
      const disk = new Disk()
      for (const act of acts) if (act.do !== 'sync' || act.file !== forgotten) disk.apply(act)
      expect(disk.unsynced).toContain('wugong.db-wal')
    }
  })

  test('wherever the power fails, the file is sound and has every acknowledged message', {
    timeout: 120_000,
  }, async () => {
    const chance = new Chance(7)
    const fates = [() => 'not' as const, () => 'whole' as const, () => chance.pick(['whole', 'half', 'not'] as const)]
    // After every sync, and at other moments.
    const moments = acts.flatMap((act, i) => (act.do === 'sync' || chance.happens(0.2) ? [i] : []))
    const step = Math.max(1, moments.length / CUTS)
    const cuts = new Set(
      Array.from({ length: Math.min(CUTS, moments.length) }, (_, n) => moments[Math.floor(n * step)]),
    )
    const disk = new Disk()
    const told: string[] = []
    let cut = 0
    for (const [i, act] of acts.entries()) {
      disk.apply(act)
      told.push(...toldIn(act))
      if (!cuts.has(i)) continue
      const place = join(folder, `cut-${cut}`)
      disk.afterPowerLoss(place, fates[cut % fates.length] ?? (() => 'not'))
      cut += 1
      const file = join(place, 'wugong.db')
      const store = openSqlite(file)
      const stored = new Set((await store.transact(() => list('inbox'))).map(({ extId }) => extId))
      await store.close()
      expect(
        told.filter((id) => !stored.has(id)),
        `lost after act ${i}`,
      ).toEqual([])
      const db = new Database(file, { readonly: true })
      expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
      db.close()
      rmSync(place, { recursive: true })
    }
    expect(cut).toBeGreaterThan(CUTS / 2)
    process.stdout.write(`${acts.length} acts on the disk, the power cut ${cut} times\n`)
  })
})
