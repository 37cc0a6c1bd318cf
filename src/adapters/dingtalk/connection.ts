import { WebSocket } from 'ws'
import { z } from 'zod'
import { readJson } from '../../chat/json.ts'
import { pulse } from '../../chat/link.ts'
import type { Time } from '../../chat/platform.ts'
import { postJson } from '../../chat/request.ts'
import type { Settings } from './settings.ts'
import { type Frame, frame, MESSAGES } from './types.ts'

/** After DingTalk has told us to go elsewhere, what is still on its way is taken from the old connection for so long (ms). */
const FAREWELL_MS = 15_000
/** Without any frame of the application for so long (ms) a connection is exchanged, even if its socket answers. */
const IDLE_MS = 90_000

const ticket = z.object({ endpoint: z.url(), ticket: z.string() })

/** DingTalk does not take our credentials. */
export class Refused extends Error {
  override readonly name = 'DingTalkRefused'
}

interface Needs {
  readonly settings: Settings
  readonly time: Time
  /** A callback or an event. Resolves when it may be acknowledged. */
  readonly event: (frame: Frame) => Promise<void>
  /** Listens. Returns what is called when it does no more. */
  readonly up: () => () => void
  /** A frame arrived, and what is in it is seen to. */
  readonly heard: () => void
}

/**
 * One connection of the stream, from its registration to its end. The package of the platform leaks sockets and timers
 * when it reconnects and goes deaf when it is told to disconnect, so this is our own. `moved`: told to make another one,
 * while the old one still listens for a moment.
 */
export const converse = async (needs: Needs, signal: AbortSignal): Promise<'moved' | 'ended'> => {
  const { time, event, up, heard } = needs
  const address = await register(needs)
  // Asked to end before there was anything that could have heard it.
  if (signal.aborted) return 'ended'
  const socket = new WebSocket(address, { handshakeTimeout: 15_000 })
  const answer = (to: Frame, code: number, data: string) =>
    socket.send(
      JSON.stringify({
        code,
        message: code === OK ? 'OK' : 'later',
        headers: { ...to.headers, contentType: 'application/json' },
        data,
      }),
    )
  let [down, stopWatching, cancelIdle, cancelFarewell] = [nothing, nothing, nothing, nothing]
  return await new Promise<'moved' | 'ended'>((resolve) => {
    const idle = () => {
      cancelIdle()
      cancelIdle = time.after(IDLE_MS, () => socket.terminate())
    }
    const handle = async (bytes: Buffer) => {
      const read = frame.safeParse(readJson(bytes))
      if (!read.success) return
      const { data: got } = read
      if (got.type !== SYSTEM)
        // Without an answer DingTalk sends it again within a minute.
        return await event(got).then(
          () => answer(got, OK, '{"response":null}'),
          () => answer(got, FAILED, '{}'),
        )
      if (got.headers.topic === 'ping') answer(got, OK, got.data)
      if (got.headers.topic !== 'disconnect') return
      cancelFarewell()
      cancelFarewell = time.after(FAREWELL_MS, () => socket.terminate())
      resolve('moved')
    }
    const end = () => socket.terminate()
    signal.addEventListener('abort', end)
    socket.on('open', () => {
      // Before it is open it cannot be asked anything; how long that may take is limited above.
      const watch = pulse(time, { ask: () => socket.ping(), dead: () => socket.terminate() })
      stopWatching = watch.stop
      socket.on('pong', watch.heard)
      socket.on('message', watch.heard)
      idle()
      down = up()
    })
    socket.on('message', (bytes: Buffer) => {
      idle()
      void handle(bytes).then(heard, () => socket.terminate())
    })
    // It is closed then.
    socket.on('error', nothing)
    socket.on('close', () => {
      signal.removeEventListener('abort', end)
      stopWatching()
      cancelIdle()
      cancelFarewell()
      down()
      resolve('ended')
    })
  })
}

const nothing = () => {}
const SYSTEM = 'SYSTEM'
const OK = 200
const FAILED = 500

/** Asks where to connect. */
const register = async ({ settings, time }: Needs): Promise<string> => {
  const answered = await postJson(
    `${settings.api}/v1.0/gateway/connections/open`,
    {
      clientId: settings.clientId,
      clientSecret: settings.clientSecret.reveal(),
      subscriptions: [{ type: 'CALLBACK', topic: MESSAGES }],
      ua: 'wugong',
    },
    { time },
  )
  if (answered.status !== 'answered') throw new Error('not reached')
  const given = ticket.safeParse(answered.body)
  if (!given.success) throw new Refused()
  const url = new URL(given.data.endpoint)
  url.searchParams.set('ticket', given.data.ticket)
  return url.href
}
