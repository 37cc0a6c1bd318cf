import { type JielongEntry, readEntry } from './entry.ts'
import { HEADER, linesOf, narrow } from './envelope.ts'
import { EXAMPLE, type Layout, layOut } from './layout.ts'
import { looksLikePerson } from './person.ts'

/** A 接龙: the list that residents copy, extend by a line and send again. */
export interface Jielong {
  /** The first line above the list; empty where there is none. */
  readonly title: string
  readonly entries: readonly JielongEntry[]
}

/** 接龙 alone, or a short heading that ends in it: 跑步接龙, 周六买菜接龙（30元）. */
const WORD = /^[^#＃]{0,40}接[龙龍](?:[\s:：!！~]*|题目|统计|[（(][^）)]{0,40}[）)])$/
const COLLECTING = /接[龙龍]|报名|登记|统计|预[定订]|团购|拼[单团]|签到|打卡|意见征集/
/** Headings of lists that somebody publishes: nobody is asked to add himself. */
const PUBLISHED =
  /通知|公告|须知|注意|规定|要求|菜单|选项|投票|议程|名单|公示|如下|结果|排名|值班|分工|安排|步骤|方法|流程|建议|问题|清单|总结|纪要|[歌书片菜账]单|推荐|榜|简介|电话|通讯录|获奖|当选|候选|[?？]\s*$/
/** Sentences, orders and talk; a resident's line is a few words. */
const SENTENCE =
  /[。；;？！]|请|不要|不得|禁止|严禁|必须|应当|可以先|如果|因为|所以|需要|负责|进行|我们|大家|你们|我觉得|我想|我要|已经|怎么|什么|是不是|的话|了吗|建议|希望/

const PRICE = /\d元|[¥￥]|\d块/
/** Apple, Banana: foreign words alone are no people. */
const named = ({ name, home, text }: JielongEntry): boolean =>
  home !== null || (!/^[\w .'-]+$/.test(text) && (name?.split(/\s?[/+&、]\s?/).some(looksLikePerson) ?? false))

/** Said in answer to something: a list of bare names below a heading may be anybody's, of winners or of singers. */
const answers = ({ home, choice, quantity }: JielongEntry): boolean =>
  home !== null || quantity !== null || /^(?:[A-H]|不?同意|弃权)$/.test(choice ?? '')

/** Without a header only a list of people is one; a notice, a menu or a poll's options are not. */
const isList = (entries: readonly JielongEntry[], heading: readonly string[]): boolean => {
  const above = heading.join('\n').trim()
  const collecting = COLLECTING.test(above)
  if (entries.length < 2 || (entries[0]?.number ?? 1) > 1 || heading.length > 12) return false
  const share = (test: (entry: JielongEntry) => boolean): number => entries.filter(test).length / entries.length
  if (!collecting && above !== '' && (PUBLISHED.test(above) || /[:：]$/.test(above) || share(answers) < 0.5))
    return false
  const sentences = share(({ text }) => text.length > 40 || PRICE.test(text) || SENTENCE.test(text))
  return share(named) >= (collecting ? 0.5 : 0.6) && sentences <= 0.25
}

const FIXED = /^(?:[A-H](?:、[A-H])*|\d{1,2}|同意|不同意|弃权)$/

/** In a list that is answered by letters or by 同意, whatever else is said is a remark and no choice. */
const withoutRemarks = (entries: readonly JielongEntry[]): readonly JielongEntry[] => {
  const chosen = entries.filter(({ choice }) => choice !== null)
  const fixed = chosen.filter(({ choice }) => FIXED.test(choice ?? '')).length
  if (fixed === 0 || fixed * 2 < chosen.length) return entries
  return entries.map((entry) => (FIXED.test(entry.choice ?? '') ? entry : { ...entry, choice: null }))
}

const read = ({ heading, items }: Layout): Jielong => {
  // The example names somebody too, who may be on the list.
  const above = heading.filter((line) => !EXAMPLE.test(narrow(line))).join('\n')
  const title = (heading.find((line) => line.trim() !== '')?.trim() ?? '').replace(/^接[龙龍][\s:：]+/, '')
  return { title, entries: withoutRemarks(items.map(({ number, text }) => readEntry(number, text, above))) }
}

/**
 * Reads a message as a 接龙. Null for everything else: talk that mentions one, notices, menus, and a quoted one.
 * Beyond 1 MB a text is read by its beginning.
 */
export const readJielong = (text: string): Jielong | null => {
  const lines = linesOf(text)
  const first = lines.findIndex((line) => line.trim() !== '')
  const top = lines[first]
  if (top === undefined) return null
  const below = lines.slice(first + 1)
  const header = HEADER.exec(top)
  if (header) {
    const behind = top.slice(header[0].length).replace(/^[\s:：]+/, '')
    const jielong = read(layOut(behind === '' ? below : [behind, ...below], behind !== '', true))
    // An opening names what it is about in lines of its own; "#接龙 有人吗" is talk.
    return jielong.entries.length > 0 || below.some((line) => line.trim() !== '') ? jielong : null
  }
  if (lines.some((line) => HEADER.test(line) || /[#＃]接[龙龍]/.test(line))) return null
  const word = WORD.test(top.trim())
  const alone = /^接[龙龍][\s:：]*$/.test(top.trim())
  const layout = layOut(alone ? below : lines.slice(first), word && !alone, word)
  if (layout.items.length === 0 || (!word && layout.items.length < 2)) return null
  const jielong = read(layout)
  return word || isList(jielong.entries, layout.heading) ? jielong : null
}
