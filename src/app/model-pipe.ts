import type { EventData } from '../core/kernel/trail.ts'
import { id, int, json, maybe, text, type TableModel } from './columns.ts'
import type { Content } from './content.ts'
import type { Incoming, TimerKind } from './incoming.ts'

/** The tables that carry a message through: what came in, in which order, what goes out, and what it left behind. */
export const pipe = {
  /** Of each community the row that is held by whoever changes anything of it. */
  heads: {
    columns: {
      communityId: text(),
      /** How often it was changed: what a process remembers of it is right as long as this is. */
      version: int(),
      /** The last id given to one of its rows. */
      lastId: int(),
      /** The last event of its audit trail: how many there are, and the hash that covers them all. */
      events: int(),
      hash: text(),
    },
    key: ['communityId'],
  },
  /** A conversation on a platform, and whose it is. `kind` outlet: we write there and hear nothing; system: a community's own timers. */
  chats: {
    columns: {
      id: id(),
      communityId: text(),
      adapter: text(),
      account: text(),
      epoch: text(),
      nativeId: text(),
      kind: text<'group' | 'direct' | 'outlet' | 'system'>(),
      name: text(),
      /** Null for a group that is not bound yet: there the bot is silent except to staff. */
      groupId: maybe(text()),
      memberId: maybe(text()),
    },
    unique: [['adapter', 'account', 'epoch', 'kind', 'nativeId']],
    index: [
      ['communityId', 'groupId'],
      ['communityId', 'memberId'],
    ],
  },
  /** The order of a chat's messages: the last seq given to an inbox row, the last one handled, the last one emptied. */
  lanes: {
    columns: { communityId: text(), chatId: int(), seq: int(), cursor: int(), emptied: int() },
    key: ['communityId', 'chatId'],
  },
  /** Something that may happen only once, under its own key: a notice, a refusal of the day. */
  marks: { columns: { communityId: text(), key: text(), at: int() }, key: ['communityId', 'key'] },
  /** How much the bot said in a group on a day (outside polls and sign-ups). */
  speech: {
    columns: { communityId: text(), groupId: text(), day: text(), count: int() },
    key: ['communityId', 'groupId', 'day'],
  },
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
  /** What came in. An external id is unique in the chat's community: the same message always comes from the same chat. */
  inbox: {
    columns: {
      communityId: text(),
      chatId: int(),
      seq: int(),
      adapter: text(),
      account: text(),
      /** The platform's event id, or a timer's occurrence key. */
      extId: text(),
      kind: text<Incoming['kind']>(),
      payload: json<Incoming['payload']>(),
      sentAt: int(),
      receivedAt: int(),
      memberId: maybe(text()),
      /** An `Outcome`, `event` or `parked`; for a timer: its kind. Null: not handled yet. */
      outcome: maybe(text()),
      attempts: int(),
      error: maybe(text()),
    },
    key: ['communityId', 'chatId', 'seq'],
    unique: [['communityId', 'adapter', 'account', 'extId']],
  },
  outbox: {
    columns: {
      communityId: text(),
      id: id(),
      key: text(),
      chatId: int(),
      /** Through whose gateway it goes. */
      adapter: maybe(text()),
      account: maybe(text()),
      payload: json<Content>(),
      /** `held`: for a chat of an older login, until it is found again. */
      status: text<'pending' | 'held' | 'sending' | 'sent' | 'unknown' | 'rejected'>(),
      attempts: int(),
      notBefore: int(),
      createdAt: int(),
      /** Whose turn it is among all that its account has to say: who wrote first, and before all of them what is urgent. */
      turn: int(),
      /** When it was sent first of those times of which nobody knows yet whether it arrived. */
      doubtfulSince: maybe(int()),
      settledAt: maybe(int()),
      nativeId: maybe(text()),
    },
    key: ['communityId', 'id'],
    unique: [['communityId', 'key']],
    index: [
      ['status', 'adapter', 'account', 'turn'],
      ['communityId', 'chatId', 'status', 'id'],
      ['communityId', 'chatId', 'nativeId'],
    ],
  },
  timers: {
    columns: {
      key: text(),
      communityId: text(),
      /** Whose order it joins; null: the community's own. */
      groupId: maybe(text()),
      kind: text<TimerKind>(),
      subject: int(),
      dueAt: int(),
      firedAt: maybe(int()),
    },
    key: ['communityId', 'key'],
    index: [
      ['firedAt', 'dueAt'],
      ['communityId', 'kind', 'subject'],
    ],
  },
  /** What only one process may do at a time: be an account's gateway, pump the timers. `until` by the database's clock. */
  leases: {
    columns: {
      name: text(),
      holder: text(),
      until: int(),
      health: text<'ok' | 'degraded' | 'needs-login' | 'down'>(),
      /** What somebody must scan with the phone before the account can be used. Leases are in no copy or export. */
      scan: maybe(json<{ readonly text: string; readonly official: boolean }>()),
    },
    key: ['name'],
  },
  /** The audit trail: who did what, when, from which message. Only ever added to; each event's hash covers all before it. */
  events: {
    columns: {
      communityId: text(),
      seq: int(),
      at: int(),
      type: text(),
      actor: text(),
      messageId: maybe(text()),
      subject: text(),
      data: json<EventData>(),
      /** What the hash covers of `data`: a digest of it with the salt, so that it can be erased and not be guessed. */
      digest: text(),
      /** Null: what was personal in `data` has been erased, and the salt with it. */
      salt: maybe(text()),
      hash: text(),
    },
    key: ['communityId', 'seq'],
    index: [
      ['communityId', 'subject'],
      ['communityId', 'type'],
    ],
  },
} satisfies Readonly<Record<string, TableModel>>
