import type { PollFault } from '../core/consult/recount.ts'
import type { TrailFault } from '../core/kernel/trail.ts'

const WRONG: Readonly<Record<TrailFault['reason'], string>> = {
  altered: '被改过',
  dropped: '不见了',
  inserted: '是后来塞进去的',
}

/** For operators: where an audit trail is first wrong, and what to do. */
export const brokenTrailText = ({ community, seq, reason }: TrailFault & { readonly community: string }): string =>
  `事件记录对不上：社区 ${community} 的第${seq}条${WRONG[reason]}。先别动这个数据库，留一份备份，再和以前的备份对一对。`

export const soundTrailText = (events: number): string => `事件记录完好，共${events}条。`

const DIFFERS: Readonly<Record<PollFault['reason'], string>> = {
  terms: '和发起时记下的不一样',
  choice: '选的和记下的不一样',
  inserted: '记录里没有',
  dropped: '不见了',
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
  return `票和事件记录对不上：社区 ${community} 的征集${poll}号，${what}${DIFFERS[reason]}。先别动这个数据库，留一份备份，再和以前的备份对一对。`
}

export const soundPollsText = (ballots: number): string => `票也对得上，共${ballots}张。`
