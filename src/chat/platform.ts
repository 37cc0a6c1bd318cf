import type { z } from 'zod'
import type { Adapter } from './adapter.ts'
import { type Mistake, mistakesOf } from './mistake.ts'

/** Time as an adapter knows it, so that a test can move it. */
export interface Time {
  /** ms since 1970. */
  now(): number
  /** Does `work` once, `ms` from now. Returns what cancels it. */
  after(ms: number, work: () => void): () => void
}

/** Coded lines for operators; never with personal data, a text or a secret. */
export interface Log {
  info(code: string, data?: Readonly<Record<string, string | number>>): void
  warn(code: string, data?: Readonly<Record<string, string | number>>): void
  error(code: string, data?: Readonly<Record<string, string | number>>): void
}

/** Until when (ms) everything an account was told is stored, as it outlives a process. */
export interface Seen {
  /** Null: nothing was ever heard. */
  readonly at: number | null
  keep(at: number): void
}

/** Of an account that is only looked at. */
export const UNSEEN: Seen = { at: null, keep: () => {} }
export const SILENT: Log = { info: () => {}, warn: () => {}, error: () => {} }

/** All that an adapter takes from outside. */
export interface Around {
  /** The name under which we keep what comes through this account; stable over restarts and logins. */
  readonly account: string
  readonly time: Time
  readonly log: Log
  /** At least 0, less than 1. */
  readonly random: () => number
  readonly seen: Seen
  /** Where this account may keep a file of its own, such as its session: `file('session.json')`. */
  readonly file: (suffix: string) => string
  /** Somebody must scan this code with the phone; its text. Null: not any more. */
  readonly showQr: (text: string | null) => void
}

/** What `wugong check` found, and what a person must do about it; each step a sentence. */
export interface Finding {
  readonly ok: boolean
  readonly zh: string
  readonly en: string
}

export const good = (zh: string, en: string): Finding => ({ ok: true, zh, en })
export const bad = (zh: string, en: string): Finding => ({ ok: false, zh, en })

/** An account of a platform whose settings are in order. */
export interface Configured {
  readonly create: (around: Around) => Adapter
  readonly check: (around: Around) => Promise<readonly Finding[]>
}

/** A platform as the rest of the house sees it. */
export interface Platform {
  /** The name of its folder, of its adapter, and in the configuration. */
  readonly name: string
  readonly title: { readonly zh: string; readonly en: string }
  /** Settings as they stand in the file: shown in the README, and valid. */
  readonly example: unknown
  /** Takes settings whose secrets are resolved; each mistake with its place. */
  readonly read: (settings: unknown) => Configured | { readonly problems: readonly Mistake[] }
}

/** What an adapter's folder exports as `platform`. `create` does nothing yet: no file, no connection before `start`. */
interface Definition<S extends z.ZodType> {
  readonly name: string
  readonly title: Platform['title']
  /** Its own part of the configuration, each field with a comment; secrets by `secret`. */
  readonly settings: S
  readonly example: unknown
  create(settings: z.output<S>, around: Around): Adapter
  /** Tries what can be tried without disturbing anybody: credentials, rights, clock, hosts. Never throws. */
  check(settings: z.output<S>, around: Around): Promise<readonly Finding[]>
}

export const definePlatform = <S extends z.ZodType>(definition: Definition<S>): Platform => ({
  name: definition.name,
  title: definition.title,
  example: definition.example,
  read: (raw) => {
    const read = definition.settings.safeParse(raw)
    if (!read.success) return { problems: mistakesOf(read.error, raw, definition.example) }
    const settings = read.data
    return {
      create: (around) => definition.create(settings, around),
      check: (around) => definition.check(settings, around),
    }
  },
})
