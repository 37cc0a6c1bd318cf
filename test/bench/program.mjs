import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** Milliseconds from the command to the first answer of `/health`, and the memory of the idle program in MB. */
export const startUp = async (folder, run) => {
  const began = performance.now()
  const port = 18_400 + (process.pid % 500) + run
  const program = spawn(process.execPath, ['dist/cli.js', 'start', '--db', join(folder, `start-${run}.db`)], {
    env: { ...process.env, WUGONG_PORT: String(port), WUGONG_LOG: 'silent' },
    stdio: 'ignore',
  })
  try {
    const ms = await healthy(`http://127.0.0.1:${port}/health`, began)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    return { ms, memory: await residentMB(program.pid) }
  } finally {
    const ended = new Promise((resolve) => program.once('exit', resolve))
    program.kill('SIGTERM')
    await ended
  }
}

const healthy = async (url, began) => {
  while (performance.now() - began < 10_000) {
    const ok = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ok) return performance.now() - began
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  throw new Error(`${url} did not answer within 10 s`)
}

/** A program of its own with that many groups, each of which has just been written in. Memory in MB. */
export const memoryWith = async (folder, groups) => {
  const program = spawn(process.execPath, ['test/bench/groups.mjs', folder, String(groups)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await new Promise((resolve, reject) => {
    program.stdout.once('data', resolve)
    program.once('exit', () => reject(new Error('groups.mjs ended early')))
  })
  const memory = await residentMB(program.pid)
  program.kill('SIGKILL')
  return memory
}

const residentMB = async (pid) => {
  const { readFile } = await import('node:fs/promises')
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024
}
