import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Edit } from './list.ts'

/** How often a piece of text stands in a file. */
export const occurrences = ({ file, find }: Edit, root = '.'): number =>
  readFileSync(join(root, file), 'utf8').split(find).length - 1

/** The tests of one bug have so long (ms); without a bug they take a fraction of it. */
const PATIENCE_MS = 120_000

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

  /** Whether some tests pass, and the first failure's words. */
  run(tests: readonly string[], env: Readonly<Record<string, string>>): Promise<{ passed: boolean; said: string }> {
    return new Promise((done) => {
      const child = spawn('npx', ['vitest', 'run', '--bail=1', '--no-color', ...tests], {
        cwd: this.#folder,
        env: { ...process.env, ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        detached: true,
      })
      let said = ''
      // A bug may make it run for ever: that is seen too.
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
        done({ passed: code === 0, said })
      })
    })
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
