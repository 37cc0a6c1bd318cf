import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runWithKills } from './run.ts'
import { seeded, writeScript } from './script.ts'
import { verify } from './verify.ts'

/** A short run by default; WUGONG_FAULTS=200 is the long one (`npm run test:faults`), WUGONG_SEED repeats a schedule. */
const KILLS = Number(process.env.WUGONG_FAULTS ?? 12)
const MESSAGES = KILLS >= 100 ? 20_000 : 2_000
const SEED = Number(process.env.WUGONG_SEED ?? (KILLS >= 100 ? Date.now() % 1_000_000 : 7))
const DUPLICATES = 0.05

test(
  `${KILLS} kills at random moments among ${MESSAGES} messages lose nothing, count nothing twice and keep the order`,
  async () => {
    const chance = seeded(SEED)
    const script = writeScript(MESSAGES, chance)
    const folder = mkdtempSync(join(tmpdir(), 'wugong-faults-'))
    const kills = await runWithKills(folder, script, { kills: KILLS, duplicates: DUPLICATES, chance })
    const { counts, integrity, ...faults } = await verify(folder, script)
    const n = Object.fromEntries(Object.entries(faults).map(([name, list]) => [name, list.length]))
    process.stdout.write(
      `seed ${SEED}: ${kills.atStart + kills.later} kills (${kills.atStart} while starting), ${counts.messages} messages, ` +
        `${counts.duplicates} duplicates; ${n.lost} lost, ${n.doubled} doubled, ${n.outOfOrder} out of order, ${n.wrong} wrong; ` +
        `${counts.replies} sends of ${counts.keys} keys (${counts.sentAgain} again), ${n.undelivered} undelivered, ${n.differing} differing; ` +
        `${counts.timers} timers; ${Math.round(MESSAGES / kills.seconds)} messages/s with restarts; integrity ${integrity}\n`,
    )
    expect(faults).toEqual({ lost: [], doubled: [], outOfOrder: [], wrong: [], undelivered: [], differing: [] })
    expect(integrity).toBe('ok')
    expect(kills.atStart + kills.later).toBe(KILLS)
    rmSync(folder, { recursive: true })
  },
  KILLS >= 100 ? 1_200_000 : 60_000,
)
