import type { Row } from '../app/model.ts'
import { list } from '../app/operations.ts'
import type { Store } from '../app/ports.ts'
import { Refusal } from './problem.ts'

type Community = Row<'communities'>

/** Those of that name or id; left out: all. */
export const called = (communities: readonly Community[], name: string | undefined): readonly Community[] =>
  name === undefined ? communities : communities.filter((one) => one.name === name || one.id === name)

export const namesOf = (communities: readonly Community[]): string => communities.map(({ name }) => name).join('、')

/** The community that is named, or the only one. */
export const theCommunity = async (store: Store, name: string | undefined): Promise<Community> => {
  const all = await store.transact(() => list('communities'))
  const [community, another] = called(all, name)
  if (community && !another) return community
  throw new Refusal(
    all.length === 0 ? '还没有社区，请先导入住户名册。' : `请用 --community 说明是哪个社区：${namesOf(all)}`,
  )
}
