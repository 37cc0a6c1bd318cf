import { fold } from '../fold.ts'
import { readNumeral } from '../numerals.ts'

/** What must not differ between two suggestions that are to be one: where, how much, and for or against. */
export interface Facts {
  readonly buildings: ReadonlySet<string>
  readonly units: ReadonlySet<string>
  readonly floors: ReadonlySet<string>
  readonly gates: ReadonlySet<string>
  readonly amounts: ReadonlySet<string>
  /** 1: wants it; -1: is against it; 0: does not say. */
  readonly stance: -1 | 0 | 1
}

const NUMBER = '(\\d{1,4}|[一二三四五六七八九十]{1,3})'
const BUILDING = new RegExp(`${NUMBER}\\s*(?:栋|幢|座|号楼|#)`, 'g')
const UNIT = new RegExp(`${NUMBER}\\s*单元`, 'g')
const FLOOR = new RegExp(`${NUMBER}\\s*(?:楼(?!栋|道|梯|下)|层)`, 'g')
const GATE = /[东南西北]+(?:门|区|苑|侧)/g
const AMOUNT = /(\d+(?:\.\d+)?)\s*(?:元|块|万|%|户|平)/g

const AGAINST =
  /反对|不同意|不赞成|不要|不想|不用|不应该|不该|禁止|取消|停止|拒绝|别再?[装建搞设收]|莫[装建搞]|(?<!能)不能[装建搞设]/
const FOR = /支持|赞成|同意|希望|建议|加装|增设|增加|安装|装个|装一|想要|需要|恢复/

export const factsOf = (text: string): Facts => {
  const folded = fold(text.slice(0, 1_000))
  const numbers = (pattern: RegExp) => new Set([...folded.matchAll(pattern)].map((match) => plain(match[1] ?? '')))
  return {
    buildings: numbers(BUILDING),
    units: numbers(UNIT),
    floors: numbers(FLOOR),
    gates: new Set([...folded.matchAll(GATE)].map(([gate]) => gate)),
    amounts: new Set([...folded.matchAll(AMOUNT)].map(([amount]) => amount.replace(/\s/g, ''))),
    stance: AGAINST.test(folded) ? -1 : FOR.test(folded) ? 1 : 0,
  }
}

/** Both say something of the same sort and it is not the same. */
export const contradict = (a: Facts, b: Facts): boolean =>
  apart(a.buildings, b.buildings) ||
  apart(a.units, b.units) ||
  apart(a.floors, b.floors) ||
  apart(a.gates, b.gates) ||
  apart(a.amounts, b.amounts) ||
  a.stance * b.stance < 0

const apart = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a.size > 0 && b.size > 0 && ![...a].some((one) => b.has(one))

const plain = (number: string): string => String(readNumeral(number) ?? Number(number))

/** 我家, 楼上, 门口: the same words from two people are two places. */
const OWN_PLACE = /我(?:们)?家|我(?:们)?(?:这|楼|门|屋)|家里|楼上|楼下|隔壁|对门|门口|邻居|本人/

/**
 * Whether the very same words may be joined without asking anybody: letters, digits and signs folded they are equal, and
 * they name nothing that is another thing for another speaker. Too short a text (路灯) may be about any of them.
 */
export const isSameMatter = (a: string, b: string): boolean => {
  const one = bareWords(a)
  return one.length >= 4 && one === bareWords(b) && !OWN_PLACE.test(one)
}

/** What one speaker adds or leaves out when he says the same once more. */
const LIGHT = /[这那一]?个|[的了啊呀吧呢嘛哦]|又|还|都|就|[很太好]/g
/** Of what the shorter says, the longer has so much at least. */
const CONTAINED = 0.8

/**
 * Whether one speaker may have said one thing twice, more or less of it: what the shorter says is in the longer, and they
 * do not differ in where, how much and for or against. For him to say, never to be joined unasked.
 */
export const maySaySame = (a: string, b: string): boolean => {
  const [short = '', long = ''] = [a, b]
    .map((text) => bareWords(text).replace(LIGHT, ''))
    .sort((x, y) => x.length - y.length)
  if (short.length < 4) return false
  const pairs = Array.from({ length: short.length - 1 }, (_, i) => short.slice(i, i + 2))
  const shared = pairs.filter((pair) => long.includes(pair)).length
  return shared >= CONTAINED * pairs.length && !contradict(factsOf(a), factsOf(b))
}

const bareWords = (text: string): string =>
  fold(text.slice(0, 2_000))
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '')
