import type { OpenPoll } from './context.ts'
import { fold } from './fold.ts'
import { HAN_SIGN, readNumeral } from './numerals.ts'
import { opinionOf, opinionOptions } from './opinion.ts'

const PICKED =
  /^(?:就|还是)?(?:(?:选项?|选择|投|方案|我选|回复?|答|支持|同意|赞成)(?:那个)?)?\s*第?\s*(\d{1,2}|[A-Za-z]|[一二两三四五六七八九十]{1,3})\s*(?:个|号|项|种)?(?:方案|选项)?$/

const SPELLED = new RegExp(`^${HAN_SIGN}+$`)
/** A number without a word that picks: 二, 第二, 2号. Among other things it may be anything. */
const BARE_NUMBER = /^(第)?([一二三四五六七八九十]{1,2}|\d{1,2})(号)?$/
/** Whether options or title speak of days: then 2号 may be the second of the month. */
const DAYS = /[日月号周]|哪天|星期|礼拜/
const speaksOfDays = (poll: OpenPoll): boolean => DAYS.test([poll.title, ...poll.options].join())

/**
 * An option's number where it is said to nothing but this poll. `toPoll`: it is said to nobody else either; in a group 第二
 * may be somebody in a race, and 2号 a house.
 */
export const byBareNumber = (word: string, poll: OpenPoll, toPoll: boolean): number | null => {
  const [, ordinal, numeral = '', named] = BARE_NUMBER.exec(word) ?? []
  if (!toPoll && (ordinal !== undefined || named !== undefined)) return null
  if (named !== undefined && speaksOfDays(poll)) return null
  const number = readNumeral(numeral)
  return number !== null && number >= 1 && number <= poll.options.length ? number : null
}

/** One option by its number or letter: 1, ①, A, 选A, 第一个, 方案二. A lone Chinese numeral is only a word. */
const byMark = (word: string, poll: OpenPoll): number | null => {
  // ⑶ folds to (3).
  const match = PICKED.exec(word.replace(/^\((\d{1,2})\)$/, '$1'))
  const mark = match?.[1]
  if (mark === undefined) return null
  const spelled = SPELLED.test(mark)
  if (spelled && !/选|投|方案|支持|同意|赞成|第.+[个项种]/.test(word)) return null
  if (/^\d+号$/.test(word) || (/号$/.test(word) && speaksOfDays(poll))) return null
  const number = /^[A-Za-z]$/.test(mark) ? mark.toUpperCase().charCodeAt(0) - 64 : readNumeral(mark)
  return number !== null && number >= 1 && number <= poll.options.length ? number : null
}

/** 三月五号: a month or a day as it is spoken. */
const SPOKEN = new RegExp(`(?<!${HAN_SIGN}|周|星期|礼拜|[a-z\\d])${HAN_SIGN}{1,3}(?=[月日号])`, 'g')

export const same = (a: string): string => {
  const plain = fold(a)
    .replace(/[\s,。.!~、:：]/g, '')
    .toLowerCase()
  const said = /[月日号]/.test(plain)
    ? plain.replace(SPOKEN, (numeral) => String(readNumeral(numeral) ?? numeral))
    : plain
  return /星期|礼拜|周天/.test(said)
    ? said.replace(/(?:星期|礼拜)(?=[一二三四五六日天])/g, '周').replace(/周天/g, '周日')
    : said
}

/** 安装 and 加装 say 装, 更换 says 换. */
export const deed = (said: string): string =>
  /[安加]装|更换|维修/.test(said) ? said.replace(/[安加](?=装)|更(?=换)|维(?=修)/g, '') : said

/** The options as they are compared, and all short forms in which one of them is said. */
interface Labels {
  readonly printed: readonly string[]
  /** Of each form the number of its option. */
  readonly forms: ReadonlyMap<string, number>
  /** The last signs of all forms: most talk has none of them. */
  readonly ends: readonly string[]
}

/** Once for each poll: it is asked about with every message while it is open. */
const labelsOf = ({ options }: OpenPoll): Labels => {
  const known = labels.get(options) ?? readLabels(options)
  labels.set(options, known)
  return known
}
const labels = new WeakMap<readonly string[], Labels>()

const readLabels = (options: readonly string[]): Labels => {
  const printed = options.map(same)
  const forms = new Map<string, number>()
  const shared = new Set<string>()
  options.forEach((option, index) => {
    for (const form of [...shortForms(option), ...thingOf(option, options)]) {
      if (forms.has(form)) shared.add(form)
      forms.set(form, index + 1)
    }
  })
  for (const form of shared) forms.delete(form)
  printed.forEach((label, index) => {
    if (printed.indexOf(label) === index) forms.set(label, index + 1)
  })
  return { printed, forms, ends: [...new Set([...forms.keys()].map((form) => form.slice(-1)))] }
}

/** 不动 or 种花 for 不动，还种花; 米黄色 for 米黄, and 白 for 白色. A half that agrees with anything stands for nothing. */
const shortForms = (option: string): ReadonlySet<string> => {
  const halves = fold(option)
    .split(/[,;。]/)
    .map(same)
    .filter((half, _, all) => all.length > 1 && half.length > 1 && !/^(?:但|不过)/.test(half) && !opinionOf(half))
  const label = same(option)
  const colour =
    /^(.{1,2})色$/.exec(label)?.[1] ?? (/^.{0,2}[红橙黄绿青蓝紫白黑灰棕褐粉]$/.test(label) ? `${label}色` : null)
  const days = dayForms(label)
  const bare = halves.map((half) => half.replace(/^(?:还|就|仍然?|继续)(?=.{2})/, ''))
  // 不装 where 都不装 stands beside two gates.
  const none = /^(?:都|全都?|一个都|哪个都)(不.+)$/.exec(label)?.[1]
  return new Set([
    ...halves,
    ...bare,
    ...days,
    ...(colour === null ? [] : [colour]),
    ...(none === undefined ? [] : [none]),
  ])
}

/** 5号 and 周四 for 3月5日（周四）: a day without its month, and whatever stands beside it. */
const dayForms = (label: string): readonly string[] => {
  const [, month = '', day = '', rest = ''] = /^(\d{1,2}月)?(\d{1,2})[日号](.{0,8})$/.exec(label) ?? []
  const beside = rest.replace(/[()]/g, '')
  if (day === '' || /^[楼栋门线院]/.test(beside)) return []
  const dates = [`${month}${day}日`, `${month}${day}号`, `${day}日`, `${day}号`]
  return [...dates, ...dates.map((date) => date + beside), ...(/^周.$/.test(beside) ? [beside] : [])]
}

/** What makes something of a place: 改停车位, 建凉亭. */
const MAKING =
  /^(?:改建?[成为]?|建[成个]?|新?建|[做搞弄换设][成个]|加装?|安装|增[加设]|设置|修建?)([\u3400-\u9fff]{2,})$/
/** A yes or no to one thing, which is then the matter and no option. */
const VERDICT = /^(?:先|暂时|坚决)?(?:不|别|没|反对|同意|赞成|支持|保持|维持)/

/** 停车位 for 改停车位, beside other things that are offered. */
const thingOf = (option: string, all: readonly string[]): readonly string[] => {
  const thing = MAKING.exec(same(option))?.[1]
  return thing === undefined || all.length < 2 || all.some((one) => VERDICT.test(same(one))) ? [] : [thing]
}

/** 投赵丽一票, 给赵丽投一票, 还是不换好: the option without what stands around it. */
const chosenIn = (said: string): string =>
  /[票投好]$/.test(said)
    ? unframed(said)
    : /[天空行以来题间个得1]$/.test(said)
      ? said.replace(FREE, '$1').replace(BEHIND, '$1')
      : said

/** 周六那天, 周六我有空: of a time alone. */
const FREE = /^(?:只有)?(.{0,9}?[周月号日午晚早点].{0,3}?)(?:那天|我?(?:有空|有时间|可以|行|能来|没问题))$/

/** 停车位可以, 同意那个, 停车位+1. 不装可以 allows, and asks for nothing. */
const BEHIND = /^([^不].{1,19}?)(?:\+1|(?:就|也许)?(?:可以|行|要得|阔以)|的?那一?个)$/

const unframed = (said: string): string =>
  said
    .replace(/^(?:投给?|选)?(.{1,20}?)一票$/, '$1')
    .replace(/^给(.{1,20}?)投(?:一?票)?$/, '$1')
    .replace(/^(还是.{1,20}?)(?:更|比较)?好$/, '$1')
    .replace(/^([^不].{1,19}?)(?:就|最|蛮|挺|更|比较)好$/, '$1')

/** 别换, 莫换, 没必要换: no to what the other option does. 别同意 speaks to the neighbours. */
export const refused = (said: string): string =>
  said.replace(
    /^(?:可别|千万别|先别|暂时别|别|甭|莫要?|不能|不可以|不准|没有?必要|用不着|犯不着|不必|先不|暂时不|不用再)(?!同意|赞成|支持|反对)/,
    '不',
  )

const URGES =
  /^(?:应该|应当|早该|赶紧|赶快|最好是?|千万|那就)(?!.*(?:同意|赞成|支持|反对|选|投)|[来去走有要是好行]$|可以$)/

/**
 * 我觉得应该装, 赶紧装, 那就周六: an option with what makes it a wish. 赶紧同意 urges the others, 那就好 and 赶紧来 are said of
 * anything.
 */
const urged = (said: string): string =>
  /^[觉认应早赶最千那]/.test(said) ? said.replace(/^(?:觉得|认为)/, '').replace(URGES, '') : said

/** Parts of a day as they are called elsewhere. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/早上|早晨|清早|朝早|头晌/, '上午'],
  [/下晌|后晌|晏昼/, '下午'],
  [/夜晚|夜里|晚(?!上)/, '晚上'],
]

/** 周日晚, 礼拜六下晌: the day's part as the options call it, unless one of them has that word too. */
export const atThatTime = (said: string, printed: readonly string[]): string => {
  const [part, plain] = (/[早晌昼晚夜]/.test(said) ? PARTS : []).find(([called]) => called.test(said)) ?? []
  return part && plain && !printed.some((label) => part.test(label)) ? said.replace(part, plain) : said
}

export const byLabel = (word: string, poll: OpenPoll): number | null => {
  const { printed, forms, ends } = labelsOf(poll)
  const said = atThatTime(same(word), printed)
  if (said === '') return null
  if (!ends.some((end) => said.includes(end))) return null
  const meant = chosenIn(said)
  const chosen = urged(meant).replace(
    /^(?:就|还是|坚决|必须|肯定|一定|强烈|希望|建议)*(?:选项?|投给?|要|支持|我选|可以(?!不)|(?:同意|赞成)(?!不?(?:同意|赞成|反对|支持))|改成|改为|改|建成|建)?/,
    '',
  )
  const plain = deed(chosen.replace(/^不[要想能用]/, '不'))
  for (const form of [said, meant, chosen, plain, refused(chosen)]) {
    const number = forms.get(form)
    if (number !== undefined) return number
  }
  const at = printed.findIndex((label) => saysMore(plain, label, poll))
  if (at >= 0) return at + 1
  const topic = afterTopic(chosen, poll)
  if (topic !== null) return byLabel(topic, poll)
  // 1装, 1.装, A装: number and word together, when they agree.
  const numbered = printed.findIndex((option, index) =>
    [`${index + 1}${option}`, `${String.fromCharCode(97 + index)}${option}`].includes(said),
  )
  return numbered < 0 ? null : numbered + 1
}

/** 不装充电桩: an option with the poll's own subject. */
const saysMore = (said: string, option: string, poll: OpenPoll): boolean => {
  if (option === '' || /^[\da-z]+$/.test(option) || !said.startsWith(option)) return false
  const more = said.slice(option.length)
  return more.length > 1 && same(poll.title).includes(more)
}

/** 充电桩装, 充电桩不能装: a yes or no behind the poll's own subject, which is left out. */
const afterTopic = (said: string, { title, options }: OpenPoll): string | null => {
  if (said.length < 3 || !title.includes(said.slice(0, 2))) return null
  const asked = same(title)
  let length = 0
  while (length < said.length && asked.includes(said.slice(0, length + 1))) length += 1
  const rest = said.slice(length)
  const { yes, no } = length < 2 || rest === '' ? {} : opinionOptions(options)
  const words = refused(rest)
  const printed = [yes, no].some((number) => number !== undefined && same(options[number - 1] ?? '') === words)
  return printed ? words : null
}

export const speaksOfTopic = (words: string, poll: OpenPoll): boolean => afterTopic(same(words), poll) !== null

export const one = (words: string, poll: OpenPoll): number | null => byMark(words, poll) ?? byLabel(words, poll)

/** 上午下午都行: options one after the other, with nothing between them. */
const listed = (words: string, poll: OpenPoll): string => {
  const said = words.replace(/[\s、]*我?都(?:行|可以|好|要|选|需要|有空|能来|没问题)$/, '')
  const all = labelsOf(poll).printed.filter((label) => label.length > 1)
  let rest = same(said)
  const found: string[] = []
  for (;;) {
    const next = all.find((label) => rest.startsWith(label))
    if (next === undefined) break
    found.push(next)
    rest = rest.slice(next.length)
  }
  return rest === '' && found.length > 1 ? found.join(' ') : said
}

/** 一和三: a number in Chinese counts where all that is said is for this poll (`toPoll`). 1+1 is a sum. */
export const several = (words: string, poll: OpenPoll, toPoll: boolean): readonly number[] | null => {
  const parts = listed(words, poll)
    .split(/^\d(?:\.\d){2,}$/.test(words) ? '.' : /\s*[、,和及跟+&]\s*|\s+/)
    .filter((part) => part !== '')
  if (parts.length < 2 || parts.length > poll.options.length) return null
  const choices = parts.map(
    (part) =>
      one(part, poll) ?? (toPoll ? byBareNumber(part, poll, part.startsWith('第')) : null) ?? byPiece(part, poll),
  )
  if (choices.some((choice) => choice === null)) return null
  const numbers = [...new Set(choices.flatMap((choice) => (choice === null ? [] : [choice])))].sort((a, b) => a - b)
  return numbers.length < parts.length && words.includes('+') ? null : numbers
}

/** 唱戏 汤圆, for 请戏班唱戏 and 煮汤圆: among others a part of its label names an option, where no other has it. */
const byPiece = (part: string, poll: OpenPoll): number | null => (poll.multiple ? onlyWith(part, poll) : null)

/** The only option that has this in its label. */
export const onlyWith = (part: string, poll: OpenPoll): number | null => {
  const said = same(part)
  if (!/^[\u3400-\u9fff]{2,}$/.test(said)) return null
  const [only, another] = labelsOf(poll).printed.flatMap((label, index) => (label.includes(said) ? [index + 1] : []))
  return another === undefined ? (only ?? null) : null
}

/** 周六, where there are several: a part of more than one label, and no option itself. */
export const isShared = (part: string, poll: OpenPoll): boolean => {
  if (!/^[\u3400-\u9fff]{2,8}$/.test(part)) return false
  const said = same(part)
  return labelsOf(poll).printed.filter((label) => label.includes(said)).length > 1 && one(part, poll) === null
}

/** 13 where there is no such option and several may be picked: 1 and 3, perhaps. 一三五 and 1到3 likewise. */
export const digitsOf = (words: string, { options, multiple }: OpenPoll): readonly number[] | null => {
  if (!multiple) return null
  const [, from, to] = /^([1-9])[-~到至]([1-9])$/.exec(words) ?? []
  const told = /^[一二三四五六七八九]{3,4}$/.test(words) ? [...words].map(readNumeral).join('') : words
  const span = options.map((_, index) => index + 1).filter((number) => number >= Number(from) && number <= Number(to))
  if (from !== undefined) return Number(to) <= options.length && span.length > 1 ? span : null
  if (!/^[1-9]{2,4}$/.test(told) || Number(told) <= options.length) return null
  const digits = [...told].map(Number)
  const fits = digits.every((digit, at) => digit <= options.length && digit > (digits[at - 1] ?? 0))
  return fits ? digits : null
}

/** 都要, 全选: every option, where several may be picked. */
export const everyOne = (words: string, { options, multiple }: OpenPoll): readonly number[] | null =>
  multiple && /^(?:这?几个)?(?:都|全部?)(?:要|选|想要)$/.test(words) ? options.map((_, index) => index + 1) : null

const EXCEPT =
  /^除(?:了|去|开|掉)?\s*(.{1,20}?)\s*(?:以外|之外|外)?[\s,]*(?:其他|其它|别的|其余|剩下)?(?:的)?(?:几个)?我?[都全]部?(?:行|可以|好|要|选|同意|要得|能接受|没意见)$/

/** 除了3都行: all the others where several may be picked. Null where it names no option of this poll. */
export const allBut = (words: string, poll: OpenPoll): readonly number[] | 'unclear' | null => {
  const named =
    EXCEPT.exec(words)?.[1] ?? (poll.multiple ? /^除了(.{1,20}?)(?:[以之]?外)?$/.exec(words)?.[1] : undefined)
  if (named === undefined) return null
  const single = one(named, poll)
  const left = single === null ? several(named, poll, false) : [single]
  if (!left) return null
  const choice = poll.options.map((_, index) => index + 1).filter((number) => !left.includes(number))
  return poll.multiple && choice.length > 0 ? choice : 'unclear'
}
