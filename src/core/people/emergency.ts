import { HOUR, MINUTE } from '../kernel/calendar.ts'

/**
 * Numbers to call when life is in danger, in mainland China, with their sources. As of 2026-11.
 * - 110, 119, 120: 工业和信息化部《电信网编号计划》, nationwide, free of charge.
 * - fire, collapse, and people trapped: 《消防法》(2021) art. 37 and 44: 国家综合性消防救援队 also rescues from accidents. Where the
 *   stairs are full of smoke one stays behind the door: 小火快跑，大火关门 (央视新闻 2025-11-26).
 * - gas: 《城镇燃气管理条例》(2016) art. 40: tell the gas firm and the fire service. The firm's own number is local. 120 for
 *   whoever breathed it.
 * - fall, ledge, lost, and unanswered: 公安部《110接处警工作规则》(2003) art. 29: the police help at once where somebody drowns,
 *   falls or means to die, is lost, or is in distress and alone; 119 for whoever has to be reached, as above.
 * - water: 119 and 120, as above. Nobody goes in after him: 教育部's 防溺水六不, 不熟悉水性的不擅自下水施救.
 * - electric: 95598, 供电服务热线 of 国家电网 and 南方电网, nationwide. Eight metres from a wire that is down: GB 26860-2011.
 * - violence: 《反家庭暴力法》(2016) art. 13 and 15: the police come at once, and the residents' committee and the women's
 *   federation help. 12338: 全国妇联's one number nationwide for the rights of women and children, in office hours.
 * - 12356: 国家卫生健康委 2024-12-25, one psychological aid line nationwide since 2025-05-01, at least 18 hours a day.
 */
export const EMERGENCY_NUMBERS = {
  fire: ['119'],
  gas: ['119', '120'],
  collapse: ['119', '120'],
  trapped: ['119'],
  medical: ['120'],
  electric: ['120', '95598'],
  fall: ['120', '110'],
  ledge: ['110', '119'],
  water: ['119', '120'],
  unanswered: ['110', '119', '120'],
  lost: ['110'],
  crime: ['110', '120'],
  violence: ['110', '120', '12338'],
  'self-harm': ['12356', '120', '110'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type Peril = keyof typeof EMERGENCY_NUMBERS

const UNSPOKEN: ReadonlySet<Peril> = new Set(['self-harm', 'violence'])

/** What no group hears from us, however sure it is: whoever says it is answered in private. */
export const isUnspoken = (danger: Peril): boolean => UNSPOKEN.has(danger)

/** One person's cries about one danger are answered once in this time; staff hear every one. */
export const ALARM_PAUSE = 10 * MINUTE

/** What is heard later than this after it was said, because the bot was away, goes to staff only: the cry is over. */
export const ALARM_LIFE = HOUR
