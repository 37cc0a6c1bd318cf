import { CALL, OFFICE, whereMentioned } from '../chat/address.ts'
import type { Rejection } from '../core/kernel/rejection.ts'
import { type HomeNumber, homeText } from '../core/people/home.ts'

/** Whom people of a community go to. A 新村 is mostly an estate of a town. */
export const officeText = (community: string): string =>
  /(?:^|[^新])村(?:委会)?$/.test(community) ? '村委会' : '居委会'

/** Who runs the bot, as people say it: 幸福里社区居委会, 李家湾村委会. */
const committeeName = (community: string): string => {
  const name = community.slice(0, 30)
  if (/委会$/.test(name)) return name
  return name.endsWith('村') && officeText(name) === '村委会' ? `${name}委会` : `${name}居委会`
}

/**
 * The first message in a group: who runs it, what is kept and how long, which words work (《个人信息保护法》 art. 17). At most
 * 200 characters. `handlers/retention.ts` keeps the promise of 90 days.
 */
export const noticeText = (communityName: string): string =>
  `大家好，我是五共，${committeeName(communityName)}用我来听大家的事、回大家的话。有事${CALL}说“建议：……”。` +
  '我记的是：您的建议、投票、报名和群名片上的门牌；聊天原话只留90天，不外传。' +
  `随时可以${CALL}说“查我的信息”“删除我的信息”“帮助”。${whereMentioned('在这个群里，不@我的话我听不到。')}`

export const helpText = (): string =>
  [
    `您好，您可以这样说${whereMentioned('（在群里要先@我）')}：`,
    '建议：……（提一件事；不想公开就私下发给我）',
    '我的建议（看办到哪了）',
    '撤回12、补充12 ……、12号没好',
    '投票：回选项的数字，想改再回一次，想撤回说“不投了”',
    '报名、取消报名、帮502张阿姨报名',
    '我是3-2-501（告诉我门牌）',
    '查我的信息、删除我的信息',
  ].join('\n')

export const staffHelpText = (): string =>
  [
    '工作人员可以发：',
    '/受理 12　/转办 12 城管 3天',
    '/办结 12 已换新灯　/答复 12 ……（也算办完）',
    '/重开 12（发错了、没办完）',
    '/合并 12 9　/拆开 9　/相似 12　/分类 12 环境卫生',
    '/候选（像诉求、我没搭话的）、/收下 3、/不收 3',
    '/记录（引用一条消息）',
    '/投票、/未答 3、/结束 3、/重开征集 3、/取消征集 3 写错了',
    '/招工、/名单 3、/确认报名 3 2、/不确认 3 2、/移出 3 张三',
    '/停招 3、/重开招工 3',
    '/改招工 3（下面写改什么）、/取消招工 3 下雨改期',
    '/接龙 标题、/统计接龙（引用一条接龙）、/结束接龙 2',
    '/核实 3-2-501 张三　/地名 老槐树 幸福路',
    '/绑定 3栋（在群里发）',
    '/日报、/后台、/知道了（险情回访过了）',
  ].join('\n')

/**
 * To one person in private: what he said is beyond us. `passed`: staff will read it. `first`: what he is more likely to
 * need than any other word, such as how to answer a poll; null: nothing.
 */
export const notUnderstoodText = (passed: boolean, first: string | null): string => {
  // Who tells that his wife has died need not hear that nobody understood it; who meant to vote must.
  if (passed)
    return first === null
      ? '这句转给工作人员看了。想提事就说“建议：……”。'
      : `这句我没听明白，转给工作人员看了。${first}`
  return `这句我没听明白。${first ?? '能说什么，回“帮助”看看。'}要找人，请找${OFFICE}。`
}
export const whichDoorText = (): string => '我还不知道您住哪一户，回门牌号就行，如“3-2-501”。'
/** The same, where he was told today already what can be said, for this and what he goes on to say. */
export const passedOnText = (): string => '这句也转给工作人员看了。您接着说，我都转过去。'
/** He said so much today that the rest stays here. */
export const passedEnoughText = (): string => `今天您说的几句都转给工作人员了，再有事请直接找${OFFICE}。`
export const cannotHearText = (): string => `语音和图片我看不懂，请您打字说。要找人，请找${OFFICE}。`

export const helpSentText = (): string => '怎么用，单独发您了。'
/** In a group, to whoever waits for an answer that cannot be given there. */
export const unreachedText = (): string =>
  '有回话我私下发不过去。等我回话的，请加我好友、私下跟我说句话，以后就能收到。'
/** In a group, to a member of staff. */
export const notSentText = (): string => '这个只能私下发您，可是发不过去。请加我好友、私下跟我说句话，再发一次。'
export const sentPrivatelyText = (): string => '这件事我单独跟您说了。'
export const askCommitteeText = (): string => `这件事不在群里说，我又没法私下找到您，请问${OFFICE}。`

/** 1、2 as 1栋、2栋. */
const each = (known: unknown, unit: string): string =>
  String(known ?? '')
    .split('、')
    .map((one) => `${one}${unit}`)
    .join('、')

const ROLES: Readonly<Record<string, string>> = {
  staff: '社区工作者',
  committee: '居委会',
  grid: '网格员',
  party: '党员',
  capable: '能人',
  owner: '业主',
  resident: '居民',
}
export const roleText = (role: string): string => ROLES[role] ?? role

/** Everything kept about the one who asks, and nobody else. */
export const myInfoText = (info: {
  readonly name: string
  readonly homes: readonly { readonly home: string; readonly verified: boolean }[]
  readonly roles: readonly string[]
  readonly cards: readonly string[]
  readonly messages: number
  readonly suggestions: readonly number[]
  readonly answers: number
  /** Answers to polls that are still open, in words. */
  readonly open: readonly string[]
  readonly signups: number
}): string =>
  [
    '我这里记着您的：',
    `名字：${info.name === '' ? '没有记' : info.name}`,
    `门牌：${info.homes.length === 0 ? '没有记' : info.homes.map((h) => `${h.home}（${h.verified ? '已核实' : '您说的，没核实'}）`).join('、')}`,
    ...(info.cards.length === 0 ? [] : [`群名片：${info.cards.join('、')}`]),
    ...(info.roles.length === 0 ? [] : [`身份：${info.roles.map(roleText).join('、')}`]),
    `说过的话：${info.messages}条，原话留90天`,
    `建议：${info.suggestions.length === 0 ? '没有' : `${info.suggestions.length}条（${info.suggestions.map((n) => `${n}号`).join('、')}）`}`,
    `投票：${info.answers}次${info.open.length === 0 ? '' : `（${info.open.join('；')}）`}　报名：${info.signups}次`,
    `门牌写错了就说“我是3-2-501”。想删掉说“删除我的信息”。`,
  ].join('\n')

const payFirstText = (worked: readonly string[]): string =>
  worked.length === 0 ? '' : `您干过的活（${worked.join('、')}）名单上也没有您了，工钱没结的先找${OFFICE}结清再删。`

/** `worked`: what he was at lately and may not have been paid for. */
export const confirmDeleteText = (worked: readonly string[]): string =>
  `要删掉我这里您的名字、门牌、群名片和说过的原话吗？没办完的建议会撤回，报的名会取消，删了找不回来。在群里提过的建议，内容还留着，不写是谁提的。${payFirstText(worked)}确定就回“确认删除”。`

/** How somebody of before a new login is known again. */
const sayInGroupText = (): string =>
  `请先在您的小区群里${whereMentioned('@我')}说句话，群名片写着门牌我就认得，再来说一遍“删除我的信息”；还不行请找${OFFICE}`
/** To somebody who may be known from before a new login, of which we cannot tell what is his. */
export const confirmDeleteSinceText = (worked: readonly string[]): string =>
  `我换过一次登录，还认不出您，现在只能删换号以后记下的。以前的也要删，${sayInGroupText()}。${payFirstText(worked)}只删换号以后的，就回“确认删除”，删了找不回来。`
export const deletedSinceText = (): string =>
  `换号以后记下的您的名字、门牌、群名片和原话，删好了。换号以前的我认不出哪些是您的，没有删；要删，${sayInGroupText()}。`
export const exactWordsText = (): string => '删了就找不回来了。真要删，请您回这四个字：确认删除。不删就回“不删”。'
export const deletedText = (): string =>
  '删好了：名字、门牌、群名片和原话都没有了。群里提过的建议只剩内容，结束的投票里只剩一个数，看不出是您。别人自己的话里提到您的，还在他们那里，满90天清掉。您以后再说话，就当新认识。'
export const keptInfoText = (): string => '好，没删。'
export const askDeleteFirstText = (): string => `要删除您的信息，请先在这里跟我说“删除我的信息”。`

/** `counted`: answers that waited for the home and count now. */
export const homeNotedText = (home: string, counted: number): string =>
  `记下了，您住${home}。${counted > 0 ? COUNTED_NOW : ''}`
const COUNTED_NOW = '您刚才的回答算进去了。'
/** As many homes as one glance takes in. */
const HOMES_NAMED = 6

/** In private, to whom named a home that the register has several times, or not at all. `homes`: those it may be. */
export const whichHomeText = (unsure: {
  readonly said: string
  readonly known: boolean
  readonly homes: readonly HomeNumber[]
}): string => {
  const { said, known, homes } = unsure
  const named = homes.slice(0, HOMES_NAMED).map(homeText)
  if (!known && named.length === 0) return `没有找到${said}，门牌是不是写错了？`
  if (!known) return `没有找到${said}，是${named.join('，还是')}吗？是就回“是”。`
  const more = homes.length > HOMES_NAMED ? `有${homes.length}户` : `有${named.join('、')}`
  return `${said}${more}，您住哪一户？回门牌号就行，如“${named[0] ?? '3-2-501'}”。`
}
/** `counted`: answers that waited for this and count now. */
export const homeVerifiedText = (home: string, counted: number): string =>
  `您的门牌${home}核实好了。${counted > 0 ? COUNTED_NOW : ''}`
export const staffVerifiedText = (home: string, told: boolean): string =>
  `${home}核实好了，${told ? '已告诉本人' : '没能私下告诉本人，请您转告'}。`

/** `known`: for whom the code was made, where that was somebody we knew. Whoever got it by mistake is to say so. */
export const roleGrantedText = (role: string, known: string | null): string =>
  known === null
    ? `好了，您现在是${roleText(role)}。说“帮助”看能发什么。`
    : `好了，您就是${roleText(role)}${known}。不是您本人，请马上告诉${OFFICE}。说“帮助”看能发什么。`
export const consoleText = (address: string): string =>
  `点这里进后台，10分钟内有效，只能用一次，别转给别人：\n${address}`

/** 3栋, 3栋2单元, 居委会 */
export const scopeText = (scope: {
  readonly kind: string
  readonly building: string | null
  readonly unit: string | null
}): string => {
  if (scope.building !== null) return `${scope.building}栋${scope.unit === null ? '' : `${scope.unit}单元`}`
  if (scope.kind === 'committee') return '居委会'
  return scope.kind === 'staff' ? '工作人员' : '全社区'
}

export const boundText = (scope: string): string => `好，这个群现在是“${scope}”的群。`
/** A group gets another scope. `polls`, `works`: how many are open in it. */
export const changedScopeText = (
  scope: string,
  before: string,
  open: { readonly polls: number; readonly works: number },
): string => {
  const going = [...(open.polls > 0 ? [`征集${open.polls}个`] : []), ...(open.works > 0 ? [`招工${open.works}个`] : [])]
  return `好，这个群从“${before}”的群改成“${scope}”的群了。${going.length === 0 ? '' : `没完的${going.join('、')}照原来的办完。`}改错了就发 /绑定 ${before}。`
}
export const boundAlreadyText = (scope: string): string => `这个群已经是“${scope}”的群了。`
export const reboundText = (scope: string): string => `好，认出来了，这是原来“${scope}”的群，没办完的事接着办。`
export const takenOverText = (scope: string): string => `好，这个群接着原来“${scope}”的群，没办完的事接着办。`
/** To staff who bind a group, where an earlier one of the same homes cannot be written to any more. `name`: of that one. */
export const whetherAgainText = (scope: string, name: string): string =>
  `“${scope}”原来有个群“${name}”，我已经进不去了。这个群接着它用，就在这个群里发 /绑定 ${scope} 接过来；两个群是两回事，发 /绑定 ${scope} 新群。`
export const bindFirstText = (): string => '这个群还没绑定。先发 /绑定 3栋、/绑定 全社区，或 /绑定 居委会。'

/** One sentence for what was refused, saying what does work. */
export const peopleRefusal = ({ rejected, data }: Rejection): string => {
  switch (rejected) {
    case 'home.unknown':
      return `没有找到${data.home}，门牌是不是写错了？`
    case 'home.verified':
      return `您的门牌${data.home}是核实过的。搬家了或者不对，请找${OFFICE}改。`
    case 'home.verified-already':
      return `${data.home}已经核实过了。`
    case 'person.not-found':
      return `没有找到说自己住${data.home}的这个人。请引用他说的一条消息，再发 /核实 ${data.home}。`
    case 'person.several':
      return `说自己住${data.home}、叫这个名字的有${data.count}个人，分不清。请引用他说的一条消息，再发 /核实 ${data.home}。`
    case 'person.quote-unknown':
      return '引用的这条我没有看到，或者不是居民说的话。请引用他本人的一条消息。'
    case 'scope.no-building':
      return `没有${data.building}栋，登记的有：${each(data.known, '栋')}。`
    case 'scope.no-unit':
      return data.known === ''
        ? `${data.building}栋没有分单元，发 /绑定 ${data.building}栋 就行。`
        : `${data.building}栋没有${data.unit}单元，登记的有：${each(data.known, '单元')}。`
    case 'scope.still-there':
      return `“${data.name}”我还进得去，没有接过来。这个群要另算一个，就在群里发 /绑定 ${data.scope} 新群。`
    case 'scope.private':
      return '要绑定哪个群，就在那个群里发，比如 /绑定 3栋。'
    case 'code.wrong':
      return '这个码不对，或者已经用过、过期了。请在后台重新拿一个。'
    case 'code.too-many':
      return `今天试得太多了，明天再试，或者找${OFFICE}。`
    default:
      return `这件事没办成，说“帮助”有例子。`
  }
}

/** To somebody who writes in private after everybody's id changed: we do not guess who he is. */
export const strangerText = (): string =>
  `我换过一次登录，还认不出您。请先在您的小区群里${whereMentioned('@我')}说句话，我就知道是您了，再来跟我说。工作人员请说“/验证 六位数”。`

/** To somebody who writes in private and of whom nobody knows where he lives. */
export const unplacedText = (): string =>
  `我还不知道您是哪个小区的。请先在您的小区群里${whereMentioned('@我')}说句话，我就知道了，再来跟我说。`

/** In a group, to somebody whose words are not noted there. Not why: where else he lives is his own affair. */
export const outsiderText = (): string => `您在这里说的，我没法替您记。要提事、投票、报名，请直接跟${OFFICE}说。`

export const placesText = (names: readonly string[]): string =>
  `记住了：${names.join('、')}。以后有人说到，就知道在哪里。`
