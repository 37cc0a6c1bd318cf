import { describe, expect, test } from 'vitest'
import { alone, count, find, insert, list, remove, type Task, update } from '../../src/app/operations.ts'
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

describe('an operation', () => {
  const household = (home: string, area: number | null) => ({
    communityId: 'c1',
    home,
    building: '3',
    room: home,
    area,
    owners: ['张三', '𠮷田'],
    phones: [],
  })

  test('gives back lists, flags and nothing just as they were put in', async () => {
    const store = await emptyStore()
    await store.transact(community('幸福里'))
    const id = await store.transact(() => insert('households', household('3-101', null)))
    const found = await store.transact(() => find('households', { id }))
    expect(found).toEqual({ ...household('3-101', null), id, unit: null, areaSource: null })
    expect((await store.transact(() => list('communities', { demo: false }))).map((c) => c.demo)).toEqual([false])
    expect(await store.transact(() => list('communities', { demo: true }))).toEqual([])
  })

  test('finds by bounds, absence, order and number', async () => {
    const store = await emptyStore()
    for (const [home, area] of [
      ['3-101', 50],
      ['3-102', 70],
      ['3-103', null],
      ['3-104', 90],
    ] as const)
      await store.transact(() => insert('households', household(home, area)))
    const homes = async (...args: Parameters<typeof list<'households'>>) =>
      (await store.transact(() => list(...args))).map((h) => h.home)
    expect(await homes('households', { area: { gt: 50 } }, { order: 'area', desc: true })).toEqual(['3-104', '3-102'])
    expect(await homes('households', { area: { lte: 70 } }, { order: 'home' })).toEqual(['3-101', '3-102'])
    expect(await homes('households', { area: null })).toEqual(['3-103'])
    expect(await homes('households', { area: { not: null }, home: { not: '3-101' } }, { order: 'home' })).toEqual([
      '3-102',
      '3-104',
    ])
    expect(await homes('households', {}, { order: 'home', limit: 2 })).toEqual(['3-101', '3-102'])
    expect(await store.transact(() => count('households', { building: '3' }))).toBe(4)
    expect(await store.transact(() => update('households', { home: '3-101' }, { area: null, owners: [] }))).toBe(1)
    expect(await homes('households', { area: null }, { order: 'home' })).toEqual(['3-101', '3-103'])
    expect(await store.transact(() => remove('households', { area: null }))).toBe(2)
    expect(await homes('households', {}, { order: 'home' })).toEqual(['3-102', '3-104'])
  })

  test('refuses a condition that would widen unseen', async () => {
    const store = await emptyStore()
    const where = { home: undefined } as unknown as { home: string }
    await expect(store.transact(() => remove('households', where))).rejects.toThrow('home')
  })
})
