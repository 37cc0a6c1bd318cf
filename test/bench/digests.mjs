import { join } from 'node:path'
import { table } from '../../dist/app/tables.js'
import { advance } from '../../dist/jobs/wheel.js'
import { openSqlite } from '../../dist/store/sqlite.js'
import { openApp } from './pipe.mjs'

const DAY = 24 * 60 * 60 * 1000

/** Seconds until so many communities, each with one open poll, have the digest of one evening: written and handed over. */
export const digestSeconds = async (folder, communities) => {
  let now = Date.parse('2026-03-01T09:00:00+08:00')
  const clock = {
    now: () => now,
    set: (at) => {
      now = at
    },
  }
  const store = openSqlite(join(folder, `digests-${communities}.db`))
  const { app, delivery } = await openApp(store, { groups: communities, perCommunity: 1, clock })
  const began = performance.now()
  await advance(app, delivery, clock, now + DAY / 2)
  const seconds = (performance.now() - began) / 1000
  const written = (await app.run(() => table('digests'))).length
  await store.close()
  if (written !== communities) throw new Error(`${written} digests for ${communities} communities`)
  return seconds
}
