import { join } from 'node:path'
import Database from 'better-sqlite3'
import { GROUPS, vote } from './votes.mjs'

const SCHEMA = `
  create table inbox (id integer primary key, groupId text not null, seq integer not null, extId text not null unique, payload text not null);
  create table votes (groupId text not null, memberId text not null, choice text not null, primary key (groupId, memberId)) without rowid;
  create table outbox (id integer primary key, key text not null unique, groupId text not null, payload text not null);
`

/**
 * The bare three statements of a vote, nothing else: what better-sqlite3 and this disk can do at most. Votes per second,
 * `batch` of them in one commit, SQLite FULL.
 */
export const core = (folder, votes, batch) => {
  const db = new Database(join(folder, `core-${batch}-${performance.now()}.db`))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(SCHEMA)
  const inbox = db.prepare(
    'insert into inbox (groupId, seq, extId, payload) values (?, ?, ?, ?) on conflict do nothing',
  )
  const ballot = db.prepare('insert into votes values (?, ?, ?) on conflict do update set choice = excluded.choice')
  const outbox = db.prepare('insert into outbox (key, groupId, payload) values (?, ?, ?)')
  const commit = db.transaction((from, to) => {
    for (let i = from; i < to; i += 1) {
      const message = vote(i)
      const group = message.chat.id
      inbox.run(group, Math.floor(i / GROUPS), message.nativeMsgId, JSON.stringify(message))
      ballot.run(group, message.sender.id, message.text)
      outbox.run(`bench:${message.nativeMsgId}/1`, group, `{"text":"${message.text}"}`)
    }
  }).immediate
  const began = performance.now()
  for (let from = 0; from < votes; from += batch) commit(from, Math.min(votes, from + batch))
  const seconds = (performance.now() - began) / 1000
  db.close()
  return votes / seconds
}
