import type { AskedPlace, Tally, Uncounted } from '../core/consult/poll.ts'
import type { AreaSource } from '../core/people/register.ts'
import type { Question } from '../language/context.ts'
import type { When } from '../language/when/read.ts'
import { type Column, flag, id, int, json, maybe, type TableModel, text } from './columns.ts'
import type { Incoming } from './incoming.ts'
import { jielongTables } from './model-jielong.ts'
import { pipe } from './model-pipe.ts'
import { triage } from './model-triage.ts'

/**
 * Every table, written once: the row types come from here, and `store` builds its drizzle tables from the same list.
 */

/** Whose rows belong to no community yet: an unbound group's, a stranger's. No community has this id. */
export const NOBODY = ''

/**
 * Two kinds of tables. The directory (`DIRECTORY`) is read before one knows whose a message is, and seldom written. Every
 * other table leads its key with `communityId`, so that a cluster can keep each community whole on one of its machines.
 * What is unique there is unique in its community.
 */
export const model = {
  communities: {
    columns: {
      id: text(),
      name: text(),
      timezone: text(),
      /** Days a suggestion may wait when nobody said otherwise. */
      dueDays: int(),
      /** Minutes after 18:00 at which its digest goes out, so that an account with many keeps its rate. Null: none. */
      digestMinute: maybe(int()),
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
    key: ['communityId', 'id'],
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
    key: ['communityId', 'id'],
  },
  identities: {
    columns: {
      id: id(),
      adapter: text(),
      account: text(),
      epoch: text(),
      nativeId: text(),
      communityId: text(),
      memberId: text(),
    },
    unique: [['adapter', 'account', 'epoch', 'nativeId']],
    index: [['communityId', 'memberId']],
  },
  /** In which of our groups a person was heard, and under which card. */
  memberships: {
    columns: { communityId: text(), memberId: text(), groupId: text(), card: text(), at: int() },
    key: ['communityId', 'memberId', 'groupId'],
    index: [['communityId', 'groupId']],
  },
  /** How a group looked when it was last introduced: its topic, and traces of its members' names. */
  rosters: {
    columns: { communityId: text(), groupId: text(), topic: text(), people: json<string[]>(), at: int() },
    key: ['communityId', 'groupId'],
  },
  roles: {
    columns: { communityId: text(), memberId: text(), role: text(), grantedAt: int(), grantedBy: text() },
    key: ['communityId', 'memberId', 'role'],
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
      areaSource: maybe(text<AreaSource>()),
      owners: json<string[]>(),
      phones: json<string[]>(),
    },
    key: ['communityId', 'id'],
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
    key: ['communityId', 'memberId', 'home'],
    index: [['communityId', 'home']],
  },
  /**
   * Secrets are kept as SHA-256. `staff`: proves a role in chat; `group`: gives a lost group back to the chat it is said
   * in; `link`: opens the console once; `session`: an open one.
   */
  tokens: {
    columns: {
      hash: text(),
      kind: text<'staff' | 'group' | 'link' | 'session'>(),
      communityId: text(),
      groupId: maybe(text()),
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
      /** 建议 投诉 咨询 求助 举报 表扬, by its words. Null: from before kinds were told. */
      kind: maybe(text()),
      category: text(),
      place: maybe(text()),
      /** When it happens, as its words say. Null: they say nothing. */
      times: maybe(json<readonly When[]>()),
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
    key: ['communityId', 'id'],
    unique: [['communityId', 'number']],
    index: [
      ['communityId', 'authorId'],
      ['communityId', 'mergedInto'],
    ],
  },
  ...triage,
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
      /** For whom its group stood when it was opened. Null: from before that was kept. */
      place: maybe(json<Pick<AskedPlace, 'building' | 'unit'>>()),
      status: text<'open' | 'closed' | 'cancelled'>(),
      createdBy: text(),
      openedAt: int(),
      closesAt: int(),
      closedAt: maybe(int()),
    },
    key: ['communityId', 'id'],
    unique: [['communityId', 'number']],
    index: [
      ['communityId', 'groupId', 'status'],
      ['communityId', 'status'],
    ],
  },
  /** Beside the poll, because it changes with every answer: how many came since the last tally was shown. */
  tallies: {
    columns: {
      communityId: text(),
      pollId: int(),
      at: int(),
      unseen: int(),
      /** What the counted ballots add up to, kept so that they need not be read each time. Null: not added up yet. */
      sum: maybe(json<Tally>()),
      /** When the timer that shows them is due; null: none is set. */
      timerAt: maybe(int()),
    },
    key: ['communityId', 'pollId'],
  },
  /** Every answer ever given; of one voter the last one counts. */
  ballots: {
    columns: {
      communityId: text(),
      id: id(),
      pollId: int(),
      memberId: text(),
      home: maybe(text()),
      choice: json<number[]>(),
      at: int(),
      messageId: text(),
      counted: flag(),
      /** Why it does not count; null: it counts. */
      reason: maybe(text<Uncounted>()),
    },
    key: ['communityId', 'id'],
    index: [
      ['communityId', 'memberId', 'pollId'],
      ['communityId', 'pollId', 'home'],
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
    key: ['communityId', 'id'],
    unique: [['communityId', 'number']],
    index: [
      ['communityId', 'groupId', 'status'],
      ['communityId', 'status'],
    ],
  },
  shifts: {
    columns: { communityId: text(), id: id(), workId: int(), label: text(), start: int(), end: int(), places: int() },
    key: ['communityId', 'id'],
    index: [['communityId', 'workId']],
  },
  signups: {
    columns: {
      communityId: text(),
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
    key: ['communityId', 'id'],
    index: [
      ['communityId', 'shiftId', 'status'],
      ['communityId', 'workId'],
      ['communityId', 'memberId', 'status'],
    ],
  },
  ...jielongTables,
  /** Names that residents use for places, as staff gave them. */
  places: { columns: { communityId: text(), name: text(), at: int() }, key: ['communityId', 'name'] },
  digests: {
    columns: { id: id(), communityId: text(), groupId: maybe(text()), at: int(), text: text(), late: flag() },
    key: ['communityId', 'id'],
    index: [['communityId', 'at']],
  },
  /** A question we asked one person in one chat. At most one is open. */
  questions: {
    columns: {
      communityId: text(),
      chatId: int(),
      memberId: text(),
      question: json<Question>(),
      messageId: text(),
      expiresAt: int(),
    },
    key: ['communityId', 'chatId', 'memberId'],
  },
  ...pipe,
} satisfies Readonly<Record<string, TableModel>>

type Model = typeof model
export type Table = keyof Model

/** Tables that are read before one knows whose a message is. Every other table's rows are found within a community. */
const DIRECTORY = [
  'communities',
  'chats',
  'identities',
  'tokens',
  'gaps',
  'unknownEvents',
  'leases',
] as const satisfies Table[]
const directory: ReadonlySet<Table> = new Set(DIRECTORY)

/** Whether a table's rows are found within a community: all but the directory's. */
export const isOwned = (table: Table): boolean => !directory.has(table)

type Columns<T extends Table> = Model[T]['columns']
type Value<C> = C extends Column<infer V> ? V : never

type Cells<T extends Table> = { readonly [K in keyof Columns<T>]: Value<Columns<T>[K]> }

/** What came in tells by its kind what it carries. */
export type Row<T extends Table> = T extends 'inbox' ? Cells<T> & Incoming : Cells<T>

/** What somebody said, as it is stored. */
export type Heard = Extract<Row<'inbox'>, { readonly kind: 'message' }>

type Optional<T extends Table> = {
  [K in keyof Columns<T>]: null extends Value<Columns<T>[K]>
    ? K
    : K extends 'communityId'
      ? T extends (typeof DIRECTORY)[number]
        ? never
        : K
      : K extends 'id'
        ? Cells<T>[K] extends number
          ? K
          : never
        : never
}[keyof Columns<T>]

/** A row to insert: what may be null may be left out, and so may what the store gives: an id, and whose it is. */
export type NewRow<T extends Table> = Omit<Cells<T>, Optional<T>> & Partial<Pick<Cells<T>, Optional<T>>>
