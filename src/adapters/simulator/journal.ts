import { closeSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Entry } from './types.ts'

/** An append-only file of one JSON document a line. A line is there as soon as `append` returns, whatever kills us. */
export interface Journal {
  /** What it holds that was not read yet: at first all of it, later what another process has added. */
  news(): Entry[]
  /** Only where all the news is known. */
  append(entry: Entry): void
  close(): void
}

/** Keeps nothing. */
export const noJournal: Journal = { news: () => [], append() {}, close() {} }

/**
 * Opens a journal. A last line that was torn by a crash is cut off before the next is written, since nobody was told
 * that it was kept; a broken line before it is refused. One process writes at a time, whoever is connected.
 */
export const openJournal = (path: string): Journal => {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'a+')
  let read = 0
  let lines = 0
  const news = (): Entry[] => {
    const bytes = Buffer.alloc(fstatSync(file).size - read)
    readSync(file, bytes, 0, bytes.length, read)
    const whole = bytes.lastIndexOf(0x0a) + 1
    read += whole
    const fresh = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1)
    lines += fresh.length
    return fresh.flatMap((line, i) => (line === '' ? [] : [parse(line, lines - fresh.length + i + 1, path)]))
  }
  return {
    news,
    append(entry) {
      ftruncateSync(file, read)
      const line = Buffer.from(`${JSON.stringify(entry)}\n`)
      for (let written = 0; written < line.length; ) written += writeSync(file, line, written)
      read += line.length
      lines += 1
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
