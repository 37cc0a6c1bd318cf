import { describe, expect, test } from 'vitest'
import { alone, find, insert, type Task, update } from '../../src/app/operations.ts'
import { disk, emptyStore } from '../support/disk.ts'
import { mark, marks } from './folder.ts'

const community = (name: string) => () =>
  insert('communities', { id: 'c1', name, timezone: 'Asia/Shanghai', dueDays: 7, demo: false, createdAt: 1 })

const nameOf = () => find('communities', { id: 'c1' })

describe('one commit', () => {
  test('a task that throws takes back the whole batch, and what was remembered of it', async () => {
    const store = await emptyStore()
    await store.transact(community('幸福里'))
    await store.transact(nameOf)
    const batch = store.transactAll<unknown>([
      mark('one'),
      () => update('communities', { id: 'c1' }, { name: '改了名' }),
      nameOf,
      function* (): Task<void> {
        yield* mark('two')()
        throw new Error('a bug in a handler')
      },
      mark('three'),
    ])
    await expect(batch).rejects.toThrow('a bug in a handler')
    expect(await marks(store)).toEqual([])
    expect((await store.transact(nameOf))?.name).toBe('幸福里')
    await store.transact(mark('four'))
    expect(await marks(store)).toEqual(['four'])
  })

  test('what another process writes is seen at once, though reads are remembered', async () => {
    const place = await disk()
    const ours = await place.open()
    await ours.transact(community('幸福里'))
    expect((await ours.transact(nameOf))?.name).toBe('幸福里')
    const theirs = await place.open()
    await theirs.transact(() => update('communities', { id: 'c1' }, { name: '阳光里' }))
    expect((await ours.transact(nameOf))?.name).toBe('阳光里')
    expect((await theirs.transact(nameOf))?.name).toBe('阳光里')
    await ours.close()
    await theirs.close()
    await place.remove()
  })

  test('a task sees what the tasks before it in the same batch wrote to its community', async () => {
    const store = await emptyStore()
    const [, first, , second] = await store.transactAll<unknown>([
      () => alone('c1', community('幸福里')),
      () => alone('c1', nameOf),
      () => alone('c1', () => update('communities', { id: 'c1' }, { name: '阳光里' })),
      () => alone('c1', nameOf),
    ])
    expect(first).toMatchObject({ name: '幸福里', demo: false })
    expect(second).toMatchObject({ name: '阳光里' })
  })

  test('a breach of a unique key is an error, and nothing where absence was asked for', async () => {
    const store = await emptyStore()
    await store.transact(mark('one'))
    await expect(store.transact(mark('one'))).rejects.toMatchObject({
      code: expect.stringMatching(/^(SQLITE_CONSTRAINT|23505)/),
    })
  })
})
