import { ReplayAdapter } from '../adapters/replay/index.ts'
import { App } from '../app/app.ts'
import { NOBODY, type Row } from '../app/model.ts'
import { find, list, type Task } from '../app/operations.ts'
import type { Ids, Store } from '../app/ports.ts'
import type { Log } from '../chat/platform.ts'
import type { Note } from '../app/process.ts'
import { addCommunity, addGroup, addMember, putHousehold } from '../app/setup.ts'
import { addressed } from '../chat/address.ts'
import { render } from '../chat/card.ts'
import type { Inbound } from '../chat/message.ts'
import { isoInZone } from '../core/kernel/calendar.ts'
import { hundredths } from '../core/kernel/quantity.ts'
import { homeFromText } from '../core/people/home.ts'
import { AREA_SOURCES } from '../core/people/register.ts'
import { Delivery } from '../jobs/delivery.ts'
import { advance, turn } from '../jobs/wheel.ts'
import type { Lexicon } from '../language/lexicon.ts'
import { type Known, type Line, readLines } from './lines.ts'

type MessageLine = Extract<Line, { type: 'message' }>

/** Runs a conversation against the real app on a virtual clock. `print` gets one JSON document per line of output. */
export const replay = async (
  text: string,
  parts: { store: Store; log: Log; print: (line: string) => void; lexicon?: Lexicon },
): Promise<void> => {
  const { store, log, print, lexicon } = parts
  const known = await store.transact(knownBefore)
  const lines = readLines(text, known)

  const first = lines.find((line) => line.type === 'message' || line.type === 'time')
  let now = first?.at ?? 0
  const clock = {
    now: () => now,
    set: (at: number) => {
      now = at
    },
  }
  const around = { ids: countedIds(), consoleUrl: 'http://127.0.0.1:8080', ...(lexicon ? { lexicon } : {}) }
  const app = new App({ store, clock, around, log })
  const adapter = new ReplayAdapter()
  const delivery = new Delivery({ app, clock, log, adapters: [adapter], draw: async () => new Uint8Array() })
  const printer = new Printer(app, print)
  app.onNote = (note) => printer.note(note)
  await printer.skipOld()
  await delivery.recover()
  await app.sweep()

  let community = known.community ?? ''
  for (const line of lines) {
    if (line.type === 'message') {
      await advance(app, delivery, clock, line.at)
      if (!(await app.receive(inbound(line)))) printer.note({ at: now, message: line.id, code: 'duplicate' })
      await app.settled()
      await turn(app, delivery)
    } else if (line.type === 'time') await advance(app, delivery, clock, line.at)
    else {
      if (line.type === 'community') community = line.name
      await app.run(() => setUp(line, community, now))
    }
    await printer.flush()
  }
}

/** What earlier replays into the same database have left there. */
function* knownBefore(): Task<Known> {
  const communities = yield* list('communities', {}, { order: 'createdAt' })
  const chats = yield* list('chats', { adapter: 'replay', kind: 'group', communityId: { not: NOBODY } })
  const people = yield* list('identities', { adapter: 'replay' })
  const whose = (rows: readonly { readonly nativeId: string; readonly communityId: string }[]) =>
    new Map(rows.map(({ nativeId, communityId }) => [nativeId, communityId]))
  return { community: communities.at(-1)?.id ?? null, groups: whose(chats), members: whose(people) }
}

function* setUp(line: Exclude<Line, { type: 'message' | 'time' }>, communityId: string, now: number): Task<void> {
  const native = (nativeId: string) => ({ adapter: 'replay', account: 'replay', epoch: '', nativeId })
  switch (line.type) {
    case 'community':
      yield* addCommunity({ id: line.name, name: line.name, timezone: line.timezone, demo: false }, now)
      return
    case 'group': {
      const { kind } = line.scope
      const building = 'building' in line.scope ? line.scope.building : null
      const unit = 'unit' in line.scope ? line.scope.unit : null
      return yield* addGroup(
        { id: line.id, communityId, name: line.name, scope: kind, building, unit },
        native(line.id),
        now,
      )
    }
    case 'household': {
      const number = homeFromText(line.home)
      if (!number) return
      const area = line.area === undefined ? null : hundredths(line.area)
      return yield* putHousehold(communityId, number, {
        area,
        areaSource: AREA_SOURCES.find((one) => one === line.areaSource) ?? null,
        owners: line.owners,
        phones: [],
      })
    }
    case 'member': {
      const { id, name, roles, home } = line
      return yield* addMember({ id, communityId, name, roles, home: home ?? null }, native(id), now)
    }
  }
}

const inbound = (line: MessageLine): Inbound => ({
  adapter: 'replay',
  account: 'replay',
  epoch: '',
  eventId: line.id,
  nativeMsgId: line.id,
  kind: 'msg',
  chat: line.group === undefined ? { kind: 'direct', id: line.from.id } : { kind: 'group', id: line.group },
  sender: {
    id: line.from.id,
    ...(line.from.name === undefined ? {} : { nick: line.from.name }),
    ...(line.from.card === undefined ? {} : { card: line.from.card }),
  },
  sentAt: line.at,
  text: line.text,
  mentions: line.mentions.map((mention) => ({ id: mention, name: mention, self: mention === 'bot' })),
  ...(line.quote === undefined ? {} : { quote: { nativeMsgId: line.quote } }),
  attachments: line.attachments.map((_, i) => ({ kind: 'file', name: `${i + 1}` })),
  isSelf: false,
  late: line.late,
})

/** The same ids at every run: people and groups keep the file's own, secrets are counted. */
const countedIds = (): Ids => {
  let given = 0
  return {
    forNative: (_, { nativeId }) => nativeId,
    secret: () => `secret-${++given}`,
    code: () => String(100_000 + ++given),
  }
}

/** Prints what was said and noted since the last look, in order. */
class Printer {
  readonly #app: App
  readonly #print: (line: string) => void
  #notes: Note[] = []
  /** The last one of each community. */
  readonly #last = new Map<string, number>()

  constructor(app: App, print: (line: string) => void) {
    this.#app = app
    this.#print = print
  }

  note(note: Note): void {
    this.#notes.push(note)
  }

  /** What an earlier replay into the same database said is not said again. */
  async skipOld(): Promise<void> {
    await this.#app.run(() => this.#fresh())
  }

  async flush(): Promise<void> {
    const fresh = () => this.#fresh()
    const said = await this.#app.run(function* () {
      const zone = (yield* find('communities', {}))?.timezone ?? 'UTC'
      const sends: object[] = []
      for (const row of yield* fresh()) {
        const chat = yield* find('chats', { id: row.chatId })
        if (chat) sends.push(yield* sendLine(row, chat, zone))
      }
      return { sends, zone }
    })
    for (const { at, message, code } of this.#notes.splice(0))
      this.#print(JSON.stringify({ type: 'note', at: isoInZone(at, said.zone), message, code }))
    for (const line of said.sends) this.#print(JSON.stringify(line))
  }

  /** What was said since the last look, in order. */
  *#fresh(): Task<Row<'outbox'>[]> {
    const fresh: Row<'outbox'>[] = []
    for (const { id: communityId } of yield* list('communities', {}, { order: 'createdAt' })) {
      const after = this.#last.get(communityId) ?? 0
      const rows = yield* list('outbox', { communityId, id: { gt: after } }, { order: 'id' })
      this.#last.set(communityId, rows.at(-1)?.id ?? after)
      for (const row of rows) fresh.push(row)
    }
    return fresh.sort((a, b) => a.createdAt - b.createdAt)
  }
}

/** `zone` is for whom we know no longer: someone who had his information deleted. */
function* sendLine(row: Row<'outbox'>, chat: Row<'chats'>, zone: string): Task<object> {
  const content = row.payload
  const community = yield* find('communities', { id: row.communityId })
  return {
    type: 'send',
    at: isoInZone(row.createdAt, community?.timezone ?? zone),
    to: chat.kind === 'group' ? { group: chat.groupId ?? chat.nativeId } : { member: chat.memberId ?? chat.nativeId },
    key: row.key,
    ...render(addressed(content, { receive: 'all', direct: chat.kind !== 'group' }), { buttons: true }),
    ...(content.picture ? { image: content.picture } : {}),
    ...(content.quote === undefined ? {} : { quote: content.quote }),
  }
}
