import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { alone, find, list, type Task } from '../app/operations.ts'
import type { Store } from '../app/ports.ts'
import { applyRegister, compareRegister } from '../app/register.ts'
import { addCommunity } from '../app/setup.ts'
import { programTime } from '../clock.ts'
import { isTimezone } from '../core/kernel/calendar.ts'
import { readRegister, registerRefused } from '../core/people/register.ts'
import { differenceText, registerRejectionText } from '../phrases/register.ts'
import { tableProblemText } from '../phrases/tables.ts'
import { openStore, withStore } from '../store/open.ts'
import { TableError } from '../tabular/problem.ts'
import { readTable } from '../tabular/read.ts'
import { called, namesOf } from './community.ts'
import { Refusal } from './problem.ts'

export interface ImportOptions {
  /** Name of the community; needed where there is none or more than one. */
  readonly community: string | undefined
  readonly timezone: string
  /** Write the changes of a second import, which is otherwise only shown. */
  readonly apply: boolean
  /** Make a community beside those that are there. A name that is only mistyped makes none. */
  readonly new: boolean
}

/**
 * Reads a register of homes from CSV or xlsx: refused whole where a line is bad. The first import is written at once;
 * a later one shows what it would change and waits for `--apply`.
 */
export const importHouseholds = async (db: string, file: string, options: ImportOptions): Promise<void> => {
  const next = await readHomes(file)
  await withStore(openStore(db, { tables: 'make' }), async (store) => {
    const now = await store.transact(() => programTime(Date.now()))
    const communityId = await communityOf(store, options, now)
    const difference = await store.transact(() => compareRegister(communityId, next))
    const first = difference.changed.length + difference.removed.length + difference.same === 0
    const nothing = difference.write.length === 0
    process.stdout.write(`${differenceText(difference)}\n`)
    if (nothing) return
    if (!first && !options.apply) {
      process.stdout.write('还没有改。看过没问题，再运行一次，后面加上 --apply。\n')
      return
    }
    const apply = () =>
      alone(communityId, function* (): Task<boolean> {
        // It may have been moved to another database since it was looked for.
        if (!(yield* find('communities', { id: communityId }))) return false
        yield* applyRegister(communityId, difference, now)
        return true
      })
    if (!(await store.transact(apply)))
      throw new Refusal('这个社区刚刚被搬走了，名册没有导入。请在新的数据库里再运行一次。')
    process.stdout.write(first ? `名册建好了，共${difference.added.length}户。\n` : '改好了。\n')
  })
}

const readHomes = async (file: string) => {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch {
    throw new Refusal(`文件打不开：${file}`)
  }
  try {
    const read = readRegister((await readTable({ name: basename(file), bytes })).rows)
    if (registerRefused(read))
      throw new Refusal(`名册没有导入，请改好再来：\n${read.map(registerRejectionText).join('\n')}`)
    return read
  } catch (error) {
    if (error instanceof TableError) throw new Refusal(`名册没有导入。${tableProblemText(error)}`)
    throw error
  }
}

const communityOf = async (store: Store, options: ImportOptions, now: number): Promise<string> => {
  const { timezone } = options
  const community = options.community?.trim()
  if (community === '') throw new Refusal('--community 后面是空的，请写上社区的名字。', true)
  const known = await store.transact(() => list('communities'))
  const found = called(known, community)
  if (found.length === 1 && found[0]) return found[0].id
  if (found.length > 1) throw new Refusal(`有${found.length}个社区，请用 --community 说明是哪一个：${namesOf(known)}`)
  if (community === undefined) throw new Refusal('还没有社区，请用 --community 起个名字，例如 --community 幸福里社区')
  const others = known.filter(({ demo }) => !demo)
  if (others.length > 0 && !options.new)
    throw new Refusal(
      `没有“${community}”这个社区，有的是：${namesOf(others)}。名字写错了请改好；真要另建一个，再运行一次，后面加上 --new。`,
    )
  if (!isTimezone(timezone)) throw new Refusal(`没有这个时区：${timezone}`, true)
  return (await store.transact(() => addCommunity({ id: community, name: community, timezone, demo: false }, now))).id
}
