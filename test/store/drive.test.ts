import { expect, test, vi } from 'vitest'
import { folderAbove } from '../../src/store/folder.ts'

/** Paths as Windows writes them, on any machine. */
vi.mock('node:path', async (original) => (await original<typeof import('node:path')>()).win32)

test('looking for the folder of a file on a drive that is missing ends at the drive', () => {
  expect(folderAbove('Z:\\data\\wugong.db')).toBe('Z:\\')
  expect(folderAbove('wugong.db')).toBe('.')
})
