import pg from 'pg'
import { list } from '../../dist/app/operations.js'

/** How `postgres.mjs` and the processes that it measures speak: a line for each thing. */

let statements = 0
const query = pg.Client.prototype.query
pg.Client.prototype.query = function (...args) {
  statements += 1
  return query.apply(this, args)
}

export const say = (what) => process.stdout.write(`${typeof what === 'string' ? what : JSON.stringify(what)}\n`)

/** The next line of input. */
export const told = () => new Promise((resolve) => process.stdin.once('data', resolve))

/** Messages that arrive at once. */
const AT_ONCE = 1_000
/** A platform's gateway waits where handling is so far behind, and looks this often. */
const BEHIND = 5_000
const LOOK_MS = 50

/** Lets so many messages in, as fast as they are stored and handled; `messageOf`: the i-th. Ends when all are handled. */
export const feed = async ({ app, store }, count, messageOf) => {
  const left = async () => {
    const lanes = await store.transact(() => list('lanes', { cursor: { below: 'seq' } }))
    return lanes.reduce((sum, { seq, cursor }) => sum + seq - cursor, 0)
  }
  const until = async (most) => {
    while ((await left()) > most) await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
  for (let from = 0; from < count; from += AT_ONCE) {
    const wave = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, i) => app.receive(messageOf(from + i)))
    await Promise.all(wave)
    await until(BEHIND)
  }
  await until(0)
}

/** Counts from now on; returns what says how long it took, the processor's seconds and the statements. */
export const counted = () => {
  const began = performance.now()
  const spent = process.cpuUsage()
  const before = statements
  return () => {
    const { user, system } = process.cpuUsage(spent)
    return {
      seconds: (performance.now() - began) / 1000,
      processor: (user + system) / 1e6,
      statements: statements - before,
    }
  }
}
