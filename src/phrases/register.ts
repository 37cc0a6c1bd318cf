import { maskNumbers } from '../core/kernel/mask.ts'
import type { Rejection } from '../core/kernel/rejection.ts'
import type { RegisterChange, RegisterDifference } from '../core/people/difference.ts'
import { homeText } from '../core/people/home.ts'
import type { AreaSource, RegisterRow } from '../core/people/register.ts'

type Say = (value: (key: string) => string) => string

const AREA = '面积要像89.5这样，只写数字，单位平方米'

const SENTENCES: Readonly<Record<string, Say>> = {
  'register.empty': () => '名册里一户也没有。第1行写楼栋、单元、房号、面积、面积来源、业主、手机，下面每户一行。',
  'register.more': (v) => `一共${v('total')}处要改，上面是前${v('shown')}处。`,
  'register.unknown-column': (v) =>
    `不认识“${v('column')}”这一列。表头只能写：楼栋、单元、房号、面积、面积来源、业主、手机。`,
  'register.double-column': (v) => `“${v('column')}”这一列写了两次，请留一列。`,
  'register.missing-column': (v) => `表头缺“${v('column')}”这一列。`,
  'register.nameless-column': () => '有一格没有对应的表头，请给那一列写上表头，或者清空这一格。',
  'register.duplicate': (v) => `${v('home')}和第${v('first')}行重复了。一户只写一行，几位业主用“、”隔开。`,
  'register.unclear-home': (v) =>
    v('text') === '' ? `${v('column')}没有写。` : `${v('column')}“${v('text')}”看不明白，请写成3、3栋或501这样。`,
  'register.area-missing': () => '面积没有写。都不知道就整列不要。',
  'register.area-number': (v) => `面积“${v('text')}”不是数字。${AREA}。`,
  'register.area-positive': (v) => `面积“${v('text')}”要大于0。`,
  'register.area-large': (v) => `面积“${v('text')}”太大了，一户最多2000平方米。`,
  'register.area-decimals': (v) => `面积“${v('text')}”小数太多，最多两位。`,
  'register.area-source': (v) => `面积来源“${v('text')}”不认识，请写产权证、测绘、合同、预测或自报。`,
  'register.owner': () => '业主一栏不像姓名，请检查是不是填错了列。',
  'register.mobile': (v) => `手机号不对，应是1开头的11位数字，现在是${v('digits')}位。`,
}

/** One sentence for staff about a line of the register that is refused. Mobiles that slipped into it are masked. */
export const registerRejectionText = ({ rejected, data }: Rejection): string => {
  const sentence = SENTENCES[rejected]?.((key) => maskNumbers(String(data[key] ?? ''))) ?? '这一行读不了，请检查。'
  return data.line === undefined ? sentence : `第${data.line}行：${sentence}`
}

const SOURCES: Readonly<Record<AreaSource, string>> = {
  certificate: '产权证',
  survey: '测绘',
  contract: '合同',
  forecast: '预测',
  declared: '自报',
}

const FIELDS: Readonly<Record<RegisterChange['field'], string>> = {
  area: '面积',
  areaSource: '面积来源',
  owners: '业主',
  phones: '手机',
}

/** The word for where an area comes from; '' where it is not known. */
export const areaSourceText = (source: string | null): string =>
  Object.entries(SOURCES).find(([code]) => code === source)?.[1] ?? ''

/** More of each kind than this is counted, not listed. */
const LISTED = 20

const listed = (items: readonly string[]): string[] =>
  items.length > LISTED ? [...items.slice(0, LISTED), `　……还有${items.length - LISTED}处`] : [...items]

const valueText = (field: RegisterChange['field'], value: string): string => {
  if (value === '') return '空'
  if (field === 'area') return `${value}㎡`
  return field === 'areaSource' ? areaSourceText(value) : maskNumbers(value)
}

const changeText = ({ home, field, from, to }: RegisterChange): string => {
  const [before, after] = [valueText(field, from), valueText(field, to)]
  const alike = before === after ? '（中间几位不同）' : ''
  return `　${home} ${FIELDS[field]}：${before} → ${after}${alike}`
}

const homes = (rows: readonly RegisterRow[]): string =>
  rows
    .slice(0, LISTED)
    .map(({ home }) => homeText(home))
    .join('、') + (rows.length > LISTED ? `等${rows.length}户` : '')

/** What an import would do, for staff who decide on it: counts first, then each change, mobiles masked. */
export const differenceText = ({ added, changed, removed, same }: RegisterDifference): string => {
  const bare = added.filter(({ area }) => area === null).length
  if (added.length + changed.length + removed.length === 0) return `和现在的名册一样，${same}户都没有变。`
  const homesChanged = new Set(changed.map(({ home }) => home)).size
  return [
    `新增${added.length}户，改动${homesChanged}户，不变${same}户。`,
    ...(added.length > 0 ? [`新增：${homes(added)}`] : []),
    ...listed(changed.map(changeText)),
    ...(removed.length > 0 ? [`新名册里没有、但原来有的${removed.length}户，先不删：${homes(removed)}`] : []),
    ...(bare > 0 ? [`有${bare}户没写面积：按面积算的表决用不了，有了再导入一次。`] : []),
  ].join('\n')
}
