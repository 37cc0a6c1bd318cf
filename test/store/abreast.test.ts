import fc from 'fast-check'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import {
  alone,
  aloneIfFree,
  amend,
  BUSY,
  find,
  insert,
  insertIfAbsent,
  list,
  type Task,
  together,
} from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { type Disk, server, stopServer } from '../support/disk.ts'
import { modelDisk } from '../support/model-disk.ts'
import type { Server } from '../support/postgres.ts'
import { until } from '../support/until.ts'
import { operate } from './operate.ts'
import { operations, Plain, said, TABLES } from './plain.ts'

/*
 * Where each question is a round trip, the tasks of a commit go on side by side and ask together. Whatever they ask, they
 * are answered as if each had been alone; and those of one community have it one after the other.
 */

const found = await server()
const missing = 'missing' in found ? found.missing : null
const here = found as Server
afterAll(stopServer)

/** WUGONG_RUNS=300 asks longer. */
const RUNS = Number(process.env.WUGONG_RUNS ?? 15)
const PATIENCE_MS = 60_000 + 1_000 * RUNS

const COMMUNITIES = ['c1', 'c2', '三', 'c4'] as const

const tasks = fc.array(
  fc.record({
    communityId: fc.constantFrom(...COMMUNITIES),
    steps: fc.array(operations, { minLength: 1, maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 8 },
)
const commits = fc.array(fc.record({ tasks, fails: fc.integer({ min: 0, max: 5 }) }), { minLength: 1, maxLength: 4 })

const lane = (communityId: string, chatId: number) => ({ communityId, chatId, seq: 1, cursor: 0, emptied: 0 })

/** A new place for a store, by kind. The model is what the simulation plays its histories on. */
const PLACES: Readonly<Record<'postgres' | 'model', (seed: number) => Promise<Disk>>> = {
  postgres: async () => {
    const url = await here.prepared()
    return { open: () => openPostgres(url, { durable: false }), remove: () => here.drop(url) }
  },
  model: async (seed) => modelDisk(seed),
}

for (const kind of ['postgres', 'model'] as const)
  describe.skipIf(kind === 'postgres' && missing)(
    `tasks side by side on ${kind}${missing ? `: ${missing}` : ''}`,
    () => {
      test(
        'are answered as if each were alone, and leave what they wrote',
        async () => {
          await fc.assert(
            fc.asyncProperty(commits, fc.nat(), async (history, seed) => {
              const place = await PLACES[kind](seed)
              const store = await place.open()
              let towns = new Map(COMMUNITIES.map((id) => [id, new Plain(id)]))
              try {
                for (const { tasks, fails } of history) {
                  const expected = new Map([...towns].map(([id, plain]) => [id, plain.copy()]))
                  const asked = tasks.map(({ communityId, steps }) => ({
                    communityId,
                    steps,
                    wanted: steps.map((step) => said(step, expected.get(communityId)?.answer(step))),
                  }))
                  const run = asked.map(
                    ({ communityId, steps, wanted }, at) =>
                      () =>
                        alone(communityId, function* (): Task<string[]> {
                          const differ: string[] = []
                          for (const [i, step] of steps.entries()) {
                            const answer = said(step, yield* operate(step))
                            if (answer !== wanted[i]) differ.push(`${JSON.stringify(step)}: ${answer} for ${wanted[i]}`)
                          }
                          if (fails === 0 && at === tasks.length - 1) throw new Error('taken back')
                          return differ
                        }),
                  )
                  const differ = await store
                    .transactAll(run)
                    .catch((error: Error) => (error.message === 'taken back' ? null : Promise.reject(error)))
                  expect((differ ?? []).flat()).toEqual([])
                  if (differ) towns = expected
                  for (const { table } of TABLES)
                    for (const [communityId, plain] of towns) {
                      const rows = await store.transact(() => list(table, { communityId }))
                      const all = { do: 'list', table, where: {}, order: null, limit: null, lock: false } as const
                      expect(said(all, rows)).toBe(said(all, plain.answer(all)))
                    }
                }
              } finally {
                await store.close()
                await place.remove()
              }
            }),
            { numRuns: kind === 'model' ? 4 * RUNS : RUNS },
          )
        },
        PATIENCE_MS,
      )

      const onStore = async (work: (store: Store) => Promise<void>) => {
        const place = await PLACES[kind](1)
        const store = await place.open()
        try {
          await work(store)
        } finally {
          await store.close()
          await place.remove()
        }
      }

      test('find each other’s newly met people, and nobody is met twice', () =>
        onStore(async (store) => {
          const person = { adapter: 'a', account: 'b', epoch: '', nativeId: 'p' }
          const meeting = (communityId: string) => () =>
            alone(communityId, function* () {
              const known = yield* find('identities', person)
              if (!known) yield* insert('identities', { ...person, communityId, memberId: `u of ${communityId}` })
              return known?.memberId ?? null
            })
          expect(await store.transactAll(['c1', 'c2', 'c3'].map(meeting))).toEqual([null, 'u of c1', 'u of c1'])
          expect(await store.transact(() => list('identities'))).toMatchObject([{ ...person, communityId: 'c1' }])
        }))

      test('that wait for each other are refused, and nothing of them is left', () =>
        onStore(async (store) => {
          const crossing = (own: string, other: string) => () =>
            alone(own, function* () {
              yield* insert('counters', { name: 'poll', value: 1 })
              yield* alone(other, () => insert('counters', { name: 'work', value: 1 }))
            })
          await expect(store.transactAll([crossing('c1', 'c2'), crossing('c2', 'c1')])).rejects.toThrow(
            'wait for each other',
          )
          expect(await store.transact(() => list('counters'))).toEqual([])
        }))

      test('and their parts answer in their own order', () =>
        onStore(async (store) => {
          await store.transact(function* () {
            for (const [communityId, chatId] of [
              ['c1', 1],
              ['c2', 2],
            ] as const)
              yield* insert('lanes', lane(communityId, chatId))
          })
          const chats = [2, 3, 1]
          const asking = () => together(chats.map((chatId) => () => find('lanes', { chatId })))
          const answers = await store.transactAll([asking, asking])
          expect(answers.map((rows) => rows.map((row) => row?.communityId ?? null))).toEqual([
            ['c2', null, 'c1'],
            ['c2', null, 'c1'],
          ])
        }))
    },
  )

describe.skipIf(missing)(`tasks beside other connections${missing ? `: ${missing}` : ''}`, () => {
  const onServer = async (work: (store: Store, url: string) => Promise<void>) => {
    const url = await here.prepared()
    const store = await openPostgres(url, { durable: false })
    try {
      await work(store, url)
    } finally {
      await store.close()
      await here.drop(url)
    }
  }

  test('take what is free, and hear at once what another transaction holds', () =>
    onServer(async (store, url) => {
      const counting = (communityId: string) => () =>
        aloneIfFree(communityId, function* () {
          yield* insertIfAbsent('counters', { name: 'poll', value: 1 })
          return communityId
        })
      await store.transact(counting('c2'))
      const other = new pg.Client(url)
      await other.connect()
      try {
        await other.query('begin')
        await other.query(`select * from heads where "communityId" = 'c2' for update`)
        expect(await store.transactAll(['c1', 'c2', 'c3', 'c2'].map(counting))).toEqual(['c1', BUSY, 'c3', BUSY])
      } finally {
        await other.end()
      }
      expect(await store.transactAll(['c1', 'c2'].map(counting))).toEqual(['c1', 'c2'])
    }))

  test('take lanes in the order in which whoever stores messages takes them', () =>
    onServer(async (store, url) => {
      await store.transact(function* () {
        for (const chatId of [1, 2]) yield* insert('lanes', lane('c1', chatId))
      })
      const storing = new pg.Client(url)
      await storing.connect()
      const hold = (chatId: number) => storing.query(`select * from lanes where "chatId" = ${chatId} for update`)
      const waits = async () => (await storing.query('select 1 from pg_locks where not granted')).rowCount === 1
      try {
        await storing.query('begin')
        await hold(1)
        const handled = store.transact(() =>
          alone('c1', function* () {
            for (const chatId of [2, 1]) yield* amend('lanes', { chatId }, { cursor: 1 })
          }),
        )
        await until(waits)
        await storing.query('set local lock_timeout = 1')
        await hold(2)
        await storing.query('commit')
        await handled
      } finally {
        await storing.end()
      }
      expect((await store.transact(() => list('lanes'))).map(({ cursor }) => cursor)).toEqual([1, 1])
    }))
})
