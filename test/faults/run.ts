import { spawn } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Script } from './script.ts'

/** Starts the program on a folder again and again and kills it at random moments, the last time letting it finish. */

const CHILD = resolve('test/faults/child.mjs')
/** About what the child says per second, to spread the kills over the whole script. */
const PACE = 1_500

export interface Kills {
  /** While it was still starting: opening, migrating, recovering. */
  readonly atStart: number
  readonly later: number
  readonly seconds: number
}

export const runWithKills = async (
  folder: string,
  script: Script,
  options: { readonly kills: number; readonly duplicates: number; readonly chance: () => number },
): Promise<Kills> => {
  if (!existsSync(resolve('dist/app/app.js'))) throw new Error('dist/ is missing: run `npm run build` first')
  writeFileSync(join(folder, 'script.json'), JSON.stringify(script))
  const { kills, duplicates, chance } = options
  const began = performance.now()
  let said = 0
  let atStart = 0
  let later = 0
  while (atStart + later < kills) {
    const left = kills - atStart - later
    const early = chance() < 0.15
    const share = (script.messages.length - said) / (left + 1)
    const life = early ? chance() * 250 : ((2 * chance() * share) / PACE) * 1_000
    const end = await live(folder, duplicates, { early, ms: life })
    if (end === 'finished') break
    said = Math.max(said, end.said)
    if (end.ready) later += 1
    else atStart += 1
  }
  if ((await live(folder, duplicates, null)) !== 'finished') throw new Error('the program did not finish')
  return { atStart, later, seconds: (performance.now() - began) / 1_000 }
}

type End = 'finished' | { readonly ready: boolean; readonly said: number }

/** One life of the program. `death`: so many ms after its birth (`early`) or after it is ready, kill -9. */
const live = (
  folder: string,
  duplicates: number,
  death: { readonly early: boolean; readonly ms: number } | null,
): Promise<End> =>
  new Promise((done, failed) => {
    const child = spawn(process.execPath, [CHILD, folder, String(duplicates)], { stdio: ['ignore', 'pipe', 'pipe'] })
    const kill = () => void child.kill('SIGKILL')
    let heard = ''
    let errors = ''
    let timer = death?.early ? setTimeout(kill, death.ms) : undefined
    child.stderr.on('data', (data) => {
      errors += String(data)
    })
    child.stdout.on('data', (data) => {
      heard += String(data)
      if (death && !death.early && timer === undefined && heard.includes('ready')) timer = setTimeout(kill, death.ms)
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      if (heard.includes('done')) done('finished')
      else if (signal === 'SIGKILL')
        done({ ready: heard.includes('ready'), said: Number(/ready (\d+)/.exec(heard)?.[1] ?? 0) })
      else failed(new Error(`the program ended with ${code ?? signal}: ${errors.slice(-2_000)}`))
    })
  })

export const jsonLines = <T>(file: string): T[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => parsed<T>(line))

/** A line torn by a kill was never told to anybody. */
const parsed = <T>(line: string): T[] => {
  try {
    return [JSON.parse(line) as T]
  } catch {
    return []
  }
}
