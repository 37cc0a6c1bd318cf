import { OFFICE } from '../chat/address.ts'
import type { JielongSum } from '../core/consult/jielong.ts'
import { hundredthsText } from '../core/kernel/quantity.ts'
import type { Rejection } from '../core/kernel/rejection.ts'

/** As many names or homes as one glance takes in; the table has all of them. */
const SHOWN = 30
const LINES_SHOWN = 60
const CHOICES_SHOWN = 8

/** 3-2-501、3-2-502等5户 */
const some = (all: readonly string[], unit: string, most = SHOWN): string =>
  all.length <= most ? all.join('、') : `${all.slice(0, most).join('、')}等${all.length}${unit}`

export const openedListText = ({ number, title }: { readonly number: number; readonly title: string }): string =>
  `【接龙${number}号】${title}\n回“接龙 3-2-501 两个”这样就接上了，单子我来记，不用转发。想改再回一次，不接了说“不接龙了”。`

interface Kept {
  readonly number: number | null
  readonly title: string
  readonly status: 'open' | 'closed'
}

const headOf = ({ number, title, status }: Kept): string =>
  `【接龙${number ?? ''}号${status === 'closed' ? '结束' : ''}】${title}`

/** The list that we keep, as residents know lists. */
export const listText = (
  { number, title, status }: Kept,
  lines: readonly { readonly number: number | null; readonly text: string }[],
): string => {
  const head = headOf({ number, title, status })
  if (lines.length === 0) return `${head}\n没有人接。`
  // While it is open a number stays whose it is; at the end nobody should look for one that is missing.
  const place = (i: number) => (status === 'closed' ? i + 1 : (lines[i]?.number ?? i + 1))
  const shown = lines.slice(0, LINES_SHOWN).map(({ text }, i) => `${place(i)}. ${text}`)
  const more = lines.length > LINES_SHOWN ? [`还有${lines.length - LINES_SHOWN}个，${OFFICE}有全部名单。`] : []
  return [head, `共${lines.length}个：`, ...shown, ...more].join('\n')
}

/** To one person in private. */
export const joinedText = (place: number, text: string, changed: boolean): string =>
  `${changed ? '改好了' : '接上了'}，第${place}个：${text}。想改再回一次。`
/** To whoever passed our list on with lines of others on it, in private. */
export const passedOnText = ({ number }: { readonly number: number | null }, added: number): string =>
  `照您转的单子，接龙${number ?? ''}号又记上了${added}个。谁的要改，自己回“接龙 ……”就行。`

/** To whoever wants to add a line for others who have one. */
export const theirsText = (home: string): string => `${home}自己接过了，没改。要改请他们自己回“接龙 ……”。`

/** To whoever wants to add a line for somebody and does not say of which home. */
export const whoseHomeText = (): string => '帮谁家接，请写上门牌，比如“接龙 帮3-1-102 一个”。您自己那一行没有动。'

export const leftText = (title: string): string => `好，“${title}”里您那一行去掉了。`
export const notOnListText = (title: string): string => `“${title}”里没有您的名字，不用退。`

/** To whoever names a list that takes nobody any more, or that never was. */
export const listOverText = (number: number, known: boolean): string =>
  known ? `接龙${number}号已经结束了，没接上。` : `没有接龙${number}号，没接上，看看号码写对了没有。`

export const whichListText = (lists: readonly { readonly number: number | null; readonly title: string }[]): string =>
  `是接哪一个？${lists.map(({ number, title }) => `${title}回“接龙 ${number}号 ……”`).join('，')}。`

export const sentPrivatelyText = (): string => '统计单独发您了。'

interface Remark {
  readonly kind: 'lost' | 'altered' | 'changed' | 'withdrawn' | 'same-home' | 'same-name'
  readonly was: string
  readonly now: string | null
}

const quantitiesText = (quantities: JielongSum['quantities']): string => {
  const [only, another] = quantities
  if (!only) return ''
  if (!another) return `数量合计${hundredthsText(only[1])}。`
  const each = quantities.map(
    ([unit, sum]) => `${unit === null ? '没写单位的' : ''}${hundredthsText(sum)}${unit ?? ''}`,
  )
  return `数量合计${each.join('、')}（单位不一样，没加在一起）。`
}

/** To staff in private: who has joined, who has not, and what a person should look at. `byName`: whose home was not written. */
export const sumText = (
  { number, title, status }: Kept,
  sum: JielongSum,
  remarks: readonly Remark[],
  byName: readonly string[],
): string => {
  const share = sum.expected === 0 ? '' : `${Math.round((sum.homes / sum.expected) * 100)}%`
  const joined =
    sum.expected === 0
      ? `已接${sum.lines}条。`
      : `已接${sum.lines}条，${sum.homes}户，应接${sum.expected}户（${share}）。`
  const missing = sum.missing.flatMap(({ homes }) => homes)
  const choices = sum.choices
    .slice(0, CHOICES_SHOWN)
    .map(([choice, times]) => `${choice}${/\d$/.test(choice) ? '：' : ''}${times}`)
  const of = (...kinds: readonly Remark['kind'][]) => remarks.filter(({ kind }) => kinds.includes(kind))
  const twice = [...sum.repeated, ...of('same-home', 'same-name').map(({ was }) => was)]
  return [
    headOf({ number, title, status }),
    joined,
    choices.length === 0 ? '' : `${choices.join('，')}。`,
    quantitiesText(sum.quantities),
    missing.length === 0 ? '' : `未接${missing.length}户：${some(missing, '户')}。`,
    twice.length === 0 ? '' : `重复：${some([...new Set(twice)], '条')}。`,
    sum.unknown.length === 0 ? '' : `房号对不上：${some(sum.unknown, '户')}。`,
    byName.length === 0 ? '' : `没写房号、按名字对上的：${some(byName, '人')}。`,
    sum.homeless.length === 0 ? '' : `没写房号：${some(sum.homeless, '人')}。`,
    of('lost').length === 0
      ? ''
      : `转发时漏掉、我补回来的：${some(
          of('lost').map(({ was }) => was),
          '条',
          10,
        )}。`,
    of('altered').length === 0
      ? ''
      : `被别人改动、我按原样记的：${some(
          of('altered').map(({ was, now }) => `${was}（改成了${now ?? ''}）`),
          '条',
          10,
        )}。`,
    `表格在后台“接龙”里，再看发 /统计接龙 ${number}。`,
  ]
    .filter((line) => line !== '')
    .join('\n')
}

export const jielongRefusedText = ({ rejected, data }: Rejection): string => {
  switch (rejected) {
    case 'jielong.same':
      return `这个群已经有一样的接龙了，是${data.number}号，接着接就行。`
    case 'jielong.no-group':
      return '接龙请到居民群里发“/接龙 标题”，在哪个群发就在哪个群接。'
    case 'jielong.closed':
      return '这个接龙已经结束了。'
    case 'jielong.not-quoted':
      return '引用的这条不是接龙，或者我没有看到。请引用接龙里的任何一条。'
    default:
      return '这里还没有接龙。要统计居民发的，就引用它再发“/统计接龙”；要我来记，发“/接龙 标题”。'
  }
}
