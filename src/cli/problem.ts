import { BrokenLine } from '../adapters/simulator/journal.ts'

/** A command that is refused: one clear line on stderr, exit 1. `usage` true: wrongly written, exit 2. */
export class Refusal extends Error {
  readonly usage: boolean
  constructor(message: string, usage = false) {
    super(message)
    this.usage = usage
  }
}

/** What hinders from listening, in one sentence: at the pages' port, or where an account is called. Other errors as they are. */
export const listenProblem = (error: unknown, { host, port: pages }: { host: string; port: number }): unknown => {
  if (error instanceof Error && 'hostname' in error && error.hostname === host)
    return new Refusal(`没有 ${host} 这个地址。请改 WUGONG_HOST，只在本机用就写 127.0.0.1。`)
  if (!(error instanceof Error && 'code' in error && 'address' in error)) return error
  const { code, address } = error
  const port = 'port' in error ? error.port : 0
  const change = port === pages ? '用 WUGONG_PORT 换一个，例如 WUGONG_PORT=8081 npm start' : '在平台设置文件里换一个'
  if (code === 'EADDRINUSE') return new Refusal(`端口${port}被别的程序占着。请关掉它，或${change}`)
  if (code === 'EACCES') return new Refusal(`端口${port}系统不让用。请${change}`)
  if (code === 'EADDRNOTAVAIL') return new Refusal(`${address} 不是本机的地址。请改 WUGONG_HOST 或平台设置文件。`)
  return error
}

const DENIED: Readonly<Record<string, string>> = {
  EACCES: '没有权限。请改它或它的文件夹的权限。',
  EPERM: '没有权限。请改它或它的文件夹的权限。',
  EROFS: '这个磁盘只能读，不能写。请换一个地方。',
  ENOSPC: '磁盘满了。请腾出空间。',
  EISDIR: '这是个文件夹，不是文件。请把它挪开。',
}

/** What hinders from opening, reading or writing a file, in one sentence; null for any other error. */
export const fileProblemText = (error: unknown): string | null => {
  if (error instanceof BrokenLine)
    return `${error.path}：第${error.line}行坏了，没有动它。请把文件另存一份，再改好或删掉这一行；别的行都还在。`
  if (!(error instanceof Error && 'code' in error && 'path' in error)) return null
  const said = DENIED[String(error.code)]
  return said === undefined ? null : `${error.path}：${said}`
}
