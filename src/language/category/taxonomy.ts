import { VOCABULARY } from './vocabulary.ts'

/** One matter of the taxonomy: 市政设施 · 路灯, and the words in which people speak of it. */
export interface Topic {
  readonly category: string
  readonly detail: string
  readonly words: readonly string[]
}

const parse = (text: string): Topic[] => {
  const topics: Topic[] = []
  let category = ''
  for (const line of text.split('\n')) {
    if (line.startsWith('# ')) category = line.slice(2)
    const [detail, words] = line.split(': ')
    if (detail !== undefined && words !== undefined) topics.push({ category, detail, words: words.split(' ') })
  }
  return topics
}

export const TOPICS: readonly Topic[] = parse(VOCABULARY)

/** What is about none of them, and what we cannot tell. */
export const NO_CATEGORY = '其他'

/** The first level, in the taxonomy's order. */
export const CATEGORIES: readonly string[] = [...new Set(TOPICS.map(({ category }) => category))]

/**
 * Whom a matter usually goes to: a default that each community may see otherwise. A line of a
 * detail comes before that of its category. Nothing is handed on by it: staff read it as a hint.
 */
const ROUTES: Readonly<Record<string, string>> = {
  物业管理: '物业服务企业、业委会（居委会协调）',
  市政设施: '城管（执法）',
  '市政设施/排水': '水务、城管',
  '市政设施/园林': '园林、城管',
  环境卫生: '环卫',
  城市管理: '城管（执法）',
  '城市管理/噪音': '生活噪音找公安，施工噪音找城管，工厂噪音找环保',
  '公用事业/供水': '供水（水务）公司',
  '公用事业/二次供水': '供水（水务）公司，泵房先查产权',
  '公用事业/供电': '供电公司；电表后是业主或物业',
  '公用事业/燃气': '燃气公司；漏气先打抢险电话和119',
  '公用事业/通信': '通信运营商',
  '公用事业/供暖': '供热公司',
  房屋住建: '住建（房管）',
  社会治安: '派出所（急事打110）',
  矛盾调解: '人民调解委员会、司法所',
  '矛盾调解/诉讼': '法律援助12348；已在打官司的不受理',
  民生救助: '街道（乡镇）社会事务、民政',
  劳动社保医保: '人社',
  '劳动社保医保/医保': '医保局',
  教育卫生: '教育、卫健',
  交通出行: '交通运输',
  '交通出行/拥堵': '交警',
  '交通出行/邮政': '邮政管理',
  生态环保: '生态环境',
  消防安全: '消防',
  农业农村: '农业农村',
  政策咨询: '社区服务窗口',
  '其他/市场监管': '市场监管（12315）',
  '其他/消费': '市场监管（12315）',
}

/** Whom it usually goes to; null where the table does not say. */
export const routeOf = (category: string, detail: string | null): string | null =>
  ROUTES[`${category}/${detail ?? ''}`] ?? ROUTES[category] ?? null

const topicsOfWord = new Map<string, Topic[]>()
for (const topic of TOPICS)
  for (const word of topic.words) topicsOfWord.set(word, [...(topicsOfWord.get(word) ?? []), topic])
const LONGEST_WORD = Math.max(...[...topicsOfWord.keys()].map(({ length }) => length))

/** A word of the taxonomy where it stands in a text. */
export interface Mention {
  readonly word: string
  readonly start: number
  readonly topics: readonly Topic[]
}

/** The taxonomy's words in a text, the longest at each place, none inside another. Case is the text's own. */
export const mentionsIn = (text: string): Mention[] => {
  const found: Mention[] = []
  for (let start = 0; start < text.length; start += 1)
    for (let length = Math.min(LONGEST_WORD, text.length - start); length > 0; length -= 1) {
      const word = text.slice(start, start + length)
      const topics = topicsOfWord.get(word)
      if (!topics) continue
      found.push({ word, start, topics })
      start += length - 1
      break
    }
  return found
}

/** The second level within a category: the matter of which a text has most words; null where it has none. */
export const detailOf = (text: string, category: string): string | null => {
  const covered = new Map<string, number>()
  for (const { word, topics } of mentionsIn(text.toLowerCase()))
    for (const topic of topics)
      if (topic.category === category) covered.set(topic.detail, (covered.get(topic.detail) ?? 0) + word.length)
  const [best] = [...covered].sort(([, a], [, b]) => b - a)
  return best?.[0] ?? null
}
