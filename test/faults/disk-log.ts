import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** What a process did to the files of its database, in order, and when it told others that something is stored. */
export type Act =
  | { readonly do: 'write'; readonly file: string; readonly at: number; readonly data: Buffer }
  | { readonly do: 'cut'; readonly file: string; readonly to: number }
  /** Of a folder: the names of the files in it. */
  | { readonly do: 'sync'; readonly file: string }
  | { readonly do: 'gone'; readonly file: string }
  | { readonly do: 'tell'; readonly text: string }

type Change = Extract<Act, { do: 'write' | 'cut' }>

const CALL = /^(\d+) +(\w+)\((?:(\d+)(?:<([^>]*)>)?)?(.*)$/s

/** Reads what `strace -f -y -xx -e trace=write,pwrite64,ftruncate,fdatasync,fsync,unlink` wrote down of a database's files. */
export const readLog = (text: string, database: string): Act[] => {
  const acts: Act[] = []
  const unfinished = new Map<string, string>()
  for (const raw of text.split('\n')) {
    const pid = raw.slice(0, raw.indexOf(' '))
    const resumed = /<\.\.\. \w+ resumed>(.*)$/.exec(raw)
    if (raw.endsWith('<unfinished ...>')) {
      unfinished.set(pid, raw.slice(0, -'<unfinished ...>'.length))
      continue
    }
    const line = resumed ? `${unfinished.get(pid) ?? ''}${resumed[1] ?? ''}` : raw
    const [, , call, fd, escaped = '', rest = ''] = CALL.exec(line) ?? []
    const file = unescaped(escaped).toString()
    const result = Number(/ = (-?\d+)/.exec(rest)?.[1] ?? -1)
    const data = unescaped(/"((?:\\x[0-9a-f]{2})*)"/.exec(rest)?.[1] ?? '')
    if (call === 'write' && fd === '1') acts.push({ do: 'tell', text: data.toString() })
    if (call === 'unlink' && result === 0 && data.toString().startsWith(database))
      acts.push({ do: 'gone', file: data.toString() })
    // The index of the log is memory that is built anew.
    if (result < 0 || file.endsWith('-shm')) continue
    if (call === 'fsync' && file === dirname(database)) acts.push({ do: 'sync', file })
    if (!file.startsWith(database)) continue
    if (call === 'pwrite64') {
      const at = Number(/", \d+, (\d+)\) /.exec(rest)?.[1])
      acts.push({ do: 'write', file, at, data: data.subarray(0, result) })
    } else if (call === 'ftruncate') acts.push({ do: 'cut', file, to: Number(/, (\d+)\)/.exec(rest)?.[1]) })
    else if (call === 'fdatasync' || call === 'fsync') acts.push({ do: 'sync', file })
    else if (call === 'write') throw new Error(`a write without a place: ${line.slice(0, 200)}`)
  }
  return acts
}

const unescaped = (hex: string): Buffer => Buffer.from(hex.replaceAll('\\x', ''), 'hex')

/**
 * The files on a disk that loses power: what was synced is there, if the name of its file is; of the rest there may be
 * anything.
 */
export class Disk {
  readonly #synced = new Map<string, Buffer>()
  /** Files that are there, and those of them whose name was synced since they were made. */
  readonly #files = new Set<string>()
  readonly #named = new Set<string>()
  #loose: Change[] = []

  apply(act: Act): void {
    if (act.do === 'tell') return
    if (act.do === 'gone') {
      for (const all of [this.#synced, this.#files, this.#named]) all.delete(act.file)
      this.#loose = this.#loose.filter(({ file }) => file !== act.file)
      return
    }
    if (act.do !== 'sync') {
      this.#files.add(act.file)
      this.#loose.push(act)
      return
    }
    for (const file of this.#files) if (dirname(file) === act.file) this.#named.add(file)
    for (const loose of this.#loose) if (loose.file === act.file) put(this.#synced, loose)
    this.#loose = this.#loose.filter(({ file }) => file !== act.file)
  }

  /** Files that hold something, or have a name, which a sync has not confirmed. */
  get unsynced(): string[] {
    const nameless = [...this.#files].filter((file) => !this.#named.has(file))
    return [...new Set([...this.#loose.map(({ file }) => file), ...nameless].map((file) => basename(file)))]
  }

  /** What is found after the power failed now. `survives`: which of the writes, and names, that were not synced are there. */
  afterPowerLoss(folder: string, survives: (n: number) => 'whole' | 'half' | 'not'): void {
    const nameless = new Set([...this.#files].filter((file) => !this.#named.has(file) && survives(0) === 'not'))
    const files = new Map([...this.#synced].map(([name, data]) => [name, Buffer.from(data)]))
    this.#loose.forEach((act, n) => {
      const fate = survives(n)
      if (fate === 'not') return
      const torn = fate === 'half' && act.do === 'write'
      put(files, torn ? { ...act, data: act.data.subarray(0, Math.floor(act.data.length / 2)) } : act)
    })
    mkdirSync(folder, { recursive: true })
    for (const [name, data] of files) if (!nameless.has(name)) writeFileSync(join(folder, basename(name)), data)
  }
}

const put = (files: Map<string, Buffer>, act: Change): void => {
  const before = files.get(act.file) ?? Buffer.alloc(0)
  if (act.do === 'cut') {
    files.set(act.file, Buffer.concat([before.subarray(0, act.to), Buffer.alloc(Math.max(0, act.to - before.length))]))
    return
  }
  const end = act.at + act.data.length
  const after = end > before.length ? Buffer.concat([before, Buffer.alloc(end - before.length)]) : before
  act.data.copy(after, act.at)
  files.set(act.file, after)
}
