import { fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { build } from 'esbuild'
import { isClean } from './check.ts'
import type { Asked, Report } from './helper.ts'
import { play } from './history.ts'

/**
 * `npm run simulate -- --seeds 1000000 [--from N] [--jobs N]`: plays that many histories, one per seed, and names the
 * seeds that failed. `npm run simulate -- --seed N`: plays one and tells all that happens in it.
 */

/** Each helper has a processor and much that lives for one history only. */
const LEAN = ['--single-threaded-gc', '--max-semi-space-size=64']
/** Seeds that a helper plays before it reports. */
const CHUNK = 100
const TELL_EVERY_MS = 10_000
/** So many that failed say enough: nothing more is begun. */
const ENOUGH = 5

const say = (line: string) => void process.stdout.write(`${line}\n`)

/** The helpers' program as one file of plain JavaScript: it runs an eighth faster than what tsx makes of each file. */
const bundle = async (): Promise<string> => {
  const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
  const outfile = at('../../dist/simulation/helper.mjs')
  await build({
    ...{ entryPoints: [at('helper.ts')], outfile, bundle: true, packages: 'external' },
    ...{ platform: 'node', format: 'esm', logLevel: 'error' },
  })
  return outfile
}

const playMany = async (from: number, seeds: number, jobs: number): Promise<boolean> => {
  const program = await bundle()
  const began = performance.now()
  const sum = { played: 0, messages: 0, sends: 0, lives: 0, faults: 0 }
  const failed: number[] = []
  let next = from
  const tell = () => {
    const seconds = (performance.now() - began) / 1_000
    const left = (seeds - sum.played) / (sum.played / seconds)
    say(
      `${sum.played} of ${seeds} histories, ${(sum.played / seconds).toFixed(1)}/s, ${Math.round(seconds)} s gone, ` +
        `about ${Math.round(left)} s left; ${sum.messages} messages, ${sum.sends} sends, ${sum.lives} lives, ` +
        `${sum.faults} faults; ${failed.length} failed${failed.length > 0 ? `: ${failed.slice(0, 20).join(' ')}` : ''}`,
    )
  }
  const teller = setInterval(tell, TELL_EVERY_MS)
  const helper = () =>
    new Promise<void>((done, broken) => {
      const child = fork(program, { execArgv: LEAN })
      const give = () => {
        if (next >= from + seeds || failed.length >= ENOUGH) {
          child.removeListener('exit', broken)
          child.disconnect()
          done()
          return
        }
        const to = Math.min(next + CHUNK, from + seeds)
        child.send({ from: next, to } satisfies Asked)
        next = to
      }
      child.on('exit', (code) => broken(new Error(`a helper ended with ${code}`)))
      child.on('message', (report: Report) => {
        sum.played += report.played
        sum.messages += report.messages
        sum.sends += report.sends
        sum.lives += report.lives
        sum.faults += report.faults
        for (const { seed, store, verdict } of report.failed) {
          failed.push(seed)
          say(`seed ${seed} (${store}) failed: ${JSON.stringify(verdict)}`)
        }
        give()
      })
      give()
    })
  await Promise.all(Array.from({ length: jobs }, helper))
  clearInterval(teller)
  tell()
  for (const seed of failed) say(`npm run simulate -- --seed ${seed}`)
  return failed.length === 0
}

const playOne = async (seed: number): Promise<boolean> => {
  const outcome = await play(seed, { trace: say })
  say(
    `seed ${seed}: ${outcome.store} store, ${outcome.messages} messages, ${outcome.sends} sends, ${outcome.lives} lives`,
  )
  for (const [name, wrong] of Object.entries(outcome.verdict)) for (const line of wrong) say(`${name}: ${line}`)
  return isClean(outcome.verdict)
}

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '10000' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
  },
})
const clean =
  values.seed === undefined
    ? await playMany(Number(values.from), Number(values.seeds), Number(values.jobs))
    : await playOne(Number(values.seed))
process.exitCode = clean ? 0 : 1
