import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Edit } from './list.ts'

/** How often a piece of text stands in a file. */
export const occurrences = ({ file, find }: Edit, root = '.'): number =>
  readFileSync(join(root, file), 'utf8').split(find).length - 1

/** Tests end by themselves, also late; a bug that never lets them have so long (ms). */
const PATIENCE_MS = 600_000
const REPORT = 'report.json'

/** What became of some tests. */
export interface Run {
  readonly passed: boolean
  /** The messages of those that ran and failed. */
  readonly failures: readonly string[]
  readonly said: string
}

/**
 * What tests say of a bug. Only what they expected and did not find is a catch: a source that cannot be read, a name that
 * is not there or a test that ran out of time tells of the change, or of the machine, and nothing of the tests.
 */
export const judge = ({ passed, failures }: Pick<Run, 'passed' | 'failures'>): 'survived' | 'caught' | 'broken' => {
  if (passed) return 'survived'
  return failures.some((failure) => failure.startsWith('AssertionError')) ? 'caught' : 'broken'
}

/** A copy of the sources and tests that may be spoiled, with the packages of the original. */
export class Scratch {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wugong-mutants-'))

  constructor() {
    for (const name of ['src', 'test', 'drizzle', 'package.json', 'tsconfig.json', 'vitest.config.ts'])
      cpSync(name, join(this.#folder, name), { recursive: true })
    symlinkSync(resolve('node_modules'), join(this.#folder, 'node_modules'))
  }

  /** Makes the changes; returns what takes them back. */
  spoil(edits: readonly Edit[]): () => void {
    const before = new Map<string, string>()
    for (const edit of edits) {
      const path = join(this.#folder, edit.file)
      const text = readFileSync(path, 'utf8')
      if (!before.has(path)) before.set(path, text)
      if (occurrences(edit, this.#folder) !== 1) throw new Error(`${edit.file} does not contain once: ${edit.find}`)
      writeFileSync(
        path,
        text.replace(edit.find, () => edit.replace),
      )
    }
    return () => {
      for (const [path, text] of before) writeFileSync(path, text)
    }
  }

  /**
   * What becomes of some tests; the first that fails ends them. Where a change names what is not there they are not even
   * begun: the program would swallow the error, and lose messages.
   */
  async run(tests: readonly string[], env: Readonly<Record<string, string>>): Promise<Run> {
    const typed = await this.#npx(['tsc', '-p', 'tsconfig.json', '--noEmit'], {})
    if (typed.code !== 0) return { passed: false, failures: [], said: typed.said }
    rmSync(join(this.#folder, REPORT), { force: true })
    const reports = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`]
    const { code, said } = await this.#npx(['vitest', 'run', '--bail=1', '--no-color', ...reports, ...tests], env)
    return { passed: code === 0, failures: this.#failures(), said }
  }

  #npx(args: readonly string[], env: Readonly<Record<string, string>>): Promise<{ code: number | null; said: string }> {
    // Where CI runs us, it is told of our own tests there, and not of these.
    const { WUGONG_REPORT: _, ...around } = process.env
    return new Promise((done) => {
      const child = spawn('npx', args, {
        cwd: this.#folder,
        env: { ...around, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      })
      let said = ''
      const patience = setTimeout(() => {
        said += 'Error: it never came to an end'
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
      }, PATIENCE_MS)
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (data) => {
          said += String(data)
        })
      child.on('close', (code) => {
        clearTimeout(patience)
        done({ code, said })
      })
    })
  }

  /** What the tests that failed say. Whoever never came to an end, or could not begin, has left nothing. */
  #failures(): string[] {
    const report = join(this.#folder, REPORT)
    if (!existsSync(report)) return []
    const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      testResults: { assertionResults: { failureMessages: string[] | null }[] }[]
    }
    return testResults.flatMap((file) => file.assertionResults.flatMap((test) => test.failureMessages ?? []))
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
