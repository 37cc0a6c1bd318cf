import { makeLink, makeStaffCode, staffOf } from '../app/sign-in.ts'
import { programTime } from '../clock.ts'
import type { Config } from '../config.ts'
import { systemIds } from '../ids.ts'
import { servedAt } from '../store/file.ts'
import { isPostgres, openStore, withStore } from '../store/open.ts'
import { theCommunity } from './community.ts'
import { Refusal } from './problem.ts'

/** Prints a console address or a staff code, good for one use, for the community that is named or the only one. */
export const giveAccess = async (
  kind: 'link' | 'code',
  db: string,
  config: Config,
  { community: name, person }: { readonly community: string | undefined; readonly person: string | undefined },
): Promise<void> => {
  await withStore(openStore(db), async (store) => {
    const community = await theCommunity(store, name)
    const now = await store.transact(() => programTime(Date.now()))
    const grant = { communityId: community.id, memberId: null, role: 'staff' }
    if (kind === 'link') {
      const secret = systemIds.secret()
      await store.transact(() => makeLink(grant, secret, now))
      const base = (isPostgres(db) ? null : servedAt(db)) ?? config.url ?? `http://${config.host}:${config.port}`
      const guessed = isPostgres(db) && config.url === null
      const elsewhere = guessed ? '后台不在这个地址的，把前面换成它的，或者设 WUGONG_URL。' : ''
      process.stdout.write(`${base}/login?t=${secret}\n（10分钟内打开，只能用一次）${elsewhere}\n`)
      return
    }
    const staff = person === undefined ? [] : await store.transact(() => staffOf(community.id))
    const known = staff.filter((member) => member.name === person)
    if (person !== undefined && known.length !== 1)
      throw new Refusal(`工作人员里${known.length === 0 ? '没有' : '不止一个'}“${person}”。新来的人不用写名字。`)
    const to = { role: 'staff', memberId: known[0]?.id ?? null }
    // The same six digits may still be out for somebody else: draw others.
    for (;;) {
      const code = systemIds.code()
      if (!(await store.transact(() => makeStaffCode({ community, member: null, role: 'staff' }, to, code, now))))
        continue
      process.stdout.write(`${code}\n（30分钟内有效，只能用一次：让他对机器人说“/验证 ${code}”）\n`)
      return
    }
  })
}
