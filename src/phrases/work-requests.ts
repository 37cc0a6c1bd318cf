import { maskNumbers } from '../core/kernel/mask.ts'
import { type Spot, spotText, type WorkWords, workText } from './work.ts'

/* What becomes of a place that somebody asked for in another's name. */

/** Staff turned down what he asked for, or the shift begins and nobody has confirmed it. */
export const unconfirmedText = (spot: Spot, who: string): string =>
  `您帮${maskNumbers(who)}报的${spotText(spot)}，社区没有确认，没算报上。`

/** To staff who turn a request down. Not for whom: that may have been said to us alone. `told`: whoever asked hears it. */
export const declinedText = (spot: Spot, told: boolean): string =>
  `好，${spotText(spot)}的这个请求不确认了。${told ? '帮报的人，我单独告诉了。' : '帮报的人我通知不到，请告诉一声。'}`

/** To staff: `others`, for whom he had asked, stay on the list, and nobody here can tell them anything now. */
export const askerForgottenText = (work: WorkWords, others: readonly string[]): string => {
  const who = [...new Set(others)].join('、')
  return `帮${who}报${workText(work)}的人删了自己的信息。名单里还有${who}，以后有变动我通知不到，请直接告诉本人。`
}
