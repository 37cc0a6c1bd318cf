import { maskNumbers } from '../core/kernel/mask.ts'
import { type Spot, spotText, type WorkWords, workText } from './work.ts'

/* What becomes of a place that somebody asked for in another's name. */

/** The shift begins, and nobody has confirmed what he asked for. */
export const unconfirmedText = (spot: Spot, who: string): string =>
  `您帮${maskNumbers(who)}报的${spotText(spot)}，社区没有确认，没算报上。`

/** To staff: `others`, for whom he had asked, stay on the list, and nobody here can tell them anything now. */
export const askerForgottenText = (work: WorkWords, others: readonly string[]): string => {
  const who = [...new Set(others)].join('、')
  return `帮${who}报${workText(work)}的人删了自己的信息。名单里还有${who}，以后有变动我通知不到，请直接告诉本人。`
}
