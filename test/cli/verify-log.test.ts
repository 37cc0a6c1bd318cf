import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { addCommunity } from '../../src/app/setup.ts'
import { append } from '../../src/app/trail.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { file } from '../store/folder.ts'

const CLI = join(import.meta.dirname, '../../dist/cli.js')
const verify = (db: string) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'verify-log', '--db', db], { encoding: 'utf8' })
  return { status, said: stdout + stderr }
}

/** Two communities of three events each. */
const written = async (): Promise<string> => {
  const name = file()
  const store = openSqlite(name)
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

test('a log that nobody touched is sound', async () => {
  expect(verify(await written())).toEqual({ status: 0, said: '事件记录完好，共6条。\n' })
})

test.each([
  [`update events set actor = 'u9' where "communityId" = 'c2' and seq = 2`, '社区 c2 的第2条被改过'],
  [`update events set data = '{"at":7}' where "communityId" = 'c1' and seq = 1`, '社区 c1 的第1条被改过'],
  [`delete from events where "communityId" = 'c1' and seq = 2`, '社区 c1 的第2条不见了'],
  [`delete from events where "communityId" = 'c2' and seq = 3`, '社区 c2 的第3条不见了'],
  [
    `insert into events select "communityId", 4, at, type, 'u9', "messageId", subject, data, digest, salt, hash from events where "communityId" = 'c1' and seq = 3`,
    '社区 c1 的第4条是后来塞进去的',
  ],
])('the first wrong event is named: %s', async (sql, sentence) => {
  const { status, said } = verify(tamper(await written(), sql))
  expect(status).toBe(1)
  expect(said).toContain(sentence)
  expect(said.trimEnd().split('\n')).toHaveLength(1)
})
