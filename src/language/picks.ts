import type { OpenPoll } from './context.ts'
import { byBareNumber, byLabel, isShared, one, onlyWith, same, several } from './options.ts'
import { opinionOf, opinionOptions } from './opinion.ts'

/* Options said with something around them that leaves no doubt, or the very doubt that has to be asked about. */

/** A short answer as far as it matters here: see `Reply`. */
interface Said {
  readonly words: string
  readonly whole: string
  readonly reason: string
  readonly softened: string
}

const NOT = '(?:不|别|不要再?)(?:要|选|投|支持|同意|赞成|改成?)|反对'
const CHOOSE = '(?:还是|就|我)*(?:要|选|投|支持|改成|改为)'
/** 选3不选1; 不要停车位，要晾衣区. */
const PICKED_FROM = new RegExp(`^(?:${CHOOSE})?(.{1,20}?)[\\s,]*(?:${NOT})(.{1,20})$`)
const PICKED_INSTEAD = new RegExp(`^(?:坚决|强烈|去掉)?(?:${NOT}|去掉)(.{1,20}?)了?[\\s,]*${CHOOSE}(.{1,20})$`)
/** 东门不行，西门可以. */
const PICKED_FOR_WANT =
  /^(.{1,20}?)(?:我?(?:没空|没时间|有事)|不行|不好|不合适|不方便|太远|太吵)了?[\s,]+(.{1,20}?)(?:可以|行|要得|好|方便|合适)?$/
/** 东门比西门好. */
const PICKED_OVER = /^(.{1,20}?)比(.{1,20}?)(?:要|更)?(?:好|强|合适|方便|近|安全)(?:一?点|些|多了?)?$/
/** 反对停车位, 不选停车位: which of the others he wants is not said. */
const REFUSED = new RegExp(`^(?:坚决|强烈)?(?:${NOT})([\\u3400-\\u9fff].{1,20})$`)
const NONE = /^(?:这?几个|[一哪]个|全)?都不(?:要|选|投|同意)$/

/** 2 晾晒; 3，保持: a number with a part of what it stands for. */
const WITH_PART = /^(?:选)?(\d{1,2}|[A-Za-z])[\s.,:、]*([\u3400-\u9fff]{2,})$/

/** Each with where it says what is wanted, and what is not. */
const CONTRASTS = [
  [PICKED_FROM, 1, 2],
  [PICKED_INSTEAD, 2, 1],
  [PICKED_FOR_WANT, 2, 1],
  [PICKED_OVER, 1, 2],
] as const

/** What stands in all of them. */
const CONTRARY = /[不别反没太比]|去掉|有事/

/** Of two that are named the one that is wanted; a number and its words. Null where nothing of the kind is said. */
export const pickedAmid = ({ words, whole, reason, softened }: Said, poll: OpenPoll): number | 'unclear' | null => {
  if (one(words, poll) !== null && words === whole) return null
  for (const [pattern, wanted, refused] of CONTRARY.test(whole) ? CONTRASTS : []) {
    const found = pattern.exec(whole)
    const [yes, no] = [one(found?.[wanted] ?? '', poll), one(found?.[refused] ?? '', poll)]
    if (yes !== null && no !== null && yes !== no) return yes
  }
  const [, mark = '', part = ''] = WITH_PART.exec(whole) ?? []
  const number = mark === '' ? null : one(mark, poll)
  if (number !== null) {
    const holds = poll.options.map((label) => same(label).includes(part))
    if (holds[number - 1]) return number
    if (holds.includes(true)) return 'unclear'
    // 1.同意, where 1 is 装.
    const view = opinionOf(part)
    const meant = view?.strength === 'plain' ? opinionOptions(poll.options)[view.opinion] : undefined
    if (meant !== undefined) return meant === number ? number : 'unclear'
  }
  // 我投第三, 我选停车: who says that he picks may say it in fewer words.
  const verb = /[选投]/.test(softened) ? words : /^(?:就)?[选投](.{1,10})$/.exec(words)?.[1]
  return verb === undefined || reason !== '' ? null : (byBareNumber(verb, poll, true) ?? onlyWith(verb, poll))
}

const ANY_OF = /[\s、,]*我?都(?:行|可以|好|要|选|成|同意)$/
const APART = /[或、,和跟及与]/

/** 都不要, 反对停车位, 1或3, 12都可以: said to the poll, and it cannot be told which one is wanted. */
export const isUndecided = ({ words, whole, reason }: Said, poll: OpenPoll): boolean => {
  // 反对 says no, where no is an option.
  const others = reason === '' && opinionOptions(poll.options).no === undefined
  if (reason === '' && words === whole && isShared(words, poll)) return true
  if (others && (NONE.test(words) || refusesOne(words, poll))) return true
  const said = whole.replace(ANY_OF, '')
  const any = said !== whole
  if (any && /^[1-9]{2,4}$/.test(said)) return [...said].every((digit) => Number(digit) <= poll.options.length)
  const or = said.includes('或')
  if (poll.multiple ? !or : !any && !APART.test(said)) return false
  return (several(said.replace(/或者?/g, '、'), poll, false)?.length ?? 0) > 1
}

const refusesOne = (words: string, poll: OpenPoll): boolean =>
  one(words, poll) === null && one(REFUSED.exec(words)?.[1] ?? '', poll) !== null

const LIKED = /^([\u3400-\u9fff]{2,20}?)(?:好|得[整搞修弄])$/
/** Whoever praises a person does not thereby elect him. */
const OF_PEOPLE = /谁|人选|选举|[楼组队会]长|代表|委员|主任/

/** 停车位好, 停车位得整: the option that is praised. */
export const likedIn = (words: string, poll: OpenPoll): number | null => {
  const liked = LIKED.exec(words)?.[1]
  return liked === undefined || OF_PEOPLE.test(poll.title) ? null : byLabel(liked, poll)
}

/** 装它干啥, 装啥装: who asks so says no. */
export const scornedIn = (words: string, poll: OpenPoll): number | null => {
  const { yes, no } = opinionOptions(poll.options)
  const [, what, again] =
    /^([\u3400-\u9fff]{1,2}?)(?:[它那这]?(?:干啥|干嘛|干什么|做啥|做什么)|啥([\u3400-\u9fff]{1,2}))$/.exec(words) ?? []
  if (what === undefined || no === undefined || (again !== undefined && again !== what)) return null
  return byLabel(what, poll) === yes ? no : null
}

const NEXT = /(?<=\S)(?:再|然后|其次|接着|最后|后)(?=是?(?:修|搞|弄|做|建|装|选|\d))/g
const IN_TURN =
  /^(?:首选|先|其次|再|然后|最后|第[一二三四五]|最(?:需要|想要?|希望|该|急))?是?(?:修|搞|弄|做|建|装|选|要)?(.+?)(?:排?第[一二三四五]|优先|最重要)?[嘛吧]?$/

/** 路灯第一，绿化第二; 先1后5; 西门>东门: several options in the order in which he wants them. */
export const ranked = (whole: string, poll: OpenPoll): readonly number[] | null => {
  if (!/首选|先|其次|第[一二]|最|>|优先/.test(whole)) return null
  const parts = whole
    .replace(NEXT, ',')
    .split(/[\s,>。;]+/)
    .filter((part) => part !== '')
  const numbers = parts.map((part) => one(IN_TURN.exec(part)?.[1] ?? '', poll))
  const found = numbers.flatMap((number) => (number === null ? [] : [number]))
  return found.length === parts.length && new Set(found).size === parts.length && parts.length > 0 ? found : null
}
