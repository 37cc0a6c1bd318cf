import { randomUUID } from 'node:crypto'
import { WebSocket } from 'ws'
import { Awaited } from '../../chat/awaited.ts'
import { readJson } from '../../chat/json.ts'
import { pulse } from '../../chat/link.ts'
import type { Time } from '../../chat/platform.ts'
import type { Settings } from './settings.ts'
import { type Frame, frame } from './types.ts'

/** How long (ms) an answer to a frame is waited for. */
const PATIENCE_MS = 15_000

/** WeCom does not take our credentials. */
export class Refused extends Error {
  override readonly name = 'WeComRefused'
}

/** Sends a command and resolves with WeCom's code for it, 0 for done; null where no answer came. */
export type Ask = (cmd: string, body: object) => Promise<number | null>

interface Needs {
  readonly settings: Settings
  readonly time: Time
  /** A callback. */
  readonly event: (frame: Frame) => void
  readonly up: (ask: Ask) => void
  /** A frame arrived and was handed over. */
  readonly heard: () => void
}

/** One long connection, from the attempt to its end. */
export const converse = ({ settings, time, event, up, heard }: Needs, signal: AbortSignal): Promise<void> => {
  const socket = new WebSocket(settings.url, { handshakeTimeout: PATIENCE_MS })
  const answers = new Awaited<number>(time)
  const ask: Ask = (cmd, body) => {
    const id = `${cmd}_${randomUUID()}`
    const answer = answers.expect(id, PATIENCE_MS)
    socket.send(JSON.stringify({ cmd, headers: { req_id: id }, body }))
    return answer
  }
  return new Promise<void>((resolve, reject) => {
    let stopWatching = () => {}
    const end = () => socket.terminate()
    signal.addEventListener('abort', end)
    socket.on('open', () => {
      // Before it is open it cannot be asked anything; how long that may take is limited above.
      const watch = pulse(time, { ask: () => void ask('ping', {}), dead: () => socket.terminate() })
      stopWatching = watch.stop
      socket.on('message', watch.heard)
      void ask('aibot_subscribe', { bot_id: settings.botId, secret: settings.secret.reveal() }).then((code) => {
        if (code === 0) return up(ask)
        if (code !== null) reject(new Refused())
        socket.terminate()
      })
    })
    socket.on('message', (bytes: Buffer) => {
      const read = frame.safeParse(readJson(bytes))
      if (!read.success) return
      const { cmd, headers, errcode } = read.data
      if (cmd === undefined) answers.meet(headers.req_id, errcode ?? 0)
      else event(read.data)
      heard()
    })
    socket.on('error', reject)
    socket.on('close', () => {
      signal.removeEventListener('abort', end)
      stopWatching()
      answers.drop()
      resolve()
    })
  })
}
