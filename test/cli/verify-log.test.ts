import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { addCommunity } from '../../src/app/setup.ts'
import { append } from '../../src/app/trail.ts'
import { isPostgres, openStore } from '../../src/store/open.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { file } from '../store/folder.ts'
import { KINDS, type Kind } from '../support/disk.ts'
import { startServer } from '../support/postgres.ts'

const CLI = join(import.meta.dirname, '../../dist/cli.js')
const verify = (db: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'verify-log', '--db', db], { encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

/** A server as the program wants it, for those tests that run on both stores. */
const found = await startServer({ durable: true })
afterAll(async () => {
  if (!('missing' in found)) await found.stop()
})
const emptyOf = async (kind: Kind): Promise<string> => {
  if (kind === 'sqlite') return file()
  if ('missing' in found) throw new Error(found.missing)
  return await found.database()
}

/** Two communities of three events each. */
const written = async (kind: Kind = 'sqlite'): Promise<string> => {
  const name = await emptyOf(kind)
  const store = await openStore(name, { tables: 'upgrade' })
  for (const id of ['c1', 'c2']) {
    const community = { id, name: id, timezone: 'Asia/Shanghai', demo: false }
    await store.transact(() => addCommunity(community, id === 'c1' ? 1 : 2))
    for (const at of [1, 2, 3]) {
      const event = { at, type: 'poll.answered', actor: `u${at}`, messageId: `m${at}`, subject: 'poll:1', data: { at } }
      await store.transact(() => append(id, event))
    }
  }
  await store.close()
  return name
}

/** What somebody does to the file behind our back. */
const tamper = (name: string, sql: string): string => {
  const db = new Database(name)
  db.exec(sql)
  db.close()
  return name
}

/** The same, to whichever database. */
const tamperWith = async (name: string, sql: string): Promise<string> => {
  if (!isPostgres(name)) return tamper(name, sql)
  const client = new pg.Client(name)
  await client.connect()
  await client.query(sql).finally(() => client.end())
  return name
}

describe.for(KINDS)('on %s', (kind) => {
  test('a log that nobody touched is sound', async ({ skip }) => {
    if (kind === 'postgres' && 'missing' in found) return skip(found.missing)
    expect(verify(await written(kind))).toEqual({ status: 0, said: '事件记录完好，共6条。\n' })
  })

  test.for([
    [`update events set actor = 'u9' where "communityId" = 'c2' and seq = 2`, '社区 c2 的第2条被改过'],
    [`update events set data = '{"at":7}' where "communityId" = 'c1' and seq = 1`, '社区 c1 的第1条被改过'],
    [`delete from events where "communityId" = 'c1' and seq = 2`, '社区 c1 的第2条不见了'],
    [`delete from events where "communityId" = 'c2' and seq = 3`, '社区 c2 的第3条不见了'],
    [
      `insert into events ("communityId", seq, at, type, actor, "messageId", subject, data, digest, salt, hash) select "communityId", 4, at, type, 'u9', "messageId", subject, data, digest, salt, hash from events where "communityId" = 'c1' and seq = 3`,
      '社区 c1 的第4条是后来塞进去的',
    ],
  ] as const)('the first wrong event is named: %s', async ([sql, sentence], { skip }) => {
    if (kind === 'postgres' && 'missing' in found) return skip(found.missing)
    const { status, said } = verify(await tamperWith(await written(kind), sql))
    expect(status).toBe(1)
    expect(said).toContain(sentence)
    expect(said.trimEnd().split('\n')).toHaveLength(1)
  })
})

describe('where the end of a trail was taken away', () => {
  const gone = 'delete from heads'

  test.each([
    ['it is missed, and nothing is written', `${gone}`, '社区 c1 的第3条被改过'],
    ['it is missed where it was only emptied', `update heads set events = 0, hash = ''`, '社区 c1 的第3条被改过'],
    ['so is what was cut off', `delete from events where seq = 3; ${gone}`, '社区 c1 的第2条被改过'],
  ])('%s', async (_, sql, sentence) => {
    const name = tamper(await written(), sql)
    for (const time of ['at once', 'and again'])
      expect([time, verify(name)]).toMatchObject([time, { status: 1, said: expect.stringContaining(sentence) }])
  })

  test('what is added later does not hide it', async () => {
    const name = tamper(await written(), `update heads set events = 0, hash = '' where "communityId" = 'c1'`)
    const store = openSqlite(name)
    const event = { at: 4, type: 'poll.closed', actor: 'wugong', messageId: null, subject: 'poll:1', data: {} }
    await store.transact(() => append('c1', event))
    await store.close()
    expect(verify(name)).toMatchObject({ status: 1, said: expect.stringContaining('社区 c1 的第4条被改过') })
  })

  test('events whose community is gone are missed', async () => {
    const name = tamper(await written(), `pragma foreign_keys = off; delete from communities where id = 'c2'`)
    expect(verify(name)).toMatchObject({ status: 1, said: expect.stringContaining('有3条记录，它们的社区不见了') })
  })
})

test('a row that cannot be read is named', async () => {
  const name = tamper(await written(), `update events set data = 'not json' where "communityId" = 'c2' and seq = 2`)
  const { status, said } = verify(name)
  expect(status).toBe(1)
  expect(said).toContain('事件记录 {"communityId":"c2","seq":2}')
  expect(said.trimEnd().split('\n')).toHaveLength(1)
})

describe('ballots', () => {
  const AFTER = '2026-03-01T18:02:00+08:00'
  /** Two answer a poll that everybody may follow and one that is anonymous. `closed`: their time has come, and a third comes too late. */
  const polled = ({ closed }: { readonly closed: boolean }): string => {
    const says = (id: string, who: string, text: string) => ({
      ...{ type: 'message', id, group: 'g0', from: { id: who, name: who }, text },
      at: `2026-03-01T09:0${id.slice(1)}:00+08:00`,
    })
    const lines = [
      { type: 'community', name: '幸福里社区', timezone: 'Asia/Shanghai' },
      { type: 'group', id: 'g0', name: '幸福里大群', scope: { kind: 'community' } },
      { type: 'member', id: 's1', name: '王主任', roles: ['staff'] },
      says('m1', 's1', '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：今天18:00'),
      says('m2', 'u1', '1'),
      says('m3', 'u2', '2'),
      says('m4', 's1', '/投票 选哪家物业\n1 甲家\n2 乙家\n匿名\n截止：今天18:00'),
      says('m5', 'u1', '甲家'),
      says('m6', 'u2', '乙家'),
      ...(closed
        ? [
            { type: 'time', at: '2026-03-01T18:01:00+08:00' },
            { ...says('m7', 'u3', '甲家'), at: AFTER },
          ]
        : []),
    ]
    const name = file()
    writeFileSync(`${name}.jsonl`, lines.map((line) => JSON.stringify(line)).join('\n'))
    const env = { PATH: process.env.PATH }
    const args = [CLI, 'replay', `${name}.jsonl`, '--db', name]
    const replayed = spawnSync(process.execPath, args, { encoding: 'utf8', env })
    expect(replayed.stderr).toBe('')
    return name
  }
  const OPEN = `(select id from polls where number = 1)`
  const SECRET = `(select id from polls where number = 2)`

  test.each([
    [false, 4],
    [true, 5],
  ])('that nobody touched are sound; the polls have closed: %s', (closed, ballots) => {
    const { status, said } = verify(polled({ closed }))
    expect(said).toMatch(new RegExp(`事件记录完好[\\s\\S]*票也对得上，共${ballots}张。\n$`))
    expect(status).toBe(0)
  })

  test.each([
    ['another choice', `update ballots set choice = '[2]' where "messageId" = 'm2'`, '征集1号，消息 m2 的那张票选的'],
    ['a ballot gone', `delete from ballots where "messageId" = 'm3'`, '征集1号，消息 m3 的那张票不见了'],
    [
      'a ballot that nobody cast',
      `insert into ballots select "communityId", 9999, "pollId", 'u9', home, choice, at, 'm9', counted, reason from ballots where "messageId" = 'm2'`,
      '征集1号，消息 m9 的那张票记录里没有',
    ],
    ['a secret ballot gone', `delete from ballots where "messageId" = 'm6'`, '征集2号，消息 m6 的那张票不见了'],
    [
      'answers that mean something else',
      `update polls set options = '["不装","装"]' where number = 1`,
      '征集1号，和发起时',
    ],
    [
      'a poll gone',
      `delete from ballots where "pollId" = ${OPEN}; delete from polls where number = 1`,
      '征集1号，不见了',
    ],
  ])('the first that differs is named: %s', (_, sql, sentence) => {
    const { status, said } = verify(tamper(polled({ closed: false }), sql))
    expect(said).toContain(sentence)
    expect(said.trimEnd().split('\n')).toHaveLength(1)
    expect(status).toBe(1)
  })

  test.each([
    ['a ballot counts no more', `update ballots set counted = 0 where "messageId" = 'm2'`, '征集1号，算进去的票'],
    [
      'a secret ballot says something else',
      `update ballots set choice = '[1]' where "messageId" = 'm6'`,
      '征集2号，算进去的票',
    ],
  ])('after the close they add up to the result that was announced: %s', (_, sql, sentence) => {
    expect(verify(tamper(polled({ closed: true }), sql)).said).toContain(sentence)
  })

  test('one that came after the close and counts all the same is named', () => {
    const late = `update ballots set counted = 1, reason = null where "messageId" = 'm7'`
    expect(verify(tamper(polled({ closed: true }), late)).said).toContain('征集2号，消息 m7 的那张票截止以后才回')
  })

  test('what a trail that promised silence cannot tell before the close is not claimed', () => {
    const other = `update ballots set choice = '[1]' where "messageId" = 'm6' and "pollId" = ${SECRET}`
    expect(verify(tamper(polled({ closed: false }), other)).status).toBe(0)
  })
})
