import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { Bot, session } from 'grammy'

const botInfo = {
  id: 1,
  is_bot: true,
  first_name: 'bot',
  username: 'bot',
  can_join_groups: true,
  can_read_all_group_messages: true,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
}

/** What Telegram would answer to every call: what is measured is the bot. */
const sent = (chat) => ({
  ok: true,
  result: { message_id: 1, date: 1, chat: { id: chat, type: 'supergroup' }, text: '' },
})

const update = ({ id, group, user, choice }) => ({
  update_id: id,
  message: {
    message_id: id,
    date: 1_772_330_400,
    chat: { id: -1000 - group, type: 'supergroup', title: '幸福里业主群' },
    from: { id: 1 + user, is_bot: false, first_name: '居民' },
    text: String(choice),
  },
})

const bot = () => {
  const made = new Bot('1:bench', { botInfo })
  made.api.config.use(async (_previous, _method, payload) => sent(payload.chat_id))
  return made
}

/** The idiom of grammY's documentation: the group's session, kept in memory. */
export const memory = async () => {
  const made = bot()
  const sessions = new Map()
  const storage = {
    read: (key) => sessions.get(key),
    write: (key, value) => void sessions.set(key, value),
    delete: (key) => void sessions.delete(key),
  }
  const getSessionKey = (c) => String(c.chat?.id)
  made.use(session({ getSessionKey, storage, initial: () => ({ votes: {} }) }))
  made.hears(/^[1-9]$/, async (c) => {
    c.session.votes[c.from.id] = Number(c.match[0])
    await c.reply('已记录')
  })
  return {
    vote: (one) => made.handleUpdate(update(one)),
    choices: async () =>
      [...sessions].flatMap(([chat, { votes }]) =>
        Object.entries(votes).map(([user, choice]) => ({
          group: -1000 - Number(chat),
          user: Number(user) - 1,
          choice,
        })),
      ),
    close: async () => {},
  }
}

/** A table of votes beside it, synced at every vote. */
export const sqlite = async (folder, { fresh }) => {
  const file = join(folder, 'grammy.db')
  if (fresh) for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.exec(
    'create table if not exists votes (poll integer, member integer, choice integer, primary key (poll, member)) without rowid',
  )
  const upsert = db.prepare(
    'insert into votes values (?, ?, ?) on conflict (poll, member) do update set choice = excluded.choice',
  )
  const made = bot()
  made.hears(/^[1-9]$/, async (c) => {
    upsert.run(c.chat.id, c.from.id, Number(c.match[0]))
    await c.reply('已记录')
  })
  return {
    vote: (one) => made.handleUpdate(update(one)),
    choices: async () =>
      db
        .prepare('select poll, member, choice from votes')
        .all()
        .map(({ poll, member, choice }) => ({ group: -1000 - poll, user: member - 1, choice })),
    close: async () => void db.close(),
  }
}
