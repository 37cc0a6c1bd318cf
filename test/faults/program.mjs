import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { App } from '../../dist/app/app.js'
import { gatewayLease } from '../../dist/app/lease.js'
import { list } from '../../dist/app/operations.js'
import { append } from '../../dist/app/trail.js'
import { systemIds } from '../../dist/ids.js'
import { Delivery } from '../../dist/jobs/delivery.js'
import { Gateway } from '../../dist/jobs/gateway.js'
import { Lease } from '../../dist/jobs/lease.js'
import { every, startWheel } from '../../dist/jobs/wheel.js'
import { Workers } from '../../dist/jobs/workers.js'
import { lockDatabase, openStore } from '../../dist/store/open.js'

/**
 * The program that is killed: what `main.ts` composes for a role, with the harness's platform for an adapter and a clock
 * that runs fast, so that moments come due in the middle of all this.
 */
const [role, database, port, idempotency, start, began, speed] = process.argv.slice(2)
const isPart = (part) => role === 'all' || role === part
const does = { gateway: isPart('gateway'), worker: isPart('worker'), web: isPart('web') }
const LEASE_MS = 3_000
const SWEEP_MS = 2_000
/** How often staff do something at the console. */
const STAFF_MS = 100

const clock = { now: () => Number(start) + (Date.now() - Number(began)) * Number(speed) }
const log = {
  info() {},
  warn() {},
  error: (code, data) => process.stderr.write(`${role}: ${code} ${JSON.stringify(data ?? {})}\n`),
}

class Line {
  name = 'stage'
  account = 'bot'
  traits = {
    receive: 'all',
    groups: true,
    comings: 'none',
    direct: 'any',
    mentionIn: 'id',
    mentionOut: 'text',
    quoteIn: 'id',
    replyOut: true,
    buttons: true,
    ids: 'stable',
    sendReturnsId: true,
    idempotency: { kind: idempotency, ttlMs: Number.POSITIVE_INFINITY },
    maxText: { n: 100_000, unit: 'char' },
    media: { in: true, out: false },
    // Where nobody knows what was shown, little is taken in hand at a time.
    pace: { chat: 0, account: idempotency === 'key' ? 0 : 1_000, spread: 0 },
    connection: 'kept',
    official: true,
  }
  #socket = null
  #waiting = new Map()
  #sends = 0

  epoch = () => ''
  health = () => 'ok'

  async start(intake) {
    const socket = connect(Number(port), '127.0.0.1')
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('close', () => {
      for (const answer of this.#waiting.values()) answer({ status: 'unknown' })
      this.#waiting.clear()
    })
    const lines = createInterface({ input: socket })
    lines.on('error', () => {})
    lines.on('line', (line) => {
      const heard = JSON.parse(line)
      if (heard.sent !== undefined) {
        this.#waiting.get(heard.sent)?.({ status: 'sent', nativeId: String(heard.sent) })
        this.#waiting.delete(heard.sent)
        return
      }
      intake.receive(this.#inbound(heard)).then(
        () => this.#write({ ack: heard.id }),
        () => this.#write({ nack: heard.id }),
      )
    })
  }

  async stop() {
    this.#socket?.destroy()
    this.#socket = null
  }

  send({ key, chat, text, card, replyTo }) {
    if (!this.#socket) return Promise.resolve({ status: 'unknown' })
    this.#sends += 1
    const send = this.#sends
    return new Promise((answer) => {
      this.#waiting.set(send, answer)
      this.#write({ send, key, chat, content: JSON.stringify({ text, card, replyTo }) })
    })
  }

  #write(line) {
    this.#socket?.write(`${JSON.stringify(line)}\n`)
  }

  #inbound({ id, event, person, group, text }) {
    return {
      adapter: 'stage',
      account: 'bot',
      epoch: '',
      eventId: event,
      nativeMsgId: id,
      kind: 'msg',
      chat: group === null ? { kind: 'direct', id: person.id } : { kind: 'group', id: group },
      sender: { id: person.id, nick: person.nick, ...(group === null ? {} : { card: person.card }) },
      sentAt: clock.now(),
      text,
      mentions: [],
      attachments: [],
      isSelf: false,
      late: false,
    }
  }
}

lockDatabase(database)
const store = await openStore(database, { tables: 'upgrade' })
const adapters = does.gateway ? [new Line()] : []
const own = adapters.map(({ name, account }) => gatewayLease(name, account))
const failed = (error) => log.error('job.failed', { error: String(error?.message ?? error) })
const deliver = () => void delivery.deliver().catch(failed)
const handle = does.worker ? (chats) => app.wake(chats) : null
const terms = store.shared ? { store, holder: systemIds.secret(), ms: LEASE_MS } : null
const workers = terms && new Workers(terms)
await workers?.join(does.worker)
const bell =
  workers &&
  (await import('../../dist/jobs/bell.js')).openBell(database, { handle, deliver, gateways: own, workers }, log)
const others = bell ? { tell: bell.handle } : {}
const app = new App({ store, clock, around: { ids: systemIds, consoleUrl: 'http://127.0.0.1' }, log, ...others })
app.onCommit = (accounts) => {
  if (own.length > 0) deliver()
  if (bell) bell.deliver([...accounts].filter((name) => !own.includes(name)))
}
const gates = new Map(adapters.map((adapter) => [adapter, new Gateway({ adapter, app, log, terms })]))
const delivery = new Delivery({ app, clock, log, adapters, gates, draw: async () => new Uint8Array([1]) })
await Promise.all([...gates.values()].map((gateway) => gateway.start(delivery)))
if (does.worker) await app.sweep()
const pump = terms && new Lease('pump', terms)
const jobs = {
  workers: async () => {
    if ((await workers?.refresh()) && does.worker) await app.sweep()
  },
  fire: async () => {
    if (does.worker && (!pump || (await pump.refresh()))) await app.fire()
  },
  sweep: every(SWEEP_MS, async () => {
    if (pump?.isHeld) await app.sweep()
  }),
  deliver,
}
startWheel(jobs, (_, error) => failed(error))
process.stdout.write('ready\n')

/** What the console does, alone with a community: here it only writes down that it did. */
const staff = async () => {
  for (const { id } of await app.run(() => list('communities'))) {
    const note = systemIds.secret()
    const event = { at: clock.now(), type: 'console.noted', actor: 'console', messageId: null, subject: 'console' }
    await app.change(id, () => append(id, { ...event, data: { note } }))
    process.stdout.write(`wrote ${note}\n`)
  }
}
const work = () =>
  void staff()
    .catch(failed)
    .finally(() => setTimeout(work, STAFF_MS))
if (does.web) work()
