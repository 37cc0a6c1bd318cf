import { EventDispatcher, type HttpInstance, WSClient } from '@larksuiteoapi/node-sdk'
import type { WebSocket } from 'ws'
import { pulse } from '../../chat/link.ts'
import type { Time } from '../../chat/platform.ts'
import type { Settings } from './settings.ts'
import { SILENT } from './silent.ts'

/** For opening the socket, in ms. */
const HANDSHAKE_MS = 15_000
/** The SDK's own watch over its pings, in seconds. They are 120 s apart, so ours is the one that counts. */
const PONG_S = 10

interface Needs {
  readonly settings: Settings
  readonly http: HttpInstance
  readonly time: Time
  /** Resolves with what goes back to Feishu; rejects where the event must be pushed again. */
  readonly event: (payload: unknown) => Promise<unknown>
  readonly up: () => void
  /** A frame arrived. */
  readonly heard: () => void
}

/** Feishu does not take our credentials, or the app may not connect. */
export class Refused extends Error {
  override readonly name = 'FeishuRefused'
}

/** Every event to one handler: the SDK drops, acknowledged, those it has no handler for. */
class AllEvents extends EventDispatcher {
  readonly #event: Needs['event']

  constructor(event: Needs['event']) {
    super({ logger: SILENT })
    this.#event = event
  }

  override invoke(payload: unknown): Promise<unknown> {
    return this.#event(payload)
  }
}

/**
 * One long connection, from the attempt to its end. The SDK does not reconnect by itself here: it would wait up to 30 s
 * before the first attempt and 120 s between others, and take as long to notice that nobody answers.
 */
export const converse = async (
  { settings, http, time, event, up, heard }: Needs,
  signal: AbortSignal,
): Promise<void> => {
  let stop = () => {}
  let end = () => {}
  const over = new Promise<void>((resolve, reject) => {
    const client = new WSClient({
      appId: settings.appId,
      appSecret: settings.appSecret.reveal(),
      domain: settings.domain,
      httpInstance: http,
      logger: SILENT,
      autoReconnect: false,
      handshakeTimeoutMs: HANDSHAKE_MS,
      wsConfig: { pingTimeout: PONG_S },
      onReady: () => {
        const { socket, ping } = inside(client)
        const watch = pulse(time, { ask: ping, dead: resolve })
        stop = () => {
          watch.stop()
          client.close({ force: true })
        }
        socket.on('message', () => {
          watch.heard()
          heard()
        })
        socket.on('close', () => resolve())
        up()
      },
      onError: ({ message }) =>
        reject(message.startsWith('pullConnectConfig') ? new Refused() : new Error('not reached')),
    })
    stop = () => client.close({ force: true })
    end = resolve
    signal.addEventListener('abort', end)
    client.start({ eventDispatcher: new AllEvents(event) }).catch(reject)
  })
  try {
    await over
  } finally {
    signal.removeEventListener('abort', end)
    stop()
  }
}

interface Inside {
  readonly wsConfig: { getWSInstance(): WebSocket | null; getWS(): { readonly serviceId: string } }
  sendMessage(frame: object): void
}

/** The SDK has no option for its pings and tells nobody that a socket has closed: this is the one place we reach in. */
const inside = (client: WSClient): { readonly socket: WebSocket; readonly ping: () => void } => {
  const { wsConfig, sendMessage } = client as unknown as Inside
  const socket = wsConfig.getWSInstance()
  if (!socket) throw new Error('this version of the Feishu SDK keeps its socket elsewhere')
  const frame = () => ({
    SeqID: 0,
    LogID: 0,
    service: Number(wsConfig.getWS().serviceId),
    method: 0,
    headers: [{ key: 'type', value: 'ping' }],
  })
  return { socket, ping: () => sendMessage.call(client, frame()) }
}
