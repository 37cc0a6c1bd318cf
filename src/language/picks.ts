import type { OpenPoll } from './context.ts'
import { byBareNumber, one, onlyWith, same, several } from './options.ts'
import { opinionOptions } from './opinion.ts'

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
const PICKED_INSTEAD = new RegExp(`^(?:坚决|强烈)?(?:${NOT})(.{1,20}?)[\\s,]*${CHOOSE}(.{1,20})$`)
/** 反对停车位, 不选停车位: which of the others he wants is not said. */
const REFUSED = new RegExp(`^(?:坚决|强烈)?(?:${NOT})([\\u3400-\\u9fff].{1,20})$`)
const NONE = /^(?:这?几个|[一哪]个|全)?都不(?:要|选|投|同意)$/

/** 2 晾晒; 3，保持: a number with a part of what it stands for. */
const WITH_PART = /^(?:选)?(\d{1,2}|[A-Za-z])[\s.,:、]*([\u3400-\u9fff]{2,})$/

/** Of two that are named the one that is wanted; a number and its words. Null where nothing of the kind is said. */
export const pickedAmid = ({ words, whole, reason, softened }: Said, poll: OpenPoll): number | 'unclear' | null => {
  if (one(words, poll) !== null && words === whole) return null
  for (const [pattern, wanted, refused] of [[PICKED_FROM, 1, 2] as const, [PICKED_INSTEAD, 2, 1] as const]) {
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
