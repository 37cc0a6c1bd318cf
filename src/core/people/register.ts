import { hundredths } from '../kernel/quantity.ts'
import { type Rejection, reject } from '../kernel/rejection.ts'
import { type HomeNumber, homeText } from './home.ts'

/** Where a home's floor area comes from: title deed, measured survey, purchase contract, survey before building, said by the owner. */
export const AREA_SOURCES = ['certificate', 'survey', 'contract', 'forecast', 'declared'] as const
export type AreaSource = (typeof AREA_SOURCES)[number]

/** One home of the register. What the file leaves empty is empty here: null, or no names and numbers. */
export interface RegisterRow {
  readonly home: HomeNumber
  /** 0.01 m². Null where the register has no such column. */
  readonly area: number | null
  readonly areaSource: AreaSource | null
  readonly owners: readonly string[]
  readonly phones: readonly string[]
}

/** A row of a table, with the line it has in its file. */
interface Line {
  readonly line: number
  readonly cells: readonly string[]
}

/** No more rejections than this are listed; the last one, `register.more`, then says how many there are. */
export const MAX_REJECTIONS = 20
/** 2,000 m², in 0.01 m². */
const MAX_AREA = 200_000
const MAX_NAME = 40

const COLUMNS = ['楼栋', '单元', '房号', '面积', '面积来源', '业主', '手机'] as const
type Column = (typeof COLUMNS)[number]
const REQUIRED: readonly Column[] = ['楼栋', '房号']
/** The same column as offices and property companies head it. */
const ALSO: Readonly<Record<string, Column>> = {
  ...{ 楼号: '楼栋', 栋号: '楼栋', 楼栋号: '楼栋', 幢号: '楼栋', 单元号: '单元', 室号: '房号', 房间号: '房号' },
  ...{ 建筑面积: '面积', 产权面积: '面积', 产权人: '业主', 业主姓名: '业主', 手机号: '手机', 手机号码: '手机' },
}

const SOURCES = new Map<string, AreaSource>([
  ['产权证', 'certificate'],
  ['房产证', 'certificate'],
  ['不动产权证', 'certificate'],
  ['不动产权证书', 'certificate'],
  ['不动产登记', 'certificate'],
  ['不动产登记簿', 'certificate'],
  ['测绘', 'survey'],
  ['实测', 'survey'],
  ['合同', 'contract'],
  ['购房合同', 'contract'],
  ['预测', 'forecast'],
  ['预测绘', 'forecast'],
  ['自报', 'declared'],
])

/** What a spreadsheet shows for a cell that says yes or no. It names nothing. */
const YES_OR_NO = /^(?:TRUE|FALSE)$/i
/** A cell that was to be worked out, or an address: no list of names. */
const FORMULA = /^[=+@＝＋＠]|:\/\//

const isColumn = (name: string): name is Column => COLUMNS.some((column) => column === name)

/** Full-width letters and digits become plain ones, spaces go. */
const squeeze = (text: string): string => text.normalize('NFKC').replace(/\s/g, '')

const DIGITS = '零一二三四五六七八九'

/** 三 → 3, 十二 → 12, 二十 → 20. Null for anything else: no estate counts its buildings to a hundred in characters. */
const chineseNumber = (text: string): number | null => {
  const match = /^([一二两三四五六七八九])?(十)?([一二三四五六七八九])?$/.exec(text)
  if (!match || text === '' || (match[2] === undefined && match[3] !== undefined)) return null
  const [, tens, ten, ones] = match
  const digit = (character: string | undefined) => (character === '两' ? 2 : DIGITS.indexOf(character ?? '零'))
  return ten === undefined ? digit(tens) : (tens === undefined ? 1 : digit(tens)) * 10 + digit(ones)
}

/** "3", "3栋", "3号楼", "三栋", "03" → "3"; "a座" → "A". Null where it is not plain which one is meant. */
const placeName = (text: string, suffix: RegExp, longest: number): string | null => {
  const bare = squeeze(text).replace(suffix, '')
  const counted = chineseNumber(bare)
  if (counted !== null) return String(counted)
  const name = bare.toUpperCase().replace(/^0+(?=\d)/, '')
  return /^[0-9A-Z]+$/.test(name) && name.length <= longest && !YES_OR_NO.test(name) ? name : null
}

const BUILDING = /(?:号楼|栋楼|号栋|栋|幢|座|楼|号|#)$/
const UNIT = /(?:单元|门|梯)$/

const readHome = (building: string, unit: string, room: string): HomeNumber | { readonly unclear: Column } => {
  const b = placeName(building, BUILDING, 4)
  if (b === null) return { unclear: '楼栋' }
  const u = squeeze(unit) === '' ? null : placeName(unit, UNIT, 3)
  if (u === null && squeeze(unit) !== '') return { unclear: '单元' }
  const r = squeeze(room)
    .replace(/(?:号房|室|号|房|户)$/, '')
    .toUpperCase()
  return /^[0-9A-Z]{1,5}$/.test(r) && !YES_OR_NO.test(r) ? { building: b, unit: u, room: r } : { unclear: '房号' }
}

const readArea = (text: string): number | Unclear => {
  const bare = squeeze(text).replace(/(?:m2|平方米|平米|平方|平)$/i, '')
  if (bare === '') return { code: 'register.area-missing' }
  if (/^-?\d{1,9}\.\d{3,}$/.test(bare)) return { code: 'register.area-decimals' }
  const area = hundredths(bare)
  if (area === null) return { code: 'register.area-number' }
  if (area <= 0) return { code: 'register.area-positive' }
  return area > MAX_AREA ? { code: 'register.area-large' } : area
}

type Unclear = { readonly code: string }
const isUnclear = (area: number | null | Unclear): area is Unclear => area !== null && typeof area === 'object'

const several = (text: string): string[] => [
  ...new Set(
    text
      .split(/[、,，/／;；\n]/)
      .map((part) => part.trim())
      .filter((part) => part !== ''),
  ),
]

const mobile = (text: string): string =>
  squeeze(text)
    .replace(/[-()]/g, '')
    .replace(/^(?:\+86|0086|86(?=1\d{10}$))/, '')

/** What a cell said, cut short so that one bad cell does not fill a screen. */
const quoted = (text: string): string => {
  const characters = [...text]
  return characters.length > MAX_NAME ? `${characters.slice(0, MAX_NAME).join('')}…` : text
}

const readHeader = (header: Line): { readonly at: ReadonlyMap<Column, number>; readonly rejections: Rejection[] } => {
  const at = new Map<Column, number>()
  const rejections: Rejection[] = []
  const { line } = header
  header.cells.forEach((cell, index) => {
    const written = squeeze(cell).replace(/\(.*\)$/, '')
    if (written === '') return
    const name = Object.hasOwn(ALSO, written) ? (ALSO[written] ?? written) : written
    if (!isColumn(name)) rejections.push(reject('register.unknown-column', { line, column: quoted(cell) }))
    else if (at.has(name)) rejections.push(reject('register.double-column', { line, column: name }))
    else at.set(name, index)
  })
  for (const column of REQUIRED)
    if (!at.has(column)) rejections.push(reject('register.missing-column', { line, column }))
  return { at, rejections }
}

const readLine = ({ line, cells }: Line, at: ReadonlyMap<Column, number>): RegisterRow | Rejection[] => {
  const cell = (column: Column) => cells[at.get(column) ?? -1] ?? ''
  const rejections: Rejection[] = []
  const refuse = (code: string, data: Rejection['data'] = {}) => void rejections.push(reject(code, { line, ...data }))
  const known = new Set(at.values())
  if (cells.some((text, index) => text !== '' && !known.has(index))) refuse('register.nameless-column')
  const home = readHome(cell('楼栋'), cell('单元'), cell('房号'))
  if ('unclear' in home) refuse('register.unclear-home', { column: home.unclear, text: quoted(cell(home.unclear)) })
  // A list may say no areas at all; one that is missing among others is a slip.
  const area = at.has('面积') ? readArea(cell('面积')) : null
  if (isUnclear(area)) refuse(area.code, { text: quoted(cell('面积')) })
  const source = squeeze(cell('面积来源'))
  const areaSource = SOURCES.get(source) ?? null
  if (source !== '' && areaSource === null) refuse('register.area-source', { text: quoted(cell('面积来源')) })
  const owners = several(cell('业主'))
  // A number in the owners' column is a column that slipped, and would be shown as a name.
  const slipped = (name: string) => /\d{5}/.test(name.normalize('NFKC')) || YES_OR_NO.test(name)
  if (FORMULA.test(cell('业主')) || owners.some((name) => slipped(name) || [...name].length > MAX_NAME))
    refuse('register.owner')
  const phones = several(cell('手机')).map(mobile)
  for (const phone of phones)
    if (!/^1[3-9]\d{9}$/.test(phone)) refuse('register.mobile', { digits: phone.replace(/\D/g, '').length })
  if (rejections.length > 0 || 'unclear' in home || isUnclear(area)) return rejections
  return { home, area, areaSource, owners, phones: [...new Set(phones)] }
}

/**
 * Reads the household register from a table whose first row, or the one under its title, names the columns 楼栋, 单元, 房号,
 * 面积, 面积来源, 业主, 手机 in any order (the first and third must be there). All of it or nothing: the second outcome lists
 * every bad line, and is told by `registerRefused`. Neither is ever empty.
 */
export const readRegister = (table: readonly Line[]): RegisterRow[] | Rejection[] => {
  const [header, ...lines] = isTitle(table[0]) ? table.slice(1) : table
  if (!header) return [reject('register.empty')]
  const { at, rejections } = readHeader(header)
  if (rejections.length > 0) return capped(rejections)
  if (lines.length === 0) return [reject('register.empty')]
  const rows: RegisterRow[] = []
  const first = new Map<string, number>()
  for (const line of lines) {
    const row = readLine(line, at)
    if (Array.isArray(row)) {
      rejections.push(...row)
      continue
    }
    const home = homeText(row.home)
    const before = first.get(home)
    if (before === undefined) first.set(home, line.line)
    else rejections.push(reject('register.duplicate', { line: line.line, home, first: before }))
    rows.push(row)
  }
  return rejections.length > 0 ? capped(rejections) : rows
}

/** A line over the header that says only what the table is: 幸福里小区业主名册. */
const isTitle = (line: Line | undefined): boolean => {
  const [only, another] = (line?.cells ?? []).map(squeeze).filter((cell) => cell !== '')
  return (
    only !== undefined &&
    another === undefined &&
    /(?:名册|名单|登记表|台账|一览表|明细表|汇总表|统计表|信息表)$/.test(only)
  )
}

const capped = (rejections: readonly Rejection[]): Rejection[] => {
  const total = rejections.length
  if (total <= MAX_REJECTIONS) return [...rejections]
  return [...rejections.slice(0, MAX_REJECTIONS), reject('register.more', { total, shown: MAX_REJECTIONS })]
}

/** Tells the two outcomes of `readRegister` apart. */
export const registerRefused = (outcome: readonly RegisterRow[] | readonly Rejection[]): outcome is Rejection[] =>
  outcome.some((item) => 'rejected' in item)
