import { closeSync, fstatSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Entry } from './types.ts'

/** An append-only file of one JSON document a line. A line is there as soon as `append` returns, whatever kills us. */
export interface Journal {
  /** Hands over what was not read yet: at first all of it, later what another process has added. Returns how much. */
  news(take: (entry: Entry) => void): number
  /** Only where all the news is known. */
  append(entry: Entry): void
  close(): void
}

/** Keeps nothing. */
export const noJournal: Journal = { news: () => 0, append() {}, close() {} }

/** A whole line of a journal that cannot be read. It is left as it is. */
export class BrokenLine extends Error {
  readonly path: string
  readonly line: number
  constructor(path: string, line: number, options: ErrorOptions) {
    super(`${path}: line ${line} cannot be read`, options)
    this.path = path
    this.line = line
  }
}

/**
 * Opens a journal. A last line that was torn by a crash is cut off before the next is written, since nobody was told
 * that it was kept; a broken line before it is refused (`BrokenLine`). One process writes at a time, whoever is connected.
 */
export const openJournal = (path: string): Journal => {
  mkdirSync(dirname(path), { recursive: true })
  const file = openSync(path, 'a+')
  let read = 0
  let lines = 0
  const news = (take: (entry: Entry) => void): number => {
    const bytes = Buffer.alloc(fstatSync(file).size - read)
    readSync(file, bytes, 0, bytes.length, read)
    const whole = bytes.lastIndexOf(0x0a) + 1
    read += whole
    const fresh = bytes.subarray(0, whole).toString('utf8').split('\n').slice(0, -1)
    for (const line of fresh) {
      lines += 1
      try {
        if (line !== '') take(JSON.parse(line) as Entry)
      } catch (cause) {
        throw new BrokenLine(path, lines, { cause })
      }
    }
    return fresh.filter((line) => line !== '').length
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
