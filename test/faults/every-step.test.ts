import { expect, test } from 'vitest'
import type { Point } from '../simulation/faults.ts'
import { play } from '../simulation/history.ts'
import { SHORT_TALKS } from '../simulation/short-talks.ts'

/*
 * One history for each step of a few short talks, in which a process dies exactly there and nothing else goes wrong. Only
 * every so many steps are tried at a time, others each day; WUGONG_EVERY=1 tries all. WUGONG_SEED repeats a day.
 */
const DAY = 24 * 60 * 60_000
const EVERY = Number(process.env.WUGONG_EVERY ?? 6)
const SEED = Number(process.env.WUGONG_SEED ?? Math.floor(Date.now() / DAY))

/** Sends are few: each of them is tried. */
const STEPS: Readonly<Partial<Record<Point, number>>> = {
  'crash at a yield': EVERY,
  'crash before a commit': EVERY,
  'crash after a commit': EVERY,
  'crash before a send': 1,
  'crash after a send': 1,
}

for (const store of ['shared', 'file'] as const)
  for (const [name, talk] of Object.entries(SHORT_TALKS))
    test(`${name}: whoever dies at any step of it, on the ${store} store, loses and doubles nothing`, {
      timeout: 600_000,
    }, async () => {
      const failed: string[] = []
      let crashes = 0
      for (const [point, every] of Object.entries(STEPS) as [Point, number][])
        for (let at = 1 + (SEED % every); ; at += every) {
          const { clean, verdict, faults } = await play(SEED, { talk, store, only: { point, at } })
          if (!clean) failed.push(`seed ${SEED}, ${point} ${at}: ${JSON.stringify(verdict)}`)
          if (!faults.has(point)) break
          crashes += 1
          // The runner wants to hear from us now and then.
          if (crashes % 50 === 0) await new Promise(setImmediate)
        }
      process.stdout.write(`${name}, ${store}: ${crashes} crashes, ${failed.length} failed\n`)
      expect(failed).toEqual([])
      expect(crashes).toBeGreaterThan(20)
    })
