import { join } from 'node:path'
import Database from 'better-sqlite3'
import { App } from '../../dist/app/app.js'
import { list } from '../../dist/app/operations.js'
import { addCommunity, addGroup, addMember } from '../../dist/app/setup.js'
import { table } from '../../dist/app/tables.js'
import { systemIds } from '../../dist/ids.js'
import { Delivery } from '../../dist/jobs/delivery.js'
import { openSqlite } from '../../dist/store/sqlite.js'
import { statements } from '../../dist/store/statements.js'
import { percentile } from './machine.mjs'
import { expected, GROUPS, opening, vote } from './votes.mjs'

const systemClock = { now: () => Date.now() }
const log = { info() {}, warn() {}, error: (code) => process.stderr.write(`${code}\n`) }

/** A platform that takes everything at once: what is measured is ours. */
const platform = (account) => ({
  name: 'bench',
  account,
  traits: {
    receive: 'all',
    groups: true,
    comings: 'none',
    direct: 'any',
    mentionIn: 'id',
    mentionOut: 'notify',
    quoteIn: 'id',
    replyOut: true,
    buttons: false,
    ids: 'stable',
    sendReturnsId: true,
    idempotency: { kind: 'key', ttlMs: Number.POSITIVE_INFINITY },
    maxText: { n: 4000, unit: 'char' },
    media: { in: false, out: false },
    pace: { chat: 0, account: 0, spread: 0 },
    connection: 'local',
    official: true,
  },
  epoch: () => '',
  health: () => 'ok',
  send: async ({ key }) => ({ status: 'sent', nativeId: key }),
})

/**
 * The whole program but its pages on an open store: app and delivery of one account, with `groups` bound groups from
 * number `first` on, so many to a community, each with its staff and an open poll.
 */
export const openApp = async (store, options) => {
  const { account = 'bot', first = 0, groups, perCommunity, ids = systemIds, clock = systemClock } = options
  const app = new App({ store, clock, around: { ids, consoleUrl: 'http://127.0.0.1' }, log })
  const adapters = [platform(account)]
  const delivery = new Delivery({ app, clock, log, adapters, draw: async () => new Uint8Array() })
  app.onCommit = () => void delivery.deliver()
  const native = (nativeId) => ({ adapter: 'bench', account, epoch: '', nativeId })
  const pipe = { store, app, delivery }
  const open = async (from) => {
    const id = `c${from}`
    const now = clock.now()
    const until = Math.min(first + groups, from + perCommunity)
    await app.run(function* () {
      yield* addCommunity({ id, name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, now)
      const staff = { id: `s${from}`, communityId: id, name: '王主任', roles: ['staff'], home: null }
      yield* addMember(staff, native(staff.id), now)
      for (let g = from; g < until; g += 1)
        yield* addGroup(
          { id: `g${g}`, communityId: id, name: `幸福里${g}栋业主群`, scope: 'community' },
          native(`g${g}`),
          now,
        )
    })
    const polls = Array.from({ length: until - from }, (_, i) => opening(from + i, `s${from}`))
    await Promise.all(polls.map((message) => app.receive({ ...message, account })))
  }
  const starts = Array.from({ length: Math.ceil(groups / perCommunity) }, (_, i) => first + i * perCommunity)
  // A server answers several at the same time.
  for (let i = 0; i < starts.length; i += 8) await Promise.all(starts.slice(i, i + 8).map(open))
  await settle(pipe)
  return pipe
}

/** Until everything received is handled and sent. */
export const settle = async ({ app, delivery }) => {
  await app.settled()
  await delivery.deliver()
}

/**
 * The same on a new SQLite file, all groups in one community if nothing else is said. `before`: told of each statement;
 * `through`: stands between the store and the app.
 */
export const openPipe = async (folder, groups, { perCommunity = groups, through = (store) => store, before } = {}) => {
  const file = join(folder, `pipe-${performance.now()}.db`)
  const store = through(openSqlite(file, { before }))
  const pipe = await openApp(store, { groups, perCommunity })
  return { ...pipe, file, rest: () => settle(pipe) }
}

const close = async ({ store, rest }) => {
  await rest()
  await store.close()
}

/** Compares the polls of the groups in which was voted with what the votes say: speed that miscounts is worth nothing. */
export const verify = async (app, votes, voteOf) => {
  const polls = new Map((await app.run(() => table('polls'))).map((poll) => [poll.group, poll]))
  for (const [group, counts] of expected(votes, voteOf)) {
    const found = polls
      .get(group)
      ?.options.map(({ count }) => count)
      .join()
    if (found !== counts.join()) throw new Error(`${group}: counted ${found}, said ${counts}`)
  }
}

const feed = async (app, votes, inFlight) => {
  let next = 0
  const one = async () => {
    while (next < votes) {
      const i = next
      next += 1
      await app.receive(vote(i, Date.now()))
    }
  }
  await Promise.all(Array.from({ length: inFlight }, one))
  await app.settled()
}

/** Votes per second from the first message received to the last reply committed, with many in flight. */
export const throughput = async (folder, votes, inFlight) => {
  const pipe = await openPipe(folder, GROUPS)
  const began = performance.now()
  await feed(pipe.app, votes, inFlight)
  const seconds = (performance.now() - began) / 1000
  await pipe.rest()
  await verify(pipe.app, votes)
  await close(pipe)
  return votes / seconds
}

/**
 * Votes per second that our own statements alone allow: all that the votes ask of SQLite, recorded, then run again on a
 * copy of the file in the same commits, with nothing in between.
 */
export const statementsAlone = async (folder, votes, inFlight) => {
  const commits = []
  let isRecording = false
  const before = (operation) => {
    if (isRecording) commits.at(-1).push(operation)
  }
  const through = (store) => {
    const transactAll = (tasks) => {
      if (isRecording) commits.push([])
      return store.transactAll(tasks)
    }
    return { ...store, transactAll, transact: async (task) => (await transactAll([task]))[0] }
  }
  const pipe = await openPipe(folder, GROUPS, { through, before })
  const copy = `${pipe.file}-copy`
  const opened = new Database(pipe.file)
  opened.prepare('vacuum into ?').run(copy)
  opened.close()
  isRecording = true
  await feed(pipe.app, votes, inFlight)
  isRecording = false
  await close(pipe)
  await openSqlite(copy).close()
  const db = new Database(copy)
  for (const pragma of ['synchronous = FULL', 'cache_size = -32768', 'wal_autocheckpoint = 4096']) db.pragma(pragma)
  const prepare = statements(db)
  const commit = db.transaction((operations) => {
    for (const operation of operations) {
      const prepared = prepare(operation)
      prepared.run(prepared.bind(operation))
    }
  }).immediate
  const began = performance.now()
  for (const operations of commits) commit(operations)
  const seconds = (performance.now() - began) / 1000
  db.close()
  return votes / seconds
}

/** A store that tells, after each commit, how far each chat has been handled. */
const watched = (store, handled) => {
  const transactAll = async (tasks) => {
    const results = await store.transactAll(tasks)
    const now = performance.now()
    for (const { chatId, cursor } of await store.transact(() => list('lanes'))) handled(chatId, cursor, now)
    return results
  }
  return { transactAll, transact: async (task) => (await transactAll([task]))[0], close: () => store.close() }
}

/** Milliseconds from a message's arrival to the commit that holds its answer, at a steady pace. */
export const latency = async (folder, perSecond, seconds) => {
  const arrivals = new Map()
  const took = []
  const handled = (chat, cursor, now) => {
    const waiting = arrivals.get(chat) ?? []
    while (waiting[0] && waiting[0].seq <= cursor) took.push(now - waiting.shift().at)
  }
  const pipe = await openPipe(folder, GROUPS, { through: (store) => watched(store, handled) })
  const { app } = pipe
  const chats = new Map(
    (await app.run(() => list('chats', { kind: 'group' }))).map(({ id, nativeId }) => [nativeId, id]),
  )
  for (const id of chats.values()) arrivals.set(id, [])
  const total = perSecond * seconds
  const began = performance.now()
  for (let i = 0; i < total; ) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * perSecond) + 1)
    for (; i < due; i += 1) {
      const message = vote(i, Date.now())
      // The command that opened the poll was the first of its group.
      arrivals.get(chats.get(message.chat.id)).push({ seq: Math.floor(i / GROUPS) + 2, at: performance.now() })
      void app.receive(message)
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await pipe.rest()
  await verify(app, total)
  await close(pipe)
  if (took.length !== total) throw new Error(`${total - took.length} of ${total} were not seen to be handled`)
  return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) }
}
