import { momentText } from './moments.ts'

/** To staff: a message could not be handled and waits for a person. Never its words: they may be private. */
export const parkedText = (group: string | null, at: number, timezone: string): string =>
  `${group === null ? '有一条私聊消息' : `“${group}”里有一条消息`}（${momentText(at, at, timezone)}）我没处理成，请到后台“今天”里看一下。`

const DUE: Readonly<Record<string, string>> = {
  digest: '发日报',
  'poll-close': '结束征集',
  'poll-tally': '报征集进展',
  'poll-homes': '在群里说门牌怎么写',
  'work-reminder': '提醒报名的人',
  scrub: '清掉旧消息',
}

/** What was due, for staff. */
export const dueText = (kind: string): string => DUE[kind] ?? '做一件事'

/** To staff: what was due at an hour has not been done, and nobody will unless they do. */
export const missedText = (kind: string, at: number, now: number, timezone: string): string =>
  `${momentText(at, now, timezone)}该${dueText(kind)}，我没做成，请到后台“今天”里看一下。`
