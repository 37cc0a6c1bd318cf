import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Line, Order, Report } from './protocol.ts'

/**
 * Starts the process that holds the login. `program` is given by tests, which put a loopback server in WeChat's place.
 */
export const forkChild = (
  session: string,
  program: { readonly file: string; readonly node?: readonly string[]; readonly env?: Record<string, string> } = {
    file: fileURLToPath(new URL('./child.js', import.meta.url)),
  },
): Line => {
  const child = fork(program.file, [session], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    // Nothing of ours: what web WeChat runs there gets no secret of another platform.
    env: { WECHATY_LOG: 'silent', ...program.env },
    execArgv: [...(program.node ?? process.execArgv)],
  })
  return {
    tell: (order: Order) => {
      if (child.connected) child.send(order)
    },
    listen: (hear, ended) => {
      child.on('message', (report: Report) => hear(report))
      child.once('exit', ended)
      child.on('error', () => {
        child.kill('SIGKILL')
        // It never began, so it does not end either.
        if (child.pid === undefined) ended()
      })
    },
    kill: () => child.kill('SIGKILL'),
  }
}
