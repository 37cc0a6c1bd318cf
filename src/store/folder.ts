import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreError } from './error.ts'

/**
 * Makes the folder of a database file, and those above it, where there is none; refuses where it cannot be made
 * (`store.no-place`). Step by step: asked to make them all, Node 20 never ends where nothing can be made, as in /proc.
 */
export const makeFolderOf = (file: string): void => {
  const folder = dirname(file)
  if (folder === file || existsSync(folder)) return
  makeFolderOf(folder)
  try {
    mkdirSync(folder)
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(folder)) throw new StoreError('store.no-place', { cause: error })
  }
}

/** The nearest folder above a file that is there; the drive, where even that is missing. */
export const folderAbove = (file: string): string => {
  const folder = dirname(file)
  return folder === file || existsSync(folder) ? folder : folderAbove(folder)
}
