import { z } from 'zod'
import type { Time } from '../../chat/platform.ts'
import type { Api } from './api.ts'
import { page } from './types.ts'

/** Names are looked up again after this (ms): also how long a failed look-up stands. */
const FRESH_MS = 10 * 60_000
/** An event must be acknowledged within 3 s: a name that takes longer than this (ms) comes with the next message. */
const PATIENCE_MS = 1_500
const PAGE = 100

const member = z.object({ member_id: z.string(), name: z.string().default('') })
const chat = z.object({ name: z.string().default('') })
const user = z.object({ user: z.object({ name: z.string().default('') }) })

export interface Member {
  readonly id: string
  readonly name: string
}

/** Who is who and which group is which: events carry ids alone. */
export class Directory {
  readonly #api: Api
  readonly #time: Time
  readonly #chats = new Map<string, string>()
  readonly #people = new Map<string, string>()
  readonly #asked = new Map<string, { readonly at: number; readonly done: Promise<void> }>()

  constructor(api: Api, time: Time) {
    this.#api = api
    this.#time = time
  }

  /** The group's name; undefined where it cannot be had in time. */
  async chatName(id: string): Promise<string | undefined> {
    if (!this.#chats.has(id)) await this.#lookUp(`chat ${id}`, () => this.#fetchChat(id))
    return this.#chats.get(id)
  }

  renamed(id: string, name: string): void {
    this.#chats.set(id, name)
  }

  /** A person's name, from the group he speaks in, or from the address book. */
  async nick(person: string, group: string | null): Promise<string | undefined> {
    if (!this.#people.has(person)) {
      if (group === null) await this.#lookUp(`user ${person}`, () => this.#fetchUser(person))
      else await this.#lookUp(`members ${group}`, async () => void (await this.members(group)))
    }
    return this.#people.get(person)
  }

  /** Everybody in a group except bots. */
  async members(group: string): Promise<Member[]> {
    const found: Member[] = []
    for (let token = ''; ; ) {
      const { items, has_more, page_token } = await this.#api.call(page(member), {
        method: 'GET',
        path: `/im/v1/chats/${encodeURIComponent(group)}/members`,
        params: { member_id_type: 'open_id', page_size: PAGE, ...(token === '' ? {} : { page_token: token }) },
      })
      for (const { member_id: id, name } of items ?? []) {
        found.push({ id, name })
        if (name !== '') this.#people.set(id, name)
      }
      if (!has_more || !page_token) return found
      token = page_token
    }
  }

  async #fetchChat(id: string): Promise<void> {
    const { name } = await this.#api.call(chat, { method: 'GET', path: `/im/v1/chats/${encodeURIComponent(id)}` })
    this.#chats.set(id, name)
  }

  async #fetchUser(id: string): Promise<void> {
    const { user: found } = await this.#api.call(user, {
      method: 'GET',
      path: `/contact/v3/users/${encodeURIComponent(id)}`,
      params: { user_id_type: 'open_id' },
    })
    if (found.name !== '') this.#people.set(id, found.name)
  }

  /** Asks once for all who want to know, and waits no longer than an event can. */
  async #lookUp(key: string, fetch: () => Promise<void>): Promise<void> {
    const now = this.#time.now()
    let asked = this.#asked.get(key)
    if (!asked || now - asked.at >= FRESH_MS) {
      // A name is not worth an error: without the right to read it we go on without.
      asked = { at: now, done: fetch().catch(() => {}) }
      this.#asked.set(key, asked)
    }
    let cancel = () => {}
    const enough = new Promise<void>((resolve) => {
      cancel = this.#time.after(PATIENCE_MS, resolve)
    })
    await Promise.race([asked.done, enough])
    cancel()
  }
}
