import { momentText } from '../core/kernel/calendar.ts'

/** To staff: a message could not be handled and waits for a person. Never its words: they may be private. */
export const parkedText = (group: string | null, at: number, timezone: string): string =>
  `${group === null ? '有一条私聊消息' : `“${group}”里有一条消息`}（${momentText(at, at, timezone)}）我没处理成，请到后台“今天”里看一下。`
