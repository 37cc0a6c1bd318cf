import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** Clock ticks in a second, as Linux counts the processor time of others. */
const TICKS = 100

/**
 * What so many processes on one PostgreSQL do with so many votes, each resident voting `turns` times: votes per second,
 * and for one vote the milliseconds of processor time that the processes and the server took, and the statements that it
 * was asked. Refuses a wrong count. Each process stores and handles its share of the groups, or one `gateway` stores and the workers handle.
 * `postmaster`: null where the server is not ours.
 */
export const onPostgres = async ({ url, postmaster }, { workers, gateway, groups, votes, turns }) => {
  const start = (...args) => {
    const child = spawn(process.execPath, args.map(String), { stdio: ['pipe', 'pipe', 'inherit'] })
    return { child, lines: createInterface({ input: child.stdout }) }
  }
  const several = (of) => Array.from({ length: workers }, (_, i) => of(i))
  const handlers = gateway
    ? several(() => start('test/bench/role.mjs', 'worker', url))
    : several((of) => start('test/bench/worker.mjs', url, of, workers, groups, votes, turns))
  const gateways = gateway ? [start('test/bench/role.mjs', 'gateway', url, groups, votes, turns)] : []
  const all = [...handlers, ...gateways]
  try {
    await heard(all)
    const before = secondsOf(postmaster)
    const feeders = gateway ? gateways : all
    const measured = heard(feeders)
    for (const { child } of all) child.stdin.write('go\n')
    const took = await measured
    const server = secondsOf(postmaster) - before
    const others = gateway ? heard(handlers) : []
    if (gateway) for (const { child } of handlers) child.stdin.write('stop\n')
    const stopped = await others
    const right = heard(feeders)
    for (const { child } of feeders) child.stdin.write('check\n')
    await right
    const each = [...took, ...stopped].map((line) => JSON.parse(line))
    const sum = (name) => each.reduce((total, one) => total + one[name], 0)
    return {
      perSecond: votes / Math.max(...took.map((line) => JSON.parse(line).seconds)),
      ours: (sum('processor') * 1000) / votes,
      server: (server * 1000) / votes,
      statements: sum('statements') / votes,
    }
  } finally {
    for (const { child } of all) child.kill()
  }
}

/** The next line of each of some processes. */
const heard = (processes) =>
  Promise.all(
    processes.map(
      ({ child, lines }) =>
        new Promise((resolve, reject) => {
          lines.once('line', resolve)
          child.once('exit', (code, signal) => reject(new Error(`a process ended early: ${code ?? signal}`)))
        }),
    ),
  )

/** Processor time of a server and all its processes so far, those that ended too. */
const secondsOf = (postmaster) => {
  if (postmaster === null) return Number.NaN
  let ticks = 0
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const [parent, utime, stime, childrenUtime, childrenStime] = timesOf(pid)
    if (Number(pid) === postmaster) ticks += utime + stime + childrenUtime + childrenStime
    else if (parent === postmaster) ticks += utime + stime
  }
  return ticks / TICKS
}

/** A process's parent, and its ticks and those of the children it has buried. */
const timesOf = (pid) => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    return [fields[1], ...fields.slice(11, 15)]
  } catch {
    return [0, 0, 0, 0, 0]
  }
}
