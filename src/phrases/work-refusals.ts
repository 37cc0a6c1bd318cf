import { CALL, OFFICE } from '../chat/address.ts'
import type { Rejection } from '../core/kernel/rejection.ts'

const REFUSED: Readonly<Record<string, (data: Rejection['data']) => string>> = {
  'work.no-group': () => '招工请在居民群里发，大家才看得到。',
  'work.no-title': () => '招什么工没写。第一行写上要做的活，再发一次。',
  'work.too-long': () => '字太多了。活写一句话，地点和要求各写几句，再发一次。',
  'work.no-shift': () => '还没写哪天几点、要几个人。补上再发一次。',
  'work.too-many-shifts': ({ most }) => `一次最多${most}班，请分成几条发。`,
  'work.end-before-start': ({ label }) => `${label}结束的时间要晚于开始，改一下再发。`,
  'work.past-shift': ({ label }) => `${label}的时间已经过了，改一下再发。`,
  'work.bad-places': ({ label, most }) => `${label}的人数要在1到${most}之间，改一下再发。`,
  'work.bad-pay': () => '报酬不对，像这样写：“报酬：120元/天”或“报酬：20元/小时”。',
  'work.posted-already': ({ number }) => `这个已经发过了，是招工${number}号，正在报名。`,
  'work.unknown': ({ number }) => `没有招工${number}号，看看号码写对了没有。`,
  'work.none': () => '现在没有在招的活。',
  'work.which': ({ name, numbers }) => `在招的有${numbers}，请带上号数，比如：${name}`,
  'work.closed': ({ number }) => `招工${number}号已经停止报名了。`,
  'work.cancelled': ({ number }) => `招工${number}号已经取消了。`,
  'work.open': ({ number }) => `招工${number}号正在报名，不用重开。`,
  'work.begun': ({ number }) => `招工${number}号都开工了，报不了了。`,
  'work.no-reason': ({ number }) => `为什么取消，请写一句，比如：/取消招工 ${number} 下雨`,
  'work.over': ({ number }) => `招工${number}号已经做完了，不用取消。`,
  'change.closed': ({ number }) => `招工${number}号已经停招了，要改先发：/重开招工 ${number}`,
  'change.nothing': ({ number }) => `招工${number}号本来就是这样，没有要改的。`,
  'change.which-shift': ({ number, labels }) =>
    `招工${number}号有好几班：${labels}。前面写上是哪班，比如：下午 人数：3`,
  'change.unknown-shift': ({ label, labels }) => `没有“${label}”这一班，只有：${labels}。`,
  'change.begun': ({ label }) => `${label}这一班已经开始了，改不了。`,
  'change.too-few-places': ({ label, taken }) => `${label}已经报上${taken}人，人数不能比这少。`,
  'signup.unknown': ({ number }) => `没有第${number}个报名请求，${CALL}回“/名单”可以看。`,
  'removal.unknown': ({ who, number }) => `招工${number}号名单上没有“${who}”。回“/名单 ${number}”，照上面的名字写。`,
  'removal.begun': ({ who }) => `${who}那一班已经开始了，名单留着，好核对。`,
  'removal.requested': ({ who, number }) => `${who}还没确认，不用移出。回“/名单 ${number}”看第几个，再发“/不确认”。`,
  'signup.withdrawn': () => '这个报名请求已经取消了。',
  'signup.confirmed-already': ({ status, position }) =>
    status === 'in' ? `已经确认过了，报上了，第${position}个。` : `已经确认过了，排第${position}个等着。`,
  'signup.begun': () => '这一班已经开始了，报不了了。',
  'signup.overlap': () => '这个人同一时间已经报了别的班，请先问清楚要哪一班。',
  'signoff.none': () => '您现在没有报名，不用取消。',
  'signoff.other-shift': () => '您没有报这一班，不用取消。',
  'shift.several': () => `您报了不止一班。哪班不来，${CALL}回“取消报名”加哪一班。`,
  'signoff.begun': () => `这一班已经开始了。来不了，请直接告诉${OFFICE}。`,
}

/** One clear sentence about a refusal. */
export const refusedWorkText = ({ rejected, data }: Rejection): string =>
  REFUSED[rejected]?.(data) ?? `这个现在办不了，请问问${OFFICE}。`
