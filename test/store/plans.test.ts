import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { count, list, type Task } from '../../src/app/operations.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { file } from './folder.ts'

/*
 * SQLite keeps no numbers of ours and thinks that a community has ten rows: whatever it can choose, it must not go
 * through a whole community to find a few rows, or to have them in order.
 */
/** What SQLite says of the statement that a task has it prepare. */
const planOf = async (task: () => Task<unknown>): Promise<string> => {
  const path = file()
  const store = openSqlite(path)
  const { prepare } = Database.prototype
  const asked: string[] = []
  Database.prototype.prepare = function (this: Database.Database, sql: string) {
    asked.push(sql)
    return prepare.call(this, sql)
  } as typeof prepare
  try {
    await store.transact(task)
  } finally {
    Database.prototype.prepare = prepare
    await store.close()
  }
  const sql = asked.at(-1) ?? ''
  const db = new Database(path, { readonly: true })
  const values = Array.from(sql.matchAll(/\?/g), () => '["1"]')
  const steps = db.prepare<unknown[], { detail: string }>(`explain query plan ${sql}`).all(...values)
  db.close()
  return steps.map(({ detail }) => detail).join('\n')
}

describe('how SQLite finds a few rows among all of a community', () => {
  const communityId = 'c'
  const cases: readonly [string, () => Task<unknown>, RegExp][] = [
    [
      'a redelivery by its id',
      () => list('inbox', { communityId, adapter: 'a', account: 'b', extId: { in: ['1'] } }),
      /adapter=\? AND account=\? AND extId=\?/,
    ],
    [
      'the answers of some people to a poll by their names',
      () => list('ballots', { communityId, pollId: 1, memberId: { in: ['m'] } }),
      /communityId=\? AND memberId=\? AND pollId=\?/,
    ],
    [
      'the answers to a poll by the poll',
      () => list('ballots', { communityId, pollId: 1, reason: 'no-home' }, { order: 'id' }),
      /communityId=\? AND pollId=\?/,
    ],
    [
      'whether somebody has signed up by his name',
      () => list('signups', { communityId, memberId: 'm', status: 'in' }, { limit: 1 }),
      /communityId=\? AND memberId=\? AND status=\?/,
    ],
    [
      'a message of ours that is quoted by its id',
      () => list('outbox', { communityId, chatId: 1, nativeId: 'n' }, { limit: 1 }),
      /communityId=\? AND chatId=\? AND nativeId=\?/,
    ],
    [
      'what a chat has still to hear by its place, and without a sort',
      () => list('inbox', { communityId, chatId: 1, seq: { gt: 7 } }, { order: 'seq', limit: 50 }),
      /^SEARCH \w+ USING INDEX \w+ \(communityId=\? AND chatId=\? AND seq>\?\)$/,
    ],
    [
      'what an account has to send by its turn, sorting only what is of one moment',
      () => list('outbox', { adapter: 'a', account: 'b', status: 'pending' }, { order: 'turn', limit: 200 }),
      /^SEARCH outbox USING INDEX \w+_turn_index \(status=\? AND adapter=\? AND account=\?\)\nUSE TEMP B-TREE FOR LAST 2 TERMS/,
    ],
    [
      'how much a chat has to send before a message, by an index alone',
      () => count('outbox', { communityId, chatId: 1, status: 'pending', id: { lte: 7 } }),
      /COVERING INDEX \w+ \(communityId=\? AND chatId=\? AND status=\? AND id<\?\)$/,
    ],
  ]
  test.each(cases)('%s', async (_, task, plan) => {
    expect(await planOf(task)).toMatch(plan)
  })
})
