import pg from 'pg'

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
