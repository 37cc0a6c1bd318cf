import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alone, list, type Task } from '../../src/app/operations.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { operate } from './operate.ts'
import { operations, Plain, said, TABLES } from './plain.ts'

/*
 * Whatever a transaction answers from what it knows, what waits for its commit and what it remembers of earlier ones: a
 * plain list of rows, asked the same, says the same.
 */

/** WUGONG_RUNS=2000 asks longer. */
const RUNS = Number(process.env.WUGONG_RUNS ?? 100)

test('a transaction answers like a plain list of rows, whatever it was asked before, and so does the next one', async () => {
  const transactions = fc.array(
    fc.record({ steps: fc.array(operations, { minLength: 1, maxLength: 12 }), fails: fc.integer({ min: 0, max: 9 }) }),
    { minLength: 1, maxLength: 6 },
  )
  await fc.assert(
    fc.asyncProperty(transactions, async (history) => {
      const store = openSqlite(':memory:')
      let plain = new Plain('c1')
      try {
        for (const { steps, fails } of history) {
          const expected = plain.copy()
          const differ: string[] = []
          const task = function* (): Task<void> {
            for (const step of steps) {
              const wanted = said(step, expected.answer(step))
              const found = said(step, yield* operate(step))
              if (found !== wanted) differ.push(`${JSON.stringify(step)}: ${found} for ${wanted}`)
            }
            if (fails === 0) throw new Error('taken back')
          }
          const done = await store
            .transact(() => alone('c1', task))
            .then(
              () => true,
              (error: Error) => (error.message === 'taken back' ? false : Promise.reject(error)),
            )
          expect(differ).toEqual([])
          if (done) plain = expected
          // Nobody who has not taken the community's head is answered from what is remembered.
          for (const { table } of TABLES) {
            const all = { do: 'list', table, where: {}, order: null, limit: null, lock: false } as const
            expect(said(all, await store.transact(() => list(table)))).toBe(said(all, plain.answer(all)))
          }
        }
      } finally {
        await store.close()
      }
    }),
    { numRuns: RUNS },
  )
})
