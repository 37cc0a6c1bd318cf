import { createHash, timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { boundedServer } from '../../chat/bounded-server.ts'
import type { Around } from '../../chat/platform.ts'
import { Link } from '../../chat/link.ts'
import type { Secret } from '../../chat/secret.ts'
import type { Settings } from './settings.ts'

const OPEN_WITHIN_MS = 10_000
/** A message with pictures inline; more is none. */
const LARGEST_FRAME = 32 * 1024 * 1024

/** What is done with a connection; resolves when it has ended. */
type Serve = (socket: WebSocket) => Promise<void>

export interface Connector {
  /** The port we listen on, for a reverse connection. */
  readonly port?: number
  stop(): Promise<void>
}

/** Keeps a connection to the implementation, made by us or by it, one at a time. `down` hears why there is none. */
export const connect = (
  settings: Settings,
  around: Around,
  serve: Serve,
  down: (why: string) => void,
): Promise<Connector> =>
  settings.way === 'forward' ? callOut(settings, around, serve, down) : beCalled(settings, serve, down)

const callOut = async (
  { url, token }: { readonly url: string; readonly token: Secret },
  around: Around,
  serve: Serve,
  down: (why: string) => void,
): Promise<Connector> => {
  const link = new Link(around, async (signal) => {
    const socket = new WebSocket(url, {
      headers: { Authorization: `Bearer ${token.reveal()}` },
      handshakeTimeout: OPEN_WITHIN_MS,
      maxPayload: LARGEST_FRAME,
    })
    const end = () => socket.terminate()
    signal.addEventListener('abort', end)
    try {
      await new Promise<void>((ended, failed) => {
        socket.once('error', failed)
        // In the same breath: what the other side says first may be in the packet that opens the connection.
        socket.once('open', () => serve(socket).then(ended, failed))
      })
    } catch (error) {
      down(error instanceof Error && /\b40[13]\b/.test(error.message) ? 'token' : 'unreachable')
      throw error
    } finally {
      signal.removeEventListener('abort', end)
      socket.on('error', () => {})
      socket.terminate()
    }
  })
  return link
}

const beCalled = async (
  { host, port, token }: { readonly host: string; readonly port: number; readonly token: Secret },
  serve: Serve,
  down: (why: string) => void,
): Promise<Connector> => {
  const http = boundedServer((_, response) => response.writeHead(404).end())
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_FRAME })
  const serving = new Set<Promise<void>>()
  http.on('upgrade', (request, stream, head) => {
    stream.on('error', () => stream.destroy())
    if (!request.url?.startsWith('/onebot') || !bears(request, token)) {
      down('token')
      // Not only our half of it: he would keep the other for ever.
      stream.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n', () => stream.destroy())
      return
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      // An implementation that lost us comes again before we have noticed: the newest connection is the one.
      for (const other of sockets.clients) if (other !== socket) other.terminate()
      sockets.clients.add(socket)
      const served = serve(socket).finally(() => serving.delete(served))
      serving.add(served)
    })
  })
  http.listen(port, host)
  await once(http, 'listening')
  return {
    port: (http.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets.clients) socket.terminate()
      http.closeAllConnections()
      await new Promise((resolve) => http.close(resolve))
      await Promise.all(serving)
    },
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** The token as a header, as v11 has it, or in the address, as some send it. */
const bears = ({ headers, url = '' }: IncomingMessage, token: Secret): boolean => {
  const given =
    /^(?:Bearer|Token) (.*)$/.exec(headers.authorization ?? '')?.[1] ??
    new URL(url, 'http://localhost').searchParams.get('access_token') ??
    ''
  return timingSafeEqual(digest(given), digest(token.reveal()))
}
