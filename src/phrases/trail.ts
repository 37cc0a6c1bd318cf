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
