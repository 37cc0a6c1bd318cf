import { expect, test } from 'vitest'
import { insert, type Task } from '../../src/app/operations.ts'
import { addCommunity } from '../../src/app/setup.ts'
import { table } from '../../src/app/tables.ts'
import { emptyStore } from '../support/disk.ts'

/** More than a function can be given at once. */
const MANY = 130_000

test('an export of years of events is whole', async () => {
  const store = await emptyStore()
  const event = { at: 1, type: 'poll.answered', actor: 'm', subject: 'poll:1', data: {}, digest: '', hash: '' }
  await store.transact(function* (): Task<void> {
    yield* addCommunity({ id: 'c', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, 1)
    for (let seq = 1; seq <= MANY; seq += 1) yield* insert('events', { communityId: 'c', seq, ...event })
  })
  const rows = await store.transact(() => table('events'))
  expect(rows.length).toBe(MANY)
})
