import { copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { isInUse } from '../app/lease.ts'
import type { Row } from '../app/model.ts'
import { list } from '../app/operations.ts'
import type { Store } from '../app/ports.ts'
import { noDemoAgain } from '../app/remove-community.ts'
import { journalOf } from '../files.ts'
import { copyDatabase, finishCopy, refuseChanged, type Sum, takeOut } from '../store/copy/copy.ts'
import { StoreError } from '../store/error.ts'
import type { Tables } from '../store/migrate.ts'
import { isPostgres, lockDatabase, openStore, withStore } from '../store/open.ts'
import { called, namesOf } from './community.ts'
import { Refusal } from './problem.ts'

type Community = Row<'communities'>

/**
 * Copies a whole database into an empty one, or moves one community there, which then is in the new one only: two that
 * act for it would both write to its groups. Neither may be in use meanwhile.
 */
export const move = async (from: string, to: string, community: string | undefined): Promise<void> => {
  if (from === to) throw new Refusal('--from 和 --to 是同一个数据库。', true)
  const known = await beforeMoving(from, 'keep')
  const locks = [lockDatabase(from)]
  try {
    locks.push(lockDatabase(to))
    if (isPostgres(to)) await beforeMoving(to, 'make')
    const what = community === undefined ? await moveAll(from, to) : await moveOne(from, to, community, known)
    moveJournal(journalOf(from), journalOf(to))
    process.stdout.write(`搬好了，每张表的条数和校验值都对上了。${what}\n`)
  } finally {
    for (const lock of locks) lock.release()
  }
}

const moveAll = async (from: string, to: string): Promise<string> => {
  // What a process or a command has written there meanwhile is not in the copy.
  const before = async (sums: readonly Sum[]) => {
    await beforeMoving(from, 'keep')
    await refuseChanged(from, sums)
  }
  tell(await copyDatabase(from, to, { before }))
  return '以后请只用新的数据库。'
}

const moveOne = async (from: string, to: string, community: string, known: readonly Community[]): Promise<string> => {
  const found = called(known, community)
  const [one] = found
  if (one && found.length === 1)
    tell(await copyDatabase(from, to, { community: one.id, before: (sums) => leave(from, one.id, sums) }))
  else if (found.length > 1 || !(isPostgres(to) || existsSync(to)) || !(await finishCopy(from, to, community)))
    throw new Refusal(`没有“${community}”这个社区，或者不止一个。有的是：${namesOf(known)}`)
  const others = known.filter((other) => other !== one)
  const rest = others.length === 0 ? '那里没有别的社区了' : `那里还有：${namesOf(others)}`
  return `${one?.name ?? community}只在新的数据库里了，原来的里面已经没有它（${rest}）。要退回去，只有搬之前的备份。`
}

/** What some command changed there while it was copied would be lost: then it stays, and so does its copy's mark. */
const leave = async (database: string, communityId: string, sums: readonly Sum[]): Promise<void> => {
  await withStore(openStore(database), async (store) => {
    const now = await store.time()
    await store.transact(() => noDemoAgain(now))
    await takeOut(database, communityId, sums, () => refuseInUse(store))
  })
}

/** The simulated platform's own history goes along: it would else use its message ids a second time. */
const moveJournal = (from: string, to: string): void => {
  if (!existsSync(from) || existsSync(to)) return
  mkdirSync(dirname(to), { recursive: true })
  copyFileSync(from, to)
}

/** Sees that a database has the tables of this version and that nobody uses it. Its communities. */
const beforeMoving = async (database: string, tables: Tables): Promise<readonly Community[]> => {
  return await withStore(openStore(database, { tables, unfinished: true }), async (store) => {
    await refuseInUse(store)
    return await store.transact(() => list('communities'))
  })
}

export const refuseInUse = async (store: Store): Promise<void> => {
  if (!store.shared) return
  const now = await store.time()
  if (await store.transact(() => isInUse(now))) throw new StoreError('copy.in-use')
}

export const tell = (sums: readonly Sum[]): void => {
  for (const { table, rows, hash } of sums)
    if (rows > 0) process.stdout.write(`${table.padEnd(14)}${String(rows).padStart(9)}  ${hash.slice(0, 12)}\n`)
}
