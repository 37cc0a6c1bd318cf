import type { HomeNumber } from '../core/people/home.ts'
import type { Context } from './context.ts'
import { fold, ownPlace, type Span } from './fold.ts'
import { isPressing } from './kind/need.ts'
import { HAN_SIGN, readNumeral } from './numerals.ts'

/** Where something is: in plain words for staff, and the words of the text that say it. */
export interface Place {
  readonly text: string
  readonly span: Span
}

/** Only the beginning of a long letter says where it is. */
const LONGEST = 600

const BUILDING = `(?:\\d{1,3}|[A-Za-z]|${HAN_SIGN}{1,3})\\s*(?:号楼|栋|幢|座)(?:\\s*(?:\\d{1,2}|${HAN_SIGN}{1,2})\\s*单元)?`
const SPOT =
  '(?:小区|社区|院子?里?|大院)?(?:[东南西北中](?:大门|门|区|侧|边)|正门|后门|侧门|大门口?|地下车库|地库|车库|停车场|车棚|电梯|楼道|楼梯间|楼顶|天台|单元门|门口|楼下|楼前|楼后|一楼|大厅|架空层|广场(?!舞)|花园|花坛|绿化带|草坪|健身区|健身器材|健身房|游乐场|儿童乐园|篮球场|垃圾站|垃圾房|垃圾桶|垃圾亭|配电房|泵房|水泵房|公厕|活动室|活动中心|凉亭|岗亭|门卫室|传达室|快递柜|菜鸟驿站|菜场|围墙|水池|喷泉|充电桩|充电棚|下水道|井盖|路口|天桥)(?:口|旁边|边上|前面|后面|里面?|上|下)?'

const HOUSE = new RegExp(`(?<![\\dA-Za-z-])(${BUILDING})(?:\\s*的?\\s*(${SPOT}))?`, 'g')
const ALONE = new RegExp(SPOT)
/** 我家楼下, 我们单元门口: in relation to the speaker's own home. */
const OWN = new RegExp(
  `(?:我们?家?|咱们?家?|俺们?家?)(?:这|那)?(?:的)?(栋|幢|楼(?![下上道前后顶梯])|单元(?!门))?(?:的)?(${SPOT}|里|上)?`,
  'g',
)
const NEIGHBOURLY = /楼下|楼上|门口|楼道|楼梯间|单元门|电梯|楼前|楼后|楼顶|天台/

const plain = (block: string): string => {
  const [, number = '', unit] = /^(\S+?)\s*(?:号楼|栋|幢|座)(?:\s*(\S+?)\s*单元)?$/.exec(block) ?? []
  const said = (part: string) => String(readNumeral(part) ?? part.toUpperCase())
  return `${said(number)}栋${unit === undefined ? '' : `${said(unit)}单元`}`
}

/**
 * The place that a text names: a building of the register, a gate, a name that staff gave us, or where the speaker
 * lives (我家楼下). Null where it names none, or buildings that do not exist: a place or nothing, never a guess.
 */
export const readPlace = (text: string, context: Pick<Context, 'estate' | 'home' | 'places'>): Place | null => {
  const folded = fold(text.slice(0, LONGEST))
  const at = (start: number, length: number, words: string): Place => ({
    text: words.replace(/\s+/g, ''),
    span: { start: ownPlace(text, start), end: ownPlace(text, start + length) },
  })
  const register = context.estate?.register ?? null
  for (const match of folded.matchAll(HOUSE)) {
    const block = plain(match[1] ?? '')
    if (register && !register.hasBuilding(block.slice(0, block.indexOf('栋')))) continue
    return at(match.index, match[0].length, `${block}${match[2] ?? ''}`)
  }
  const own = ownPlaceOf(folded, context.home ?? null)
  if (own) return at(own.start, own.length, own.text)
  const named = (context.places ?? [])
    .map((name) => ({ name, start: folded.indexOf(fold(name)) }))
    .filter(({ start }) => start >= 0)
    .sort((a, b) => b.name.length - a.name.length)[0]
  if (named) return at(named.start, fold(named.name).length, named.name)
  const spot = ALONE.exec(folded)
  return spot ? at(spot.index, spot[0].length, spot[0]) : null
}

/** 我家楼下 is at the speaker's building; without a known home it is nowhere. */
const ownPlaceOf = (
  folded: string,
  home: HomeNumber | null,
): { start: number; length: number; text: string } | null => {
  if (!home) return null
  for (const match of folded.matchAll(OWN)) {
    const [whole, part, spot = ''] = match
    if (!part && !NEIGHBOURLY.test(spot)) continue
    const unit = home.unit === null || /楼下|楼前|楼后/.test(spot) ? '' : `${home.unit}单元`
    return {
      start: match.index,
      length: whole.length,
      text: `${home.building}栋${unit}${/^[里上]$/.test(spot) ? '' : unit === '' ? spot : spot.replace(/^单元/, '')}`,
    }
  }
  return null
}

const URGENT =
  /(?:很|太|非常|特别|十万火|紧|加)急(?!诊|刹|救)|急急急|急!|(?:马上|立刻|立即|赶紧|赶快)(?:来|派人|处理|修|解决)|等不[了及]|爆管|水管爆|(?:快|都)淹了|一直在?(?:漏|流)水/

/** Whether its author says that it cannot wait, or somebody goes hungry. */
export const isUrgent = (text: string): boolean => {
  const folded = fold(text.slice(0, LONGEST))
  return URGENT.test(folded) || isPressing(folded)
}
