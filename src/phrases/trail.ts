import type { PollFault } from '../core/consult/recount.ts'
import type { TrailFault } from '../core/kernel/trail.ts'

const WRONG: Readonly<Record<TrailFault['reason'], string>> = {
  altered: '被改过',
  dropped: '不见了',
  inserted: '是后来塞进去的',
}

const WHAT_TO_DO = '先别动这个数据库，留一份备份，再和以前的备份对一对。'

/** For operators: where an audit trail is first wrong, and what to do. */
export const brokenTrailText = ({ community, seq, reason }: TrailFault & { readonly community: string }): string =>
  `事件记录对不上：社区 ${community} 的第${seq}条${WRONG[reason]}。${WHAT_TO_DO}`

/** For operators: events whose community is gone. */
export const strayEventsText = (strays: number): string =>
  `事件记录对不上：有${strays}条记录，它们的社区不见了。${WHAT_TO_DO}`

/** For operators: a row that cannot be read, of the audit trail or of another table. */
export const unreadableRowText = (table: string, key: string): string =>
  `数据库里有一行读不出来，内容坏了或者被人改过：${table === 'events' ? '事件记录' : `表 ${table}`} ${key}。${WHAT_TO_DO}`

export const soundTrailText = (events: number): string => `事件记录完好，共${events}条。`

const DIFFERS: Readonly<Record<PollFault['reason'], string>> = {
  terms: '和发起时记下的不一样',
  choice: '选的和记下的不一样',
  inserted: '记录里没有',
  dropped: '不见了',
  late: '截止以后才回，却算进去了',
  sum: '算进去的票，和截止时公布的结果对不上',
}

/** For operators: the first poll or ballot that is not as the audit trail has it. */
export const brokenPollText = ({
  community,
  poll,
  message,
  reason,
}: PollFault & { readonly community: string }): string => {
  const what = message === null ? '' : `消息 ${message} 的那张票`
  return `票和事件记录对不上：社区 ${community} 的征集${poll}号，${what}${DIFFERS[reason]}。${WHAT_TO_DO}`
}

export const soundPollsText = (ballots: number): string => `票也对得上，共${ballots}张。`
