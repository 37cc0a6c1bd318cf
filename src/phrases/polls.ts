import { CALL, OFFICE, whereCalled } from '../chat/address.ts'
import type { Button, Card } from '../chat/card.ts'
import type { AskedPlace, Ballotable, Exclusion, MissingHomes, PollTerms, Tally } from '../core/consult/poll.ts'
import { momentText, spanText, untilText } from './moments.ts'
import { maskNumbers } from '../core/kernel/mask.ts'
import type { BarSpec } from '../core/kernel/picture.ts'
import type { Rejection } from '../core/kernel/rejection.ts'
import { closed } from './suggestions.ts'

/** A title inside another sentence, and what someone said repeated back, are cut to so many characters. */
const SHORT_TITLE = 12
const SHORT_QUOTE = 10
/** Option words up to this length stand in one line, longer ones each in their own. */
const SHORT_OPTION = 8
/** One phone screen of homes. */
const HOMES_SHOWN = 60

const NO_FORCE = '意见征集，不具表决效力'
/** After a question that names no way to answer it. */
const ANSWER_BACK = whereCalled('@我回就行。')

type Asked = PollTerms & { readonly number: number }

/** Where and when a text is read. */
export interface Reading {
  readonly now: number
  readonly timezone: string
}

/** The poll as the group sees it: one screen, one action, its legal weight said. */
export const pollCard = (poll: Asked, buttons: readonly Button[], { now, timezone }: Reading): Card => {
  const rules = [
    poll.buildings === null ? '' : `请${poll.buildings.map((b) => `${b}栋`).join('、')}的住户回答。`,
    poll.perHome ? '每户算一票，按后回的算。' : '',
    poll.anonymous ? '不记名，可以私下回我。' : '',
    poll.hidden ? '结果截止后公布。' : '',
  ].join('')
  const how = poll.multiple ? `${CALL}回数字就行，可以选几个，想改再回一次。` : `${CALL}回数字就行，想改再回一次。`
  return {
    title: `【征集意见】${poll.title}`,
    lines: rules === '' ? [] : [rules],
    buttons,
    footer: `${how}${untilText(poll.closesAt, now, timezone)}截止。只征集意见，不算表决。`,
  }
}

/** The same with the sum so far, where the card itself can be changed. */
export const pollCardWithSum = (poll: Asked, buttons: readonly Button[], sum: Tally, reading: Reading): Card => {
  const card = pollCard(poll, buttons, reading)
  return { ...card, lines: [...card.lines, tallyText(poll, sum, false, reading)] }
}

/** What is left of the card after the close: nothing to tap, and the result. */
export const closedPollCard = (poll: PollTerms, sum: Tally, missed = ''): Card => {
  const [, ...lines] = resultText(poll, sum, { missed }).split('\n')
  return { title: `【征集意见】${poll.title}`, lines: ['截止了。', ...lines], buttons: [] }
}

/** Instead of a poll that asked something wrong. */
export const cancelledPollCard = (poll: Pick<PollTerms, 'title'>, reason: string): Card => ({
  title: `【征集意见】${poll.title}`,
  lines: [`取消了：${reason}`],
  buttons: [],
})
export const cancelledPollText = (poll: Pick<Asked, 'title'>, reason: string): string =>
  `【征集意见】${poll.title}\n取消了：${reason}\n回过的都不算，不用再回。`
export const cancelledElsewhereText = (number: number, group: string): string =>
  `意见征集${number}号取消了，“${group}”里也说了。`

const voters = (poll: Pick<PollTerms, 'perHome'>): string => (poll.perHome ? '户' : '人')

/** 装8，不装3，都行1 */
const countsText = (options: readonly string[], { counts }: Tally): string =>
  options.map((option, i) => countText(option, counts[i] ?? 0)).join('，')

/** 装8, for a row of such; an option with a comma of its own stands in quotes. */
export const countText = (option: string, count: number): string =>
  /[,，、;；。]/.test(option) ? `“${option}”${count}` : `${option}${/\d/.test(option) ? '：' : ''}${count}`

/** `named`: several polls are open in the group, so that the tally has to say which one it is about. */
export const tallyText = (poll: PollTerms, sum: Tally, named: boolean, { now, timezone }: Reading): string =>
  `${named ? `“${shortTitle(poll.title)}”` : ''}到现在${sum.answered}${voters(poll)}：${countsText(poll.options, sum)}。${untilText(poll.closesAt, now, timezone)}前都能改。`

/** `missed`: what could not be heard (`unheardText`). `homes`: how many of the register were asked, 0 where that says nothing. */
export const resultText = (
  poll: PollTerms,
  sum: Tally,
  { missed = '', homes = 0 }: { readonly missed?: string; readonly homes?: number } = {},
): string => {
  const title = `【征集结果】${poll.title}`
  if (sum.answered === 0) return `${title}\n${missed === '' ? '没有人回答' : '没收到回答'}。${missed}${NO_FORCE}。`
  const how = poll.multiple ? '（可多选）' : ''
  const among = homes >= sum.answered ? `登记的${homes}户里，` : ''
  const answered = `${among}${sum.answered}${voters(poll)}回答${how}`
  const long = poll.options.some((option) => [...option].length > SHORT_OPTION)
  const counts = long
    ? [`${answered}：`, ...poll.options.map((option, i) => `${i + 1} ${option}：${sum.counts[i] ?? 0}`)].join('\n')
    : `${answered}：${countsText(poll.options, sum)}。`
  return [title, counts, missed, `${NO_FORCE}。`].filter((line) => line !== '').join('\n')
}

/** What a result leaves out, because we were not there when it was said; nothing where we were. */
export const unheardText = (
  unheard: { readonly from: number; readonly to: number } | null,
  { now, timezone }: Reading,
): string => (unheard ? `${spanText(unheard, now, timezone)}我不在线，那时回的没收到。` : '')

export const resultPicture = (poll: PollTerms, sum: Tally): BarSpec => ({
  title: poll.title,
  bars: poll.options.map((label, i) => ({ label, count: sum.counts[i] ?? 0 })),
  total: `共${sum.answered}${voters(poll)}`,
  footer: NO_FORCE,
})

/** To one person in private: what was understood. */
export const receiptText = (poll: PollTerms, choice: readonly number[], { now, timezone }: Reading): string =>
  `记下了，“${shortTitle(poll.title)}”：${chosenText(poll, choice)}。${now < poll.closesAt ? `${untilText(poll.closesAt, now, timezone)}前都能改。` : ''}`

const chosenText = (poll: Pick<PollTerms, 'options'>, choice: readonly number[]): string =>
  choice.map((n) => poll.options[n - 1] ?? '').join('、')

/** To one person in private: what he just said is too little to change what he answered before. */
export const keptText = (poll: PollTerms, kept: readonly number[], choice: readonly number[]): string =>
  `您之前回的是${chosenText(poll, kept)}，要改成${chosenText(poll, choice)}吗？要改就回数字。`

/** To one person in private: his answer was taken back. */
export const withdrawnText = (poll: PollTerms): string =>
  `好，“${shortTitle(poll.title)}”您的回答不算了。想再回，回数字就行。`
/** To one person in private: what he said may have been about his answer, or about anything else. */
export const withdrawOrNotText = (poll: PollTerms): string =>
  `“${shortTitle(poll.title)}”要撤回您的回答吗？要撤就回“不投了”。`
export const withdrawTooLateText = (poll: PollTerms): string => `“${shortTitle(poll.title)}”已经截止了，改不了了。`
export const nothingToWithdrawText = (): string => '您还没有回答，不用撤。不想选，不回就行。'

/** A wish that came with an answer, as a suggestion of its own: with what it is about. */
export const remarkText = (remark: string, poll: PollTerms): string =>
  `${remark.trim()}（说的是“${bareTitle(poll.title)}”）`

/** What someone answered, in his own information: 征集1号：装 */
export const answeredText = (poll: Asked, choice: readonly number[]): string =>
  `征集${poll.number}号：${chosenText(poll, choice)}`

/** How one answers the one poll that is meant, or several; `quotable`: they stand where he asks. */
export const howToVoteText = (polls: readonly PollTerms[], quotable: boolean): string => {
  const [poll, another] = polls
  if (!poll || another)
    return `现在有${polls.length}个征集：${polls.map(({ title }) => quotedTitle(title)).join('，')}。${quotable ? `引用要回的那条，${CALL}回数字就行。` : '回数字就行，我再问您是哪个。'}`
  const { title, options, multiple, anonymous } = poll
  const long = options.some((option) => [...option].length > SHORT_OPTION)
  const how = long ? '选项前面的数字就行' : `数字就行：${options.map((option, i) => `${i + 1} ${option}`).join('，')}`
  return `“${shortTitle(title)}”${CALL}回${how}。${multiple ? '可以选几个。' : ''}${anonymous ? `不记名${quotable ? '，可以私下回我' : ''}。` : ''}`
}

/** Why a poll has to know where its voters live. */
export const pollNeedsHomeText = (poll: PollTerms): string =>
  `“${shortTitle(poll.title)}”${poll.perHome ? '每户算一票' : '要看住哪一栋'}。`

/** In a group, where who answered could not be asked in private where he lives. */
export const homesByCardText = (poll: PollTerms): string =>
  `${pollNeedsHomeText(poll)}有的回答不知道是哪一户的，私下又问不到：群名片写成“3-2-501”这样再${CALL}回一次，或者${CALL}回“3-2-501 1”，就算上。`

const placeText = ({ buildings, building, unit }: AskedPlace): string =>
  buildings?.map((b) => `${b}栋`).join('、') ?? `${building}栋${unit === null ? '' : `${unit}单元`}`

/** To one person in private: why his answer does not count. `home`: for which he gave it. */
export const exclusionText = (
  reason: Exclusion,
  poll: PollTerms & Pick<Ballotable, 'status'>,
  place: AskedPlace,
  home: string | null,
): string => {
  const title = shortTitle(poll.title)
  switch (reason) {
    case 'late':
      return poll.status === 'cancelled'
        ? `“${title}”取消了，不用回了。`
        : `“${title}”已经截止了，您这次的回答没能算上。`
    case 'outside':
      return `“${title}”问的是${placeText(place)}的住户，您的回答就不算进去了。`
    case 'no-home':
      return `${pollNeedsHomeText(poll)}您住哪一户？回门牌号就行，如“3-2-501”，回了就算上。`
    case 'unverified':
      return `“${title}”每户算一票，先算门牌核实过的。您的还没核实，这次先记着、没算上。请${OFFICE}发“/核实 ${home ?? '3-2-501'} 您的姓名”，核实好了就按后回的算。`
  }
}

/** 我投上了吗: what we have of him. `choice` null: nothing that counts; `displaced`: his home's later answer does. */
export const myAnswerText = (poll: PollTerms, choice: readonly number[] | null, displaced: boolean): string => {
  const title = `“${shortTitle(poll.title)}”`
  if (choice) return `${title}：您回的是${chosenText(poll, choice)}，算上了。`
  return displaced
    ? `${title}：您家后来又有一位回答了，每户算一票，按后回的算。想改再回一次就行。`
    : `${title}：还没收到您的回答，回数字就行。`
}
export const noPollText = (): string => '现在没有开着的征集。以前回过的，说“查我的信息”能看。'

/** To both residents of a home, in private. Never which answer was given: that is each one's own. */
export const homeChangedText = (poll: PollTerms): string =>
  `“${shortTitle(poll.title)}”：您家有两位回答了，每户算一票，按后回的算。想改再回一次就行。`

/** To one person in private: the other answer of his home is gone. Not whose it was, nor why. */
export const countsAgainText = (poll: PollTerms, choice: readonly number[]): string =>
  `“${shortTitle(poll.title)}”每户算一票，您之前回的“${chosenText(poll, choice)}”现在算上了。想改再回一次就行。`

/** To one person in private: the home in his answer is not the one we know him by. `whole`: it is one that he may live in. */
export const otherHomeText = (said: string, known: string, whole: boolean): string =>
  `您这条写的是${said}，我记的您是${known}，这次没算。是您自家的，直接回数字就行${whole ? `；我记错了，回“我是${said}”` : ''}。`

/** To one person in private: he answered for more than his own home. `own`: the one that was counted. */
export const otherHomesText = (others: readonly string[], own: string | null): string =>
  `${own === null ? '' : `${own}记上了。`}${others.join('、')}请那户的人自己回一声，或者请${OFFICE}来记。`

/** In a group or in private: whether a slip of the pen was meant as this option. */
export const meantText = (said: string, option: string): string =>
  `“${cut(maskNumbers(said.trim()), SHORT_QUOTE)}”是“${option}”吗？是就回“是”。`

export const proxyText = (): string => `别家的请他们自己回一声，或者请${OFFICE}来记。您自家的，直接回就行。`

/** A long title would run into the sentence around it. */
const quotedTitle = (title: string): string => {
  const short = shortTitle(title)
  return [...short].length > SHORT_OPTION ? `“${short}”` : short
}

/** A number that no option has. */
export const noSuchOptionText = (said: number, options: number): string =>
  `没有${said}，${CALL}回1${options === 2 ? '或' : '到'}${options}就行。`

export const whichPollText = (
  said: string,
  polls: readonly { readonly title: string; readonly isOver: boolean }[],
): string => {
  const names = polls.map(({ title, isOver }) => `${quotedTitle(title)}${isOver ? '（截止了）' : ''}`)
  const last = names.pop() ?? ''
  if (names.length === 0) return `“${cut(maskNumbers(said.trim()), SHORT_QUOTE)}”是说${last}吗？${ANSWER_BACK}`
  return `“${cut(maskNumbers(said.trim()), SHORT_QUOTE)}”是说${names.join('，')}，还是${last}？${ANSWER_BACK}`
}

/** `words`: of each poll that may be meant its own words for yes and no, null where it has none. */
export const unclearText = (words: readonly (readonly [string, string] | null)[]): string => {
  const [first, another] = words
  if (another) return `是同意还是不同意？${ANSWER_BACK}`
  if (!first || first.some((word) => [...word].length > SHORT_OPTION)) return `您选哪一个？${CALL}回数字就行。`
  return `${first[0]}还是${first[1]}？${CALL}回数字就行。`
}

/** To staff, where a poll was opened or closed from elsewhere. */
export const openedText = (number: number, group: string): string => `意见征集${number}号发到“${group}”了。`
export const closedElsewhereText = (number: number, group: string): string =>
  `意见征集${number}号结束了，结果发到“${group}”了。结束错了，10分钟内${CALL}回“/重开征集 ${number}”。`
export const reopenedElsewhereText = (number: number, group: string): string =>
  `意见征集${number}号又开了，“${group}”里也说了。`
/** In the group, below a result that was published by mistake. */
export const reopenedText = (poll: Asked, { now, timezone }: Reading): string =>
  `【征集意见】${poll.title}\n刚才结束早了，接着收，${untilText(poll.closesAt, now, timezone)}截止。回过的都算，不用再回。`
export const alreadyClosedText = (number: number, closedAt: number, { now, timezone }: Reading): string =>
  `意见征集${number}号${momentText(closedAt, now, timezone)}已经结束。`
export const sentPrivatelyText = (): string => '单独发您了。'

/** To staff, with the command to use: which of several polls is meant. */
export const whichNumberText = (
  command: string,
  polls: readonly { readonly number: number; readonly title: string }[],
): string =>
  [
    `有${polls.length}个征集，${CALL}说“${command} ${polls[0]?.number ?? 1}”这样就行：`,
    ...polls.slice(0, 10).map(({ number, title }) => `${number}号 ${shortTitle(title)}`),
  ].join('\n')

/** To staff in private: how many homes have not answered, then which, at most a screen of them. */
export const missingText = (poll: PollTerms, asked: number, missing: readonly MissingHomes[]): string => {
  const title = shortTitle(poll.title)
  const total = missing.reduce((sum, { homes }) => sum + homes.length, 0)
  if (total === 0) return `“${title}”：登记的${asked}户都回答了。`
  const lines = [`“${title}”：登记的${asked}户里，还有${total}户没回答。`]
  let room = HOMES_SHOWN
  for (const { building, homes } of missing) {
    const shown = homes.slice(0, room).map((home) => home.slice(building.length + 1))
    if (shown.length > 0) lines.push(`${building}栋${homes.length}户：${shown.join('、')}`)
    room -= shown.length
  }
  if (total > HOMES_SHOWN) lines.push(`只列了前${HOMES_SHOWN}户。`)
  return lines.join('\n')
}

/** What staff read when a command about a poll is refused, each with what to do instead. */
export const pollRefusedText = ({ rejected, data }: Rejection): string => {
  switch (rejected) {
    case 'poll.no-group':
      return '意见征集请到居民群里发“/投票”，在哪个群发就问哪个群。'
    case 'poll.other-building':
      return `这个群是${data.building}栋的，问${data.asked}栋请到那栋的群里发。`
    case 'poll.unknown-building':
      return `住户名册里没有${data.building}栋，请核对“范围”。`
    case 'poll.long-title':
      return `题目太长，请写到${data.limit}个字以内。`
    case 'poll.close-past':
      return '截止时间已经过了，请写一个以后的时间，如“截止：明天18:00”。'
    case 'poll.close-far':
      return `截止时间太远，最多${data.days}天，请写近一点的时间。`
    case 'poll.same':
      return `这个征集已经开着了（${data.number}号）。要重新问，先${CALL}说“/结束 ${data.number}”。`
    case 'poll.still-open':
      return `意见征集${data.number}号还开着，不用重开。`
    case 'poll.over':
      return `意见征集${data.number}号到截止时间了，不能再开。还要问，请重新发“/投票”。`
    case 'poll.reopen-late':
      return `意见征集${data.number}号结束超过${data.minutes}分钟了，不能再开。还要问，请重新发“/投票”。`
    case 'poll.none-ended':
      return '这10分钟里没有提前结束的意见征集。'
    case 'poll.ended':
      return `意见征集${data.number}号已经结束了，取消不了。`
    case 'poll.cancelled':
      return `意见征集${data.number}号已经取消了。`
    case 'poll.unknown':
      return `没有意见征集${data.number}号，看看号码写对了没有。`
    case 'poll.no-register':
      return '还没有导入住户名册，算不出哪些户没回答。请先导入名册。'
    case 'poll.no-homes':
      return '住户名册里没有这次征集范围内的住户，请核对名册。'
    default:
      return '现在没有开着的意见征集。'
  }
}

const bareTitle = (title: string): string => title.replace(/[？?。！!\s]+$/u, '')

const shortTitle = (title: string): string => cut(bareTitle(title), SHORT_TITLE)

const cut = (text: string, limit: number): string => {
  const characters = [...text]
  return characters.length <= limit ? text : `${closed(characters.slice(0, limit - 1).join(''))}…`
}
