import { rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(import.meta.url)
const { App, Logger } = require('koishi')
const plugin = (name) => {
  const found = require(name)
  return found.default ?? found
}

/** Koishi with its mock platform and its SQLite driver. */
export const sqlite = async (folder, { fresh }) => {
  const path = join(folder, 'koishi.db')
  if (fresh) rmSync(path, { force: true })
  Logger.levels.base = Logger.SILENT
  const app = new App()
  app.plugin(plugin('@koishijs/plugin-mock'))
  app.plugin(plugin('@minatojs/driver-sqlite'), { path })
  app.model.extend('vote', { id: 'string', poll: 'string', user: 'string', choice: 'unsigned' }, { primary: 'id' })
  app.middleware(async (session, next) => {
    if (!/^[1-9]$/.test(session.content)) return next()
    const { channelId: poll, userId: user } = session
    await app.database.upsert('vote', [{ id: `${poll}:${user}`, poll, user, choice: Number(session.content) }])
    return '已记录'
  })
  await app.start()
  const made = new Map()
  /** What is made once under a name, however many ask at once. */
  const once = (name, make) => {
    if (!made.has(name)) made.set(name, make())
    return made.get(name)
  }
  const clientOf = async (group, user) => {
    await once(`group ${group}`, () => app.mock.initChannel(`g${group}`).catch(() => {}))
    await once(`user ${user}`, () => app.mock.initUser(`u${user}`, 1).catch(() => {}))
    return once(`client ${group} ${user}`, () => app.mock.client(`u${user}`, `g${group}`))
  }
  return {
    vote: async ({ group, user, choice }) => (await clientOf(group, user)).receive(String(choice)),
    choices: async () =>
      (await app.database.get('vote', {})).map(({ poll, user, choice }) => ({
        group: Number(poll.slice(1)),
        user: Number(user.slice(1)),
        choice,
      })),
    // Its own stop fails in the mock platform; the process ends anyway.
    close: async () => {},
  }
}
