/**
 * Every table, written once: the row types come from here, and `store` builds its drizzle tables from the same list.
 * Only types that behave alike on SQLite and PostgreSQL: text, integers (instants in ms), JSON and flags as both keep them.
 */

interface Column<T> {
  readonly type: 'text' | 'int' | 'json' | 'flag' | 'id'
  readonly nullable: boolean
  /** Never set: carries the row's type. */
  readonly row?: T
}

const text = <T extends string = string>(): Column<T> => ({ type: 'text', nullable: false })
const int = (): Column<number> => ({ type: 'int', nullable: false })
const json = <T>(): Column<T> => ({ type: 'json', nullable: false })
const flag = (): Column<boolean> => ({ type: 'flag', nullable: false })
/** Given by the database, ascending. */
const id = (): Column<number> => ({ type: 'id', nullable: false })
const maybe = <T>(column: Column<T>): Column<T | null> => ({ type: column.type, nullable: true })

export interface TableModel {
  readonly columns: Readonly<Record<string, Column<unknown>>>
  readonly key?: readonly string[]
  readonly unique?: readonly (readonly string[])[]
  readonly index?: readonly (readonly string[])[]
}

export const model = {
  communities: {
    columns: {
      id: text(),
      name: text(),
      timezone: text(),
      /** Days a suggestion may wait when nobody said otherwise. */
      dueDays: int(),
      /** The seeded demonstration, removable in one step. */
      demo: flag(),
      createdAt: int(),
    },
    key: ['id'],
  },
  groups: {
    columns: {
      id: text(),
      communityId: text(),
      name: text(),
      scope: text<'community' | 'building' | 'unit' | 'committee' | 'staff'>(),
      building: maybe(text()),
      unit: maybe(text()),
      /** Where it is reached now; changes when the platform gives it a new id. */
      chatId: int(),
      createdAt: int(),
    },
    key: ['id'],
    index: [['communityId']],
  },
  /** A conversation on a platform: the lane in which messages are ordered. `kind` outlet: we write there and hear nothing; system: a community's own timers. */
  chats: {
    columns: {
      id: id(),
      adapter: text(),
      account: text(),
      epoch: text(),
      nativeId: text(),
      kind: text<'group' | 'direct' | 'outlet' | 'system'>(),
      name: text(),
      /** Null for a group that is not bound yet: there the bot is silent except to staff. */
      groupId: maybe(text()),
      memberId: maybe(text()),
      /** The last seq given to an inbox row, and the last one handled. */
      seq: int(),
      cursor: int(),
    },
    unique: [['adapter', 'account', 'epoch', 'kind', 'nativeId']],
    index: [['groupId'], ['memberId']],
  },
  members: {
    columns: {
      id: text(),
      communityId: text(),
      name: text(),
      wantsDigest: flag(),
      createdAt: int(),
      /** Set when a resident had his information deleted: the row stays so that counts stay right, without his name. */
      forgottenAt: maybe(int()),
    },
    key: ['id'],
    index: [['communityId']],
  },
  identities: {
    columns: {
      id: id(),
      adapter: text(),
      account: text(),
      epoch: text(),
      nativeId: text(),
      memberId: text(),
    },
    unique: [['adapter', 'account', 'epoch', 'nativeId']],
    index: [['memberId']],
  },
  /** In which of our groups a person was heard, and under which card. */
  memberships: {
    columns: { memberId: text(), groupId: text(), card: text(), at: int() },
    key: ['memberId', 'groupId'],
    index: [['groupId']],
  },
  roles: {
    columns: { memberId: text(), role: text(), grantedAt: int(), grantedBy: text() },
    key: ['memberId', 'role'],
  },
  households: {
    columns: {
      id: id(),
      communityId: text(),
      home: text(),
      building: text(),
      unit: maybe(text()),
      room: text(),
      /** 0.01 m². */
      area: maybe(int()),
      areaSource: maybe(text()),
      owners: json<string[]>(),
      phones: json<string[]>(),
    },
    unique: [['communityId', 'home']],
  },
  /** Who lives where. `claimed` until staff or the register verify it. */
  residencies: {
    columns: {
      memberId: text(),
      communityId: text(),
      home: text(),
      status: text<'claimed' | 'verified'>(),
      source: text<'card' | 'said' | 'staff' | 'register'>(),
      at: int(),
    },
    key: ['memberId', 'home'],
    index: [['communityId', 'home']],
  },
  /** Secrets are kept as SHA-256. `staff`: proves a role in chat; `link`: opens the console once; `session`: an open one. */
  tokens: {
    columns: {
      hash: text(),
      kind: text<'staff' | 'link' | 'session'>(),
      communityId: text(),
      memberId: maybe(text()),
      role: text(),
      expiresAt: int(),
      usedAt: maybe(int()),
    },
    key: ['hash'],
  },
  suggestions: {
    columns: {
      id: id(),
      communityId: text(),
      number: int(),
      status: text<'received' | 'accepted' | 'handed' | 'done' | 'answered' | 'withdrawn'>(),
      text: text(),
      authorId: text(),
      home: maybe(text()),
      groupId: maybe(text()),
      private: flag(),
      category: text(),
      place: maybe(text()),
      /** The unit it was handed to. */
      unit: maybe(text()),
      createdAt: int(),
      dueAt: int(),
      /** When it was last closed, by 办结 or 答复. */
      closedAt: maybe(int()),
      outcome: maybe(text()),
      mergedInto: maybe(int()),
      messageId: maybe(text()),
    },
    unique: [['communityId', 'number']],
    index: [['authorId'], ['communityId', 'mergedInto']],
  },
  polls: {
    columns: {
      id: id(),
      communityId: text(),
      number: int(),
      groupId: text(),
      title: text(),
      options: json<string[]>(),
      anonymous: flag(),
      multiple: flag(),
      perHome: flag(),
      hidden: flag(),
      buildings: maybe(json<string[]>()),
      status: text<'open' | 'closed'>(),
      createdBy: text(),
      openedAt: int(),
      closesAt: int(),
      closedAt: maybe(int()),
    },
    unique: [['communityId', 'number']],
    index: [
      ['groupId', 'status'],
      ['communityId', 'status'],
    ],
  },
  /** Beside the poll, because it changes with every answer: how many came since the last tally was shown. */
  tallies: { columns: { pollId: int(), at: int(), unseen: int() }, key: ['pollId'] },
  /** Every answer ever given; of one voter the last one counts. */
  ballots: {
    columns: {
      id: id(),
      pollId: int(),
      memberId: text(),
      home: maybe(text()),
      choice: json<number[]>(),
      at: int(),
      messageId: text(),
      counted: flag(),
      /** Why it does not count: `changed`, `home-changed`, `no-home`, `outside`, `late`, `forgotten`, `withdrawn`. */
      reason: maybe(text()),
    },
    index: [
      ['pollId', 'counted'],
      ['pollId', 'memberId', 'counted'],
      ['pollId', 'home', 'counted'],
    ],
  },
  works: {
    columns: {
      id: id(),
      communityId: text(),
      number: int(),
      groupId: text(),
      title: text(),
      place: text(),
      requirements: text(),
      payFen: int(),
      payPer: text<'day' | 'hour'>(),
      status: text<'open' | 'closed' | 'cancelled'>(),
      createdBy: text(),
      createdAt: int(),
    },
    unique: [['communityId', 'number']],
    index: [
      ['groupId', 'status'],
      ['communityId', 'status'],
    ],
  },
  shifts: {
    columns: { id: id(), workId: int(), label: text(), start: int(), end: int(), places: int() },
    index: [['workId']],
  },
  signups: {
    columns: {
      id: id(),
      workId: int(),
      shiftId: int(),
      /** Who will come. For a request made for somebody else: who asked. */
      memberId: text(),
      home: maybe(text()),
      status: text<'in' | 'waiting' | 'requested' | 'cancelled'>(),
      /** The words a proxy used: "502张阿姨". Null: signed up himself. */
      onBehalfOf: maybe(text()),
      at: int(),
      messageId: text(),
    },
    index: [['shiftId', 'status'], ['workId'], ['memberId', 'status']],
  },
  digests: {
    columns: { id: id(), communityId: text(), groupId: maybe(text()), at: int(), text: text(), late: flag() },
    index: [['communityId', 'at']],
  },
  /** A question we asked one person in one chat. At most one is open. */
  questions: {
    columns: { chatId: int(), memberId: text(), question: json<object>(), messageId: text(), expiresAt: int() },
    key: ['chatId', 'memberId'],
  },
  /** Something that may happen only once, under its own key: a notice, a refusal of the day. */
  marks: { columns: { key: text(), at: int() }, key: ['key'] },
  /** How much the bot said in a group on a day (outside polls and sign-ups). */
  speech: { columns: { groupId: text(), day: text(), count: int() }, key: ['groupId', 'day'] },
  counters: { columns: { communityId: text(), name: text(), value: int() }, key: ['communityId', 'name'] },
  gaps: {
    columns: { id: id(), adapter: text(), account: text(), from: int(), to: int() },
    unique: [['adapter', 'account', 'from']],
  },
  /** Events of kinds that an adapter does not know, as they came. */
  unknownEvents: {
    columns: { id: id(), adapter: text(), account: text(), type: text(), raw: text(), at: int() },
    index: [['at']],
  },
  inbox: {
    columns: {
      id: id(),
      chatId: int(),
      seq: int(),
      adapter: text(),
      account: text(),
      /** The platform's event id, or a timer's occurrence key. */
      extId: text(),
      kind: text<'message' | 'timer'>(),
      payload: json<object>(),
      sentAt: int(),
      receivedAt: int(),
      memberId: maybe(text()),
      /** command answer suggestion asked chatter parked late duplicate; for a timer: its kind. Null: not handled yet. */
      outcome: maybe(text()),
      attempts: int(),
      error: maybe(text()),
    },
    unique: [
      ['adapter', 'account', 'extId'],
      ['chatId', 'seq'],
    ],
  },
  outbox: {
    columns: {
      id: id(),
      key: text(),
      chatId: int(),
      /** Through whose gateway it goes. */
      adapter: maybe(text()),
      account: maybe(text()),
      payload: json<object>(),
      status: text<'pending' | 'sending' | 'sent' | 'unknown' | 'rejected'>(),
      attempts: int(),
      notBefore: int(),
      createdAt: int(),
      settledAt: maybe(int()),
      nativeId: maybe(text()),
    },
    unique: [['key']],
    index: [
      ['status', 'adapter', 'account'],
      ['chatId', 'status'],
      ['chatId', 'nativeId'],
    ],
  },
  timers: {
    columns: {
      key: text(),
      communityId: text(),
      /** Whose order it joins; null: the community's own. */
      groupId: maybe(text()),
      kind: text(),
      subject: int(),
      dueAt: int(),
      firedAt: maybe(int()),
    },
    key: ['key'],
    index: [
      ['firedAt', 'dueAt'],
      ['kind', 'subject'],
    ],
  },
  /** What only one process may do at a time: be an account's gateway, pump the timers. `until` by the database's clock. */
  leases: {
    columns: { name: text(), holder: text(), until: int(), health: text<'ok' | 'degraded' | 'needs-login' | 'down'>() },
    key: ['name'],
  },
  /** The audit trail: who did what, when, from which message. Only ever added to. */
  events: {
    columns: {
      id: id(),
      communityId: text(),
      at: int(),
      type: text(),
      actor: text(),
      messageId: maybe(text()),
      subject: text(),
      data: json<object>(),
    },
    index: [
      ['communityId', 'subject'],
      ['communityId', 'type'],
    ],
  },
} satisfies Readonly<Record<string, TableModel>>

type Model = typeof model
export type Table = keyof Model
type Columns<T extends Table> = Model[T]['columns']
type Value<C> = C extends Column<infer V> ? V : never

export type Row<T extends Table> = { readonly [K in keyof Columns<T>]: Value<Columns<T>[K]> }

type Optional<T extends Table> = {
  [K in keyof Columns<T>]: null extends Value<Columns<T>[K]>
    ? K
    : K extends 'id'
      ? Row<T>[K] extends number
        ? K
        : never
      : never
}[keyof Columns<T>]

/** A row to insert: what may be null may be left out, and so may an id that the database gives. */
export type NewRow<T extends Table> = Omit<Row<T>, Optional<T>> & Partial<Pick<Row<T>, Optional<T>>>
