import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { insertIfAbsent, type Task } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import { Chance } from '../simulation/chance.ts'
import type { Verdict } from '../simulation/check.ts'
import { inspect } from '../simulation/inspect.ts'
import { readRows } from '../simulation/recording.ts'
import { TIMEZONE } from '../simulation/talk.ts'
import { type Clock, clockFrom, endOf, SKEW_MS } from './clock.ts'
import { TownPlatform } from './platform.ts'
import { Post, pause, type Role, rest, until } from './post.ts'
import { type Backup, playRestored, type Spare, takeBackup } from './restored.ts'
import { START, town, writeScript } from './script.ts'

/** Share of kills that come while a process is starting. */
const EARLY = 0.15
/** A kill comes at some moment within this time (ms) after so many messages. */
const MOMENT_MS = 30
/** So long (ms) it waits for a message that is being sent, where that matters. */
const QUIET_MS = 1_000

/** What can be killed beside the programs: a database server. */
export interface Killable {
  crash(): Promise<void>
  revive(): Promise<void>
}

export interface Plan {
  readonly database: string
  readonly roles: readonly Role[]
  readonly server: Killable | null
  /** Only the server is killed. */
  readonly only?: 'server'
  /** The platform shows a message as often as it is sent. */
  readonly keyless?: boolean
  /** Where a backup that is taken in the middle is put back. */
  readonly spare?: Spare
  readonly open: () => Promise<Store>
  readonly kills: number
  readonly messages: number
  readonly duplicates: number
  readonly seed: number
  readonly tell?: (line: string) => void
}

export interface Result {
  /** Of what there is at the end, and in the backup that was put back. */
  readonly verdict: Verdict
  /** Who was seen to die of it, and how often. */
  readonly kills: Readonly<Record<string, number>>
  readonly messages: number
  /** Of which so many were acknowledged when the backup was begun; null: none was taken. */
  readonly backedUp: number | null
  readonly duplicates: number
  readonly sends: number
  readonly keys: number
  /** Replies of which nobody knows whether they were seen. */
  readonly unknown: number
  readonly moments: number
  readonly seconds: number
}

/** Lets people talk while processes are killed at random moments, until all is said and done; then looks at what there is. */
export const runWithKills = async (plan: Plan): Promise<Result> => {
  if (!existsSync(resolve('dist/app/app.js'))) throw new Error('dist/ is missing: run `npm run build` first')
  const began = performance.now()
  const chance = new Chance(plan.seed)
  const script = writeScript(plan.messages, chance)
  const { duplicates, keyless = false } = plan
  const clock = clockFrom(START)
  const platform = new TownPlatform(script, chance, clock.now, { duplicates, keyless })
  const port = await platform.listen()
  const before = await plan.open()
  await before.transact(() => found(START))
  await before.close()
  const start = (database: string, at: number, { args }: Clock) =>
    plan.roles.map((role) => new Post(role, [database, String(at), keyless ? 'none' : 'key', ...args]))
  const posts = start(plan.database, port, clock)
  try {
    const { servers, backup } = await killAll(plan, posts, platform, clock, chance)
    platform.sayUntil(script.length)
    await until(
      () => platform.acked >= script.length,
      () => platform.acked,
      posts,
    )
    const store = await plan.open()
    try {
      await rest(store, posts)
      await Promise.all(posts.map((post) => post.end()))
      const end = endOf(clock)
      const rows = await readRows((task) => store.transact(task))
      const { handed, sends, shown } = platform
      // It tells no moment: what is handed over was said just before.
      const sentAt = new Map([...handed].reverse().map(({ message, at }) => [message, at]))
      const heard = { said: script, sentAt, handed, sends, shown, since: START, skew: SKEW_MS }
      const written = posts.flatMap((post) => post.written)
      const recording = { ...heard, ...end, rows, showsOncePerKey: !keyless, forgetsKeys: false }
      const verdict = await inspect((task) => store.transact(task), recording, town.groups, written)
      if (plan.spare && backup) {
        const restored = await playRestored(backup, plan.spare, heard, chance, start)
        for (const kind of KINDS) verdict[kind].push(...restored[kind].map((one) => `in the backup: ${one}`))
      }
      return {
        verdict,
        kills: deathsOf(posts, servers),
        messages: script.length,
        backedUp: backup?.acked.size ?? null,
        duplicates: platform.doubled,
        sends: sends.length,
        keys: rows.outbox.length,
        unknown: rows.outbox.filter(({ status }) => status === 'unknown').length,
        moments: rows.timers.filter(({ firedAt }) => firedAt !== null).length,
        seconds: (performance.now() - began) / 1_000,
      }
    } finally {
      await store.close()
    }
  } finally {
    await Promise.all(posts.map((post) => post.end()))
    platform.close()
  }
}

const KINDS = ['lost', 'doubled', 'outOfOrder', 'uncaused', 'wrong'] as const

const deathsOf = (posts: readonly Post[], servers: number): Record<string, number> => {
  const deaths: Record<string, number> = servers === 0 ? {} : { postgres: servers }
  for (const { role, deaths: its } of posts)
    for (const [what, times] of [
      [role, its.working],
      [`${role} while starting`, its.starting],
    ] as const)
      if (times > 0) deaths[what] = (deaths[what] ?? 0) + times
  return deaths
}

const killAll = async (
  { database, kills, messages, server, only, spare, keyless, tell = () => {} }: Plan,
  posts: readonly Post[],
  platform: TownPlatform,
  clock: Clock,
  chance: Chance,
): Promise<{ readonly servers: number; readonly backup: Backup | null }> => {
  const began = performance.now()
  let [servers, told] = [0, 0]
  let backup: Promise<Backup> | null = null
  const dead = () => servers + posts.reduce((sum, { deaths }) => sum + deaths.working + deaths.starting, 0)
  const wait = (isDone: () => boolean) => until(isDone, () => platform.acked + dead(), posts)
  /** Until one of its processes has died of it: one may just have ended by itself. */
  const kill = async (post: Post, isRipe: () => boolean) => {
    do await wait(isRipe)
    while (!(await post.kill()))
  }
  for (let done = 0; done < kills; done = dead()) {
    // Spread over all that is said, each at a moment of its own and in the middle of what people say.
    const target = ((done + chance.upTo(1_000) / 1_000) / kills) * messages
    platform.sayUntil(target + messages / kills)
    await wait(() => platform.acked >= Math.min(target, messages))
    if (spare && done >= kills / 2) backup ??= takeBackup(database, spare.folder, platform, clock)
    const late = performance.now() + QUIET_MS
    if (keyless) await wait(() => platform.underway > 0 || performance.now() > late)
    await pause(chance.upTo(MOMENT_MS))
    if (server && (only === 'server' || chance.happens(0.15))) {
      await server.crash()
      await server.revive()
      servers += 1
    } else {
      const post = posts[chance.upTo(posts.length)]
      if (!post) continue
      await kill(post, () => post.ready)
      if (chance.happens(EARLY)) {
        await pause(chance.upTo(400))
        await kill(post, () => post.isThere)
      }
    }
    if (dead() - told >= 20) {
      told = dead()
      const minutes = (performance.now() - began) / 60_000
      tell(
        `${told} of ${kills} kills, ${(told / minutes).toFixed(1)} a minute, ${platform.acked} of ${messages} messages`,
      )
    }
  }
  return { servers, backup: await backup }
}

function* found(now: number): Task<void> {
  const native = (nativeId: string) => ({ adapter: 'stage', account: 'bot', epoch: '', nativeId })
  for (const { community: id, id: staff, nick } of town.staff) {
    yield* addCommunity({ id, name: `${id}社区`, timezone: TIMEZONE, demo: false }, now)
    yield* addMember({ id: staff, communityId: id, name: nick, roles: ['staff'], home: null }, native(staff), now)
  }
  for (const { id, community: communityId, building, people } of town.groups) {
    yield* addGroup({ id, communityId, name: `${id}群`, scope: 'building', building }, native(id), now)
    for (const { id: memberId, nick, card, home } of people) {
      yield* addMember({ id: memberId, communityId, name: nick, roles: [], home }, native(memberId), now)
      yield* insertIfAbsent('memberships', { communityId, memberId, groupId: id, card, at: now })
    }
  }
}
