import { OFFICE } from '../chat/address.ts'
import { maskNumbers } from '../core/kernel/mask.ts'
import { type Spot, spotText, type WorkWords, workText } from './work.ts'

/* What becomes of a place that somebody else asked for, or took away. */

/** Staff turned down what he asked for, or the shift begins and nobody has confirmed it. */
export const unconfirmedText = (spot: Spot, who: string): string =>
  `您帮${maskNumbers(who)}报的${spotText(spot)}，社区没有确认，没算报上。`

/** To staff who turn a request down. Not for whom: that may have been said to us alone. `told`: whoever asked hears it. */
export const declinedText = (spot: Spot, told: boolean): string =>
  `好，${spotText(spot)}的这个请求不确认了。${told ? '帮报的人，我单独告诉了。' : '帮报的人我通知不到，请告诉一声。'}`

/** To whoever had the place, or had asked for it: `who` null: it was his own. */
export const removedText = (spots: readonly Spot[], who: string | null): string =>
  `${who === null ? '您' : `您帮${maskNumbers(who)}`}报的${spots.map(spotText).join('、')}，${OFFICE}取消了。有疑问请找${OFFICE}。`

/** To staff, in private. `told`: whoever had asked for it hears it. */
export const removedForStaffText = (spots: readonly Spot[], who: string, told: boolean): string =>
  `好，${who}不在名单上了：${spots.map(spotText).join('、')}。${told ? '我单独告诉了。' : '我通知不到，请告诉一声。'}`

/** To staff, in private: several of that name are on the list. `each`: how each is written. */
export const whichOfThemText = (number: number, who: string, each: readonly string[]): string =>
  [`名单上有${each.length}个“${who}”，是哪一个？`, ...each.map((one) => `/移出 ${number} ${one}`)].join('\n')

/** To staff: `others`, for whom he had asked, stay on the list, and nobody here can tell them anything now. */
export const askerForgottenText = (work: WorkWords, others: readonly string[]): string => {
  const who = [...new Set(others)].join('、')
  return `帮${who}报${workText(work)}的人删了自己的信息。名单里还有${who}，以后有变动我通知不到，请直接告诉本人。`
}
