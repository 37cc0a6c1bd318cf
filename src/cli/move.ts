import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { isInUse } from '../app/lease.ts'
import { list } from '../app/operations.ts'
import { journalOf } from '../demo.ts'
import { copyDatabase, type Sum } from '../store/copy/copy.ts'
import { StoreError } from '../store/error.ts'
import { isPostgres, lockDatabase, openStore } from '../store/open.ts'
import { Refusal } from './problem.ts'

/** Copies a whole database, or one community of it, into an empty one. Neither may be in use meanwhile. */
export const move = async (from: string, to: string, community: string | undefined): Promise<void> => {
  if (from === to) throw new Refusal('--from 和 --to 是同一个数据库。', true)
  const id = await beforeMoving(from, community)
  const locks = [lockDatabase(from)]
  try {
    locks.push(lockDatabase(to))
    if (isPostgres(to)) await beforeMoving(to, undefined)
    tell(await copyDatabase(from, to, { community: id }))
    if (id === null) moveJournal(journalOf(from), journalOf(to))
    process.stdout.write('搬好了，每张表的条数和校验值都对上了。以后请只用新的数据库。\n')
  } finally {
    for (const lock of locks) lock.release()
  }
}

/** The simulated platform's own history goes along: it would else use its message ids a second time. */
const moveJournal = (from: string, to: string): void => {
  if (!existsSync(from) || existsSync(to)) return
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}

/** Opens a database, so that it has the tables of this version, and looks who is in it. The id of the named community. */
const beforeMoving = async (database: string, community: string | undefined): Promise<string | null> => {
  const store = await openStore(database, { create: false, unfinished: true })
  try {
    const now = await store.time()
    if (store.shared && (await store.transact(() => isInUse(now)))) throw new StoreError('copy.in-use')
    if (community === undefined) return null
    const known = await store.transact(() => list('communities'))
    const found = known.filter(({ id, name }) => name === community || id === community)
    if (found.length !== 1 || !found[0])
      throw new Refusal(`没有“${community}”这个社区，或者不止一个。有的是：${known.map(({ name }) => name).join('、')}`)
    return found[0].id
  } finally {
    await store.close()
  }
}

export const tell = (sums: readonly Sum[]): void => {
  for (const { table, rows, hash } of sums)
    if (rows > 0) process.stdout.write(`${table.padEnd(14)}${String(rows).padStart(9)}  ${hash.slice(0, 12)}\n`)
}
