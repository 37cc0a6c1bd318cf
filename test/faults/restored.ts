import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Store } from '../../src/app/ports.ts'
import type { Chance } from '../simulation/chance.ts'
import type { Verdict } from '../simulation/check.ts'
import { inspect } from '../simulation/inspect.ts'
import { type Recording, type Rows, readRows } from '../simulation/recording.ts'
import { runCommand } from '../support/program.ts'
import { type Clock, clockFrom, endOf } from './clock.ts'
import { TownPlatform } from './platform.ts'
import { type Post, pause, rest } from './post.ts'
import { town } from './script.ts'

/** Where a backup is put back: nothing is there yet. */
export interface Spare {
  readonly database: string
  readonly open: () => Promise<Store>
  /** Where the backup is kept. */
  readonly folder: string
}

/** A backup, and which messages had been acknowledged before it was begun. */
export interface Backup {
  readonly file: string
  readonly acked: ReadonlySet<string>
  /** When it was there. */
  readonly at: number
}

/** What was said and heard until the end of the run that the backup is of. */
type Heard = Pick<Recording, 'said' | 'sentAt' | 'handed' | 'sends' | 'shown' | 'since' | 'skew'>

/** A server that is killed takes a backup along: then another is begun, of what there is by then. */
const TRIES = 200

/** Takes a backup while people talk and processes die. */
export const takeBackup = async (
  database: string,
  folder: string,
  platform: TownPlatform,
  clock: Clock,
): Promise<Backup> => {
  for (let tries = 1; ; tries += 1) {
    const acked = new Set(platform.handed.flatMap(({ message, acked }) => (acked === null ? [] : [message])))
    const file = join(folder, `backup${tries}.db`)
    const { code, err } = await runCommand(['backup', file, '--db', database], { cwd: folder })
    if (code === 0) return { file, acked, at: clock.now() }
    if (existsSync(file)) throw new Error(`a backup that failed was left behind: ${err}`)
    if (tries === TRIES) throw new Error(`no backup: ${err}`)
    await pause(200)
  }
}

/**
 * Puts a backup back and lets its programs come to rest, with nobody saying anything more. Then everything that was
 * acknowledged before the backup was begun is to be there, and all of what is there is to follow from what was said.
 */
export const playRestored = async (
  { file, acked, at }: Backup,
  { database, open, folder }: Spare,
  first: Heard,
  chance: Chance,
  start: (database: string, port: number, clock: Clock) => readonly Post[],
): Promise<Verdict> => {
  const { code, err } = await runCommand(['restore', file, '--db', database], { cwd: folder })
  if (code !== 0) throw new Error(`a backup could not be put back: ${err}`)
  const store = await open()
  try {
    const before = await readRows((task) => store.transact(task))
    // As if what came after it had never been: its clock goes on from there.
    const clock = clockFrom(at)
    const platform = new TownPlatform([], chance, clock.now, { duplicates: 0 })
    const posts = start(database, await platform.listen(), clock)
    try {
      await rest(store, posts)
    } finally {
      await Promise.all(posts.map((post) => post.end()))
      platform.close()
    }
    const end = endOf(clock)
    const rows = await readRows((task) => store.transact(task))
    const recording = { ...recordingOf(first, before, platform, acked), ...end, rows }
    return await inspect((task) => store.transact(task), recording, town.groups, [])
  } finally {
    await store.close()
  }
}

const recordingOf = (
  first: Heard,
  before: Rows,
  { sends, shown }: TownPlatform,
  acked: ReadonlySet<string>,
): Omit<Recording, 'rows' | 'dueBy' | 'endedAt'> => {
  const messages = new Set(before.inbox.map(({ message }) => message))
  const replies = new Set(before.outbox.map(({ key }) => key))
  // What came after the backup never happened.
  const isKept = ({ key }: { readonly key: string }) => replies.has(key.split('#')[0] ?? key)
  const seen = first.shown.filter(isKept)
  const keys = new Set(seen.map(({ key }) => key))
  return {
    ...first,
    said: first.said.filter(({ id }) => acked.has(id) || messages.has(id)),
    handed: first.handed.filter(({ message }) => messages.has(message)),
    sends: [...first.sends.filter(isKept), ...sends],
    shown: [...seen, ...shown.filter(({ key }) => !keys.has(key))],
    showsOncePerKey: true,
    forgetsKeys: false,
  }
}
