import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { list } from '../../dist/app/operations.js'
import { append } from '../../dist/app/trail.js'
import { systemTime } from '../../dist/clock.js'
import { startEngine } from '../../dist/engine.js'
import { systemIds } from '../../dist/ids.js'
import { Heard } from '../../dist/jobs/heard.js'
import { Pace } from '../../dist/jobs/pace.js'
import { startWheel } from '../../dist/jobs/wheel.js'
import { ROLES } from '../../dist/roles.js'
import { lockDatabase, openStore } from '../../dist/store/open.js'

/**
 * The program that is killed: what `main.ts` starts for a role, with the harness's platform for an adapter and a clock
 * that runs fast, so that moments come due in the middle of all this.
 */
const [role, database, port, idempotency, start, began, speed] = process.argv.slice(2)
const LEASE_MS = 3_000
/** How often staff do something at the console. */
const STAFF_MS = 100

const clock = { now: () => Number(start) + (Date.now() - Number(began)) * Number(speed) }
const fast = { now: clock.now, after: (ms, work) => void setTimeout(work, ms / Number(speed)) }
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
    // Where nobody knows what was shown, one is taken in hand at a time, and stays there a while.
    pace: { chat: 0, account: idempotency === 'key' ? 0 : 10_000, spread: 0 },
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
const { app, jobs, failed } = await startEngine({
  ...{ role, store, clock, time: systemTime, log },
  around: { ids: systemIds, consoleUrl: 'http://127.0.0.1' },
  adapters: ROLES[role].gateway ? [new Line()] : [],
  heard: new Heard(store, log),
  sharing: { holder: systemIds.secret(), lease: LEASE_MS, place: LEASE_MS },
  openBell: async (ears) => (await import('../../dist/jobs/bell.js')).openBell(database, ears, log),
  draw: async () => new Uint8Array([1]),
  pace: new Pace(fast, Math.random),
  // It is killed.
  later: () => {},
})
startWheel(jobs, failed)
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
    .catch((error) => failed('staff', error))
    .finally(() => setTimeout(work, STAFF_MS))
if (ROLES[role].web) work()
