import { giveToken } from '../app/access.ts'
import { list } from '../app/operations.ts'
import { lastMoment } from '../clock.ts'
import type { Config } from '../config.ts'
import { systemIds } from '../ids.ts'
import { openSqlite } from '../store/sqlite.ts'
import { Refusal } from './problem.ts'

/** Prints a console address or a staff code, good for one use, for the community that is named or the only one. */
export const giveAccess = async (kind: 'link' | 'code', db: string, config: Config, name: string | undefined): Promise<void> => {
  const store = openSqlite(db, { create: false })
  try {
    const all = await store.transact(() => list('communities'))
    const found = name === undefined ? all : all.filter((c) => c.name === name)
    const [community] = found
    if (!community || found.length > 1)
      throw new Refusal(all.length === 0 ? '还没有社区，请先导入住户名册。' : `请用 --community 说明是哪个社区：${all.map((c) => c.name).join('、')}`)
    const secret = kind === 'link' ? systemIds.secret() : systemIds.code()
    const now = Math.max(Date.now(), await store.transact(lastMoment))
    const minutes = await store.transact(() => giveToken(kind === 'link' ? 'link' : 'staff', secret, community.id, now))
    const base = config.url ?? `http://${config.host}:${config.port}`
    process.stdout.write(
      kind === 'link'
        ? `${base}/login?t=${secret}\n（${minutes}分钟内打开，只能用一次）\n`
        : `${secret}\n（${minutes}分钟内有效，只能用一次：让他对机器人说“/验证 ${secret}”）\n`,
    )
  } finally {
    await store.close()
  }
}
