/** A bug that somebody could have made: what it breaks, and the change of the source that makes it. */
export interface Mutant {
  readonly name: string
  readonly edits: readonly Edit[]
  /** The tests that are to see it, where the simulation is not the one. */
  readonly tests?: readonly string[]
}

/** `find` stands in the file exactly once. */
export interface Edit {
  readonly file: string
  readonly find: string
  readonly replace: string
}

export const SIMULATION = 'test/faults/simulation.test.ts'

const change = (file: string, find: string, replace: string): Edit => ({ file, find, replace })

const app = 'src/app/app.ts'
const inbox = 'src/app/intake.ts'
const processing = 'src/app/process.ts'
const timers = 'src/app/timers.ts'
const speak = 'src/app/speak.ts'
const claiming = 'src/jobs/claim.ts'
const delivery = 'src/jobs/delivery.ts'
const sqlite = 'src/store/sqlite.ts'

/** The shell itself asks the store little. */
const asking = change(
  app,
  "import { noteFailure, passOver } from './park.ts'",
  "import { noteFailure, passOver } from './park.ts'\nimport { find, update } from './operations.ts'",
)
const cursor = "  yield* amend('lanes', { chatId }, { cursor })\n"
const handling =
  'this.#done(chats, await this.#store.transactAll(chats.map((id) => () => handling(id, this.#around, limit))))'

export const mutants: readonly Mutant[] = [
  {
    name: 'the cursor is moved first, in a commit of its own',
    edits: [
      change(
        processing,
        "  arrived: readonly Row<'inbox'>[] = [],\n",
        "  arrived: readonly Row<'inbox'>[] = [],\n  from: number | null = null,\n",
      ),
      change(
        processing,
        'processLane(chat, around, limit, arrived))',
        'processLane(chat, around, limit, arrived, from))',
      ),
      change(
        processing,
        "  arrived: readonly Row<'inbox'>[],\n",
        "  arrived: readonly Row<'inbox'>[],\n  from: number | null = null,\n",
      ),
      change(processing, '|| lane.cursor >= lane.seq)', '|| (from ?? lane.cursor) >= lane.seq)'),
      change(processing, 'seq: { gt: lane.cursor } }', 'seq: { gt: from ?? lane.cursor } }'),
      asking,
      change(
        app,
        handling,
        `const from = await this.#store.transact(function* () {
        const before = new Map<number, number>()
        for (const chatId of chats) {
          const lane = yield* find('lanes', { chatId }, { lock: true })
          if (lane) before.set(chatId, lane.cursor)
          if (lane) yield* update('lanes', { communityId: lane.communityId, chatId }, { cursor: lane.seq })
        }
        return before
      })
      this.#done(
        chats,
        await this.#store.transactAll(chats.map((id) => () => processChat(id, this.#around, 1_000, [], from.get(id) ?? 0))),
      )`,
      ),
      // Nothing is handled in the commit in which it is stored.
      change(app, '.transact(() => this.#storeAndHandle(batch))', '.transact(() => this.#storeOnly(batch))'),
    ],
  },
  {
    name: 'the cursor is moved afterwards, in a commit of its own',
    edits: [
      change(processing, cursor, ''),
      change(app, '.transact(() => this.#storeAndHandle(batch))', '.transact(() => this.#storeOnly(batch))'),
      asking,
      change(
        app,
        handling,
        `${handling}
      await this.#store.transact(function* () {
        for (const chatId of chats) {
          const lane = yield* find('lanes', { chatId })
          if (lane) yield* update('lanes', { communityId: lane.communityId, chatId }, { cursor: lane.seq })
        }
      })`,
      ),
    ],
  },
  {
    name: 'a redelivery is known by its event, not by its message',
    edits: [change(inbox, "inbound.kind === 'msg' ? inbound.nativeMsgId : inbound.eventId", 'inbound.eventId')],
  },
  {
    name: 'a redelivery is stored again',
    edits: [change(inbox, '    if (!isFresh) continue\n', '')],
  },
  {
    name: 'the database takes one external id twice',
    edits: [
      change(
        'drizzle/sqlite/0003_community.sql',
        'CREATE UNIQUE INDEX `inbox_communityId_adapter_account_extId_unique`',
        'CREATE INDEX `inbox_communityId_adapter_account_extId_unique`',
      ),
      change(
        'drizzle/pg/0003_community.sql',
        'ALTER TABLE "inbox" ADD CONSTRAINT "inbox_communityId_adapter_account_extId_unique" UNIQUE(',
        'CREATE INDEX "inbox_communityId_adapter_account_extId_unique" ON "inbox" (',
      ),
    ],
    tests: ['test/store/contract.test.ts'],
  },
  {
    name: 'the database takes one reply twice',
    edits: [
      change(
        'drizzle/sqlite/0003_community.sql',
        'CREATE UNIQUE INDEX `outbox_communityId_key_unique`',
        'CREATE INDEX `outbox_communityId_key_unique`',
      ),
      change(
        'drizzle/pg/0003_community.sql',
        'ALTER TABLE "outbox" ADD CONSTRAINT "outbox_communityId_key_unique" UNIQUE(',
        'CREATE INDEX "outbox_communityId_key_unique" ON "outbox" (',
      ),
    ],
    tests: ['test/store/contract.test.ts'],
  },
  {
    name: 'messages are handled in the order of the platform’s clock, newest first',
    edits: [change(processing, "{ order: 'seq', limit }", "{ order: 'sentAt', desc: true, limit }")],
  },
  {
    name: 'the platform is acknowledged before anything is stored',
    edits: [
      change(
        app,
        'return await new Promise<boolean>((done, failed) => {',
        'void new Promise<boolean>((done, failed) => {',
      ),
      change(
        app,
        '      this.#storeAll()\n    })\n  }',
        '      this.#storeAll()\n    }).catch(() => {})\n    return true\n  }',
      ),
    ],
  },
  {
    name: 'messages that arrive one after the other are stored at once',
    edits: [change(app, 'this.#storing ??= this.#flush()', 'this.#storing = this.#flush()')],
  },
  {
    name: 'a start forgets what was stored and not handled',
    edits: [change(app, "list('lanes', { cursor: { below: 'seq' } })", "list('lanes', { chatId: -1 })")],
  },
  {
    name: 'a sweep only tells of what nobody has handled for some time',
    edits: [change(app, '    this.wake(stuck.map', '    void (stuck.map')],
    tests: ['test/app/wake-ups.test.ts'],
  },
  {
    name: 'what can not be handled is tried a hundred times',
    edits: [change('src/app/park.ts', 'if (attempts < TRIES)', 'if (attempts < 100)')],
    tests: ['test/app/pipe.test.ts'],
  },
  {
    name: 'replies are committed apart from what they answer',
    edits: [
      change(speak, "  yield* insert('outbox', {", '  pending.push({ communityId: (moment as Moment).community.id,'),
      change(
        speak,
        'function* put(',
        "export const pending: Parameters<typeof insert<'outbox'>>[1][] = []\n\nfunction* put(",
      ),
      change(
        app,
        "import { noteFailure, passOver } from './park.ts'",
        "import { noteFailure, passOver } from './park.ts'\nimport { pending } from './speak.ts'\nimport { insert as add } from './operations.ts'",
      ),
      change(
        app,
        handling,
        `const results = await this.#store.transactAll(chats.map((id) => () => handling(id, this.#around, limit)))
      await this.#store.transact(function* () {
        for (const row of pending.splice(0)) yield* add('outbox', row)
      })
      this.#done(chats, results)`,
      ),
    ],
  },
  {
    name: 'a moment is not marked as come, and has no key of its own',
    edits: [
      change(timers, 'extId: key,', "extId: key + ' ' + now,"),
      change(
        timers,
        "  yield* update('timers', { key }, { firedAt: now })\n",
        "  if (now % 2 === 0) yield* update('timers', { key }, { firedAt: now })\n",
      ),
    ],
  },
  {
    name: 'moments come before their time',
    edits: [
      change(timers, 'dueAt: { lte: now } }, {', 'dueAt: { lte: now + 3_600_000 } }, {'),
      change(timers, 'dueAt: { lte: now } }\n', 'dueAt: { lte: now + 3_600_000 } }\n'),
    ],
  },
  {
    name: 'a community is not held while its messages are handled',
    edits: [
      change(
        'src/store/head.ts',
        "if (yield* find('heads', { communityId }, { lock })) return true",
        "if (yield* find('heads', { communityId })) return true",
      ),
    ],
  },
  {
    name: 'a chat is not held while numbers are given',
    edits: [
      change(
        inbox,
        "find('lanes', { communityId: chat.communityId, chatId: chat.id }, { lock: true })",
        "find('lanes', { communityId: chat.communityId, chatId: chat.id })",
      ),
      change(inbox, "{ order: 'chatId', lock: true }", "{ order: 'chatId' }"),
    ],
  },
  {
    name: 'what was known of a community is believed though others have changed it',
    edits: [
      change('src/store/memory.ts', 'return known?.isOf(head) ? known : new Memory()', 'return known ?? new Memory()'),
    ],
    tests: ['test/store/recall.test.ts', 'test/store/unit.test.ts'],
  },
  {
    name: 'a message of unknown fate is sent again where it would be shown twice',
    edits: [
      change(delivery, 'if (repeatable(adapter) && doubts < TRIES)', 'if (doubts < TRIES)'),
      change(claiming, 'row.doubtfulSince !== null && forgets', 'row.doubtfulSince === now && forgets'),
    ],
  },
  {
    name: 'what was being sent when a process died is sent again where it would be shown twice',
    edits: [
      change(delivery, 'return forgets(adapter, since, now)\n', 'return false\n'),
      change(claiming, 'row.doubtfulSince !== null && forgets', 'row.doubtfulSince === now && forgets'),
    ],
  },
  {
    name: 'a start forgets what was being sent',
    edits: [
      change(
        delivery,
        "          yield* amend('outbox', keyOf(row), lost(adapter, row, now))\n",
        '          void lost(adapter, row, now)\n',
      ),
    ],
  },
  {
    name: 'the lease is not asked for before something is sent',
    edits: [
      change(delivery, '      if (gate && !(yield* gate.keep())) return null\n', '      void gate\n'),
      change(delivery, 'return this.#gates?.get(adapter)?.isOpen ?? true', 'return true'),
    ],
  },
  {
    name: 'a reply that has to wait does not hold back those after it',
    edits: [change(claiming, ' || held.has(chatKey(row))', '')],
  },
  {
    name: 'who has an account back does not look what another left',
    edits: [
      change('src/jobs/gateway.ts', 'this.#lease.isHeld && this.#lease.term === this.#term', 'this.#lease.isHeld'),
    ],
    tests: ['test/jobs/gateway.test.ts'],
  },
  {
    name: 'the emergency number waits until it is its turn',
    edits: [change(speak, 'turn: content.urgent ? URGENT : moment.now,', 'turn: moment.now,')],
    tests: ['test/conversations/danger-alarm.test.ts'],
  },
  {
    name: 'what is urgent waits for what its own conversation wrote before',
    edits: [
      change(
        claiming,
        "const isUrgent = ({ turn }: Row<'outbox'>): boolean => turn === URGENT",
        "const isUrgent = ({ turn }: Row<'outbox'>): boolean => turn === URGENT - 1",
      ),
    ],
    tests: ['test/jobs/outbox.test.ts'],
  },
  {
    name: 'what its platform has forgotten is sent again',
    edits: [change(claiming, 'row.doubtfulSince !== null && forgets', 'row.doubtfulSince === now && forgets')],
    tests: ['test/jobs/outbox.test.ts'],
  },
  {
    name: 'what is oldest is said first also within a conversation',
    edits: [change(claiming, 'yield* inOrder(turns, turns.length < limit)', 'turns')],
    tests: ['test/jobs/outbox.test.ts'],
  },
  {
    name: 'results that could not be stored are forgotten',
    edits: [
      change(delivery, '        this.#settled.set(adapter, [...all, ...(this.#settled.get(adapter) ?? [])])\n', ''),
    ],
  },
  {
    name: 'a claim whose answer was lost is forgotten',
    edits: [change(delivery, '    this.#unsure.add(adapter)\n', '')],
  },
  {
    name: 'a SQLite file that is opened again is no longer synced',
    edits: [
      change(sqlite, "  sqlite.pragma('synchronous = FULL')\n", ''),
      change(sqlite, "sqlite.pragma('synchronous', { simple: true }) !== 2 ||", 'false ||'),
    ],
    tests: ['test/store/open.test.ts'],
  },
  {
    name: 'what was remembered of a transaction survives that it was taken back',
    edits: [
      change(
        'src/store/memory.ts',
        'const known = this.#forget(communityId)\n    return',
        'const known = this.#known.get(communityId)\n    return',
      ),
    ],
    tests: ['test/store/unit.test.ts'],
  },
  {
    name: 'an answer that comes after the close is counted',
    edits: [change('src/core/consult/poll.ts', "  status !== 'open' || at >= closesAt\n", "  status !== 'open'\n")],
  },
]
