import { describe, expect, test } from 'vitest'
import { alone, find, insert, list, recall, type Task, update } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { disk, emptyStore } from '../support/disk.ts'
import { mark } from './folder.ts'

function* describeTown(): Task<string> {
  const community = yield* find('communities', { id: 'c1' })
  const groups = yield* list('groups', { communityId: 'c1' }, { order: 'id' })
  return [community?.name, ...groups.map(({ name }) => name)].join(' ')
}

const addGroup = (id: string, name: string) => () =>
  insert('groups', { id, communityId: 'c1', name, scope: 'community', chatId: 1, createdAt: 1 })

const rename = (name: string) => () => alone('c1', () => update('communities', { id: 'c1' }, { name }))

/** A town that counts how often it was read anew. */
const town = async (opened?: Store) => {
  const store = opened ?? (await emptyStore())
  const times = { read: 0 }
  const told = () =>
    alone('c1', () =>
      recall('town', () => {
        times.read += 1
        return describeTown()
      }),
    )
  const ask = (): Promise<string> => store.transact(told)
  return { store, times, told, ask }
}

const found = (store: Store) =>
  store.transact(() =>
    insert('communities', {
      id: 'c1',
      name: '幸福里',
      timezone: 'Asia/Shanghai',
      dueDays: 7,
      demo: false,
      createdAt: 1,
    }),
  )

describe('several reads remembered together', () => {
  test('are made once until a table they read is written', async () => {
    const { store, times, ask } = await town()
    await found(store)
    expect([await ask(), await ask()]).toEqual(['幸福里', '幸福里'])
    await store.transact(mark('elsewhere'))
    await ask()
    expect(times.read).toBe(1)
    await store.transact(addGroup('g1', '一号楼'))
    expect(await ask()).toBe('幸福里 一号楼')
    await store.transact(rename('阳光里'))
    expect(await ask()).toBe('阳光里 一号楼')
    expect(times.read).toBe(3)
  })

  test('see what was written before them in the same commit', async () => {
    const { store, told } = await town()
    await found(store)
    const answers = await store.transactAll<unknown>([told, rename('阳光里'), told, addGroup('g1', '一号楼'), told])
    expect([answers[0], answers[2], answers[4]]).toEqual(['幸福里', '阳光里', '阳光里 一号楼'])
  })

  test('are not remembered from a batch that was taken back', async () => {
    const { store, told, ask } = await town()
    await found(store)
    const batch = store.transactAll<unknown>([
      rename('改了名'),
      told,
      () => {
        throw new Error('a bug in a handler')
      },
    ])
    await expect(batch).rejects.toThrow('a bug in a handler')
    expect(await ask()).toBe('幸福里')
  })

  test('are made again after another process has written', async () => {
    const place = await disk()
    const ours = await town(await place.open())
    await found(ours.store)
    await ours.ask()
    const theirs = await place.open()
    await theirs.transact(rename('阳光里'))
    expect(await ours.ask()).toBe('阳光里')
    await theirs.close()
    await ours.store.close()
    await place.remove()
  })

  test('may neither write nor ask a table that changes with every message', async () => {
    const { store, ask } = await town()
    await expect(store.transact(() => recall('written', mark('one')))).rejects.toThrow('cannot be remembered')
    await expect(store.transact(() => recall('marks', () => list('marks')))).rejects.toThrow('cannot be remembered')
    expect(await store.transact(() => list('marks'))).toEqual([])
    expect(await ask()).toBe('')
  })
})
