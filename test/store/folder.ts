import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { insert, list } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'

/** A folder of the test's own, gone when it ends. */
export const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'wugong-store-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

export const file = (): string => join(folder(), 'wugong.db')

/** Makes a mark, the simplest thing a store can hold. */
export const mark = (key: string) => () => insert('marks', { communityId: 'c1', key, at: 1 })

export const marks = async (store: Store): Promise<string[]> =>
  (await store.transact(() => list('marks', {}, { order: 'key' }))).map(({ key }) => key)
