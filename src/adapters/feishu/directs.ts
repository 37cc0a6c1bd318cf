import { appendFileSync, readFileSync } from 'node:fs'
import type { Around } from '../../chat/platform.ts'

/**
 * The private chats that an app has, by their chat ids. Feishu lists groups alone, so a private chat can be asked for
 * what was missed only where it is known: from somebody's word there, or from ours. Kept in a file of the account, one a
 * line, for outages of our own.
 */
export class Directs {
  readonly #path: string
  readonly #known: Set<string>

  constructor({ file }: Pick<Around, 'file'>) {
    this.#path = file('directs')
    this.#known = new Set(read(this.#path))
  }

  add(chat: string): void {
    if (this.#known.has(chat)) return
    this.#known.add(chat)
    appendFileSync(this.#path, `${chat}\n`, { mode: 0o600 })
  }

  [Symbol.iterator](): Iterator<string> {
    return this.#known.values()
  }
}

/** A last line without its end was cut off by a crash. */
const read = (path: string): readonly string[] => {
  try {
    return readFileSync(path, 'utf8').split('\n').slice(0, -1)
  } catch {
    return []
  }
}
