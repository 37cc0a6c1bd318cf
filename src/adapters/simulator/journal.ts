import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Entry } from './types.ts'

/** An append-only file of one JSON document a line. A line is there as soon as `append` returns, whatever kills us. */
export interface Journal {
  readonly entries: readonly Entry[]
  append(entry: Entry): void
  close(): void
}

/** Keeps nothing. */
export const noJournal: Journal = { entries: [], append() {}, close() {} }

/**
 * Opens a journal and reads what it holds. A last line that was torn by a crash is cut off, since nobody was told that
 * it was kept; a broken line before it is refused.
 */
export const openJournal = (path: string): Journal => {
  mkdirSync(dirname(path), { recursive: true })
  const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
  const whole = bytes.lastIndexOf(0x0a) + 1
  const entries = bytes
    .subarray(0, whole)
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line, index) => parse(line, index + 1, path))
  const file = openSync(path, 'a')
  if (whole < bytes.length) ftruncateSync(file, whole)
  return {
    entries,
    append(entry) {
      const line = Buffer.from(`${JSON.stringify(entry)}\n`)
      for (let written = 0; written < line.length; ) written += writeSync(file, line, written)
    },
    close() {
      fsyncSync(file)
      closeSync(file)
    },
  }
}

const parse = (line: string, number: number, path: string): Entry => {
  try {
    return JSON.parse(line) as Entry
  } catch (cause) {
    throw new Error(`${path}: line ${number} is not JSON`, { cause })
  }
}
