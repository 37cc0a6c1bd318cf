import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/** Votes per second of so many processes on one PostgreSQL, each with its share of the groups. */
export const onPostgres = async (url, { workers, groups, votes }) => {
  const processes = Array.from({ length: workers }, (_, of) => {
    const args = ['test/bench/worker.mjs', url, of, workers, groups, votes].map(String)
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    return { child, lines: createInterface({ input: child.stdout }) }
  })
  const heard = () =>
    Promise.all(
      processes.map(
        ({ child, lines }) =>
          new Promise((resolve, reject) => {
            lines.once('line', resolve)
            child.once('exit', (code, signal) => reject(new Error(`worker.mjs ended early: ${code ?? signal}`)))
          }),
      ),
    )
  try {
    await heard()
    const took = heard()
    for (const { child } of processes) child.stdin.write('go\n')
    return votes / Math.max(...(await took).map(Number))
  } finally {
    for (const { child } of processes) child.kill()
  }
}
