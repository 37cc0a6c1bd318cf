import type { Row } from '../../app/model.ts'
import { list, type Task } from '../../app/operations.ts'

/** A resident who had his information deleted has no name any more. */
export const FORGOTTEN = '（已删除信息）'

/** What each member of a community is called, by id. */
export function* memberNames(communityId: string): Task<Map<string, string>> {
  const members = yield* list('members', { communityId })
  return new Map(members.map(({ id, name, forgottenAt }) => [id, forgottenAt === null ? name : FORGOTTEN]))
}

/** The groups of a community, by id. */
export function* groupsById(communityId: string): Task<Map<string, Row<'groups'>>> {
  return new Map((yield* list('groups', { communityId })).map((group) => [group.id, group]))
}

/** An account of ours on a platform through which a community is heard. */
export const accountKey = ({ adapter, account }: { readonly adapter: string; readonly account: string }): string =>
  `${adapter} ${account}`

export interface Reach {
  /** Chats of groups, by id: the community's own, and, where it is the only one here, those bound to nobody yet. */
  readonly chats: ReadonlyMap<number, Row<'chats'>>
  /** `accountKey`s. Null: all, because no other community is here. */
  readonly accounts: ReadonlySet<string> | null
}

/** Which chats and accounts a community may know of: those it is heard through, and no other community's. */
export function* reachOf(communityId: string): Task<Reach> {
  const alone = (yield* list('communities', {}, { limit: 2 })).length === 1
  const all = [...(yield* list('chats', { kind: 'group' })), ...(yield* list('chats', { kind: 'outlet' }))]
  const own = all.filter((chat) => (chat.groupId === null ? alone : chat.communityId === communityId))
  return {
    chats: new Map(own.map((chat) => [chat.id, chat])),
    accounts: alone ? null : new Set(own.map(accountKey)),
  }
}

/** Spans that a community's accounts could not see, the latest first. */
export function* gapsOf(reach: Reach, since: number): Task<readonly Row<'gaps'>[]> {
  const gaps = yield* list('gaps', { to: { gt: since } }, { order: 'from', desc: true })
  return gaps.filter((gap) => reach.accounts === null || reach.accounts.has(accountKey(gap)))
}
