import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { table } from '../../dist/app/tables.js'
import { systemIds } from '../../dist/ids.js'
import { openPostgres } from '../../dist/store/postgres.js'
import { openSqlite } from '../../dist/store/sqlite.js'
import { openApp, settle } from './pipe.mjs'

const GROUPS = 20
/** People keep their platform's names, so that their votes can be found again. */
const ids = { ...systemIds, forNative: (_, { nativeId }) => nativeId }

/** 五共 behind the questions of `peers/peer.mjs`: a vote is acknowledged when `receive` has it on disk. */
export const onSqlite = (folder, { fresh }) => {
  const file = join(folder, 'wugong.db')
  if (fresh) for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
  return answering(openSqlite(file), fresh)
}

/** The same on an empty database, or on one that was left. */
export const onPostgres = async (url, { fresh }) => answering(await openPostgres(url), fresh)

const answering = async (store, fresh) => {
  const pipe = await openApp(store, { groups: fresh ? GROUPS : 0, perCommunity: GROUPS, ids })
  await pipe.app.sweep()
  return {
    vote: ({ id, group, user, choice }) =>
      pipe.app.receive({
        adapter: 'bench',
        account: 'bot',
        epoch: '',
        kind: 'msg',
        eventId: `e${id}`,
        nativeMsgId: `m${id}`,
        chat: { kind: 'group', id: `g${group}` },
        chatName: `幸福里${group}栋业主群`,
        sender: { id: `u${user}`, nick: '居民', card: `${user} 居民` },
        sentAt: Date.now(),
        text: String(choice),
        mentions: [],
        attachments: [],
        isSelf: false,
        late: false,
      }),
    choices: async () => {
      await settle(pipe)
      const groups = new Map((await pipe.app.run(() => table('polls'))).map(({ number, group }) => [number, group]))
      return (await pipe.app.run(() => table('ballots')))
        .filter(({ counted }) => counted)
        .map(({ poll, member, choice }) => ({
          group: Number(groups.get(poll).slice(1)),
          user: Number(member.slice(1)),
          choice: choice[0],
        }))
    },
    close: async () => {
      await settle(pipe)
      await store.close()
    },
  }
}
