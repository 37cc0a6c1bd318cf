import { KINDS, kindOf } from '../../../src/language/kind/kind.ts'
import { row, skipped, tableOf } from './data.ts'

/** What a hotline calls the nature (性质) of an appeal is what we call its kind: the same five words. It knows no 表扬. */
const KNOWN = KINDS.filter((kind) => kind !== '表扬')

/**
 * Kinds of appeals to a hotline, read as what somebody 反映s. The nature was chosen from a list by whoever sent it, and
 * people choose loosely (that a river stinks stands under every one of them): always saying 投诉 would be right for 0.799
 * at a macro-F1 of 0.18. So the table is to be read rather than the sum. No word was taken from these texts; that what is
 * only named is a complaint was decided with this table in view.
 */
export const kinds = (): readonly string[] => {
  const hotline = tableOf('appeals-12345/river_appeals.csv')
  if (!hotline) return skipped('kind', 'appeals-12345')
  const told = (name: string, textOf: (one: Readonly<Record<string, string>>) => string): string[] => {
    const pairs = hotline.map((one) => ({ is: one.性质 ?? '', taken: kindOf(textOf(one), '反映') }))
    const count = (is: string | null, taken: string | null) =>
      pairs.filter((pair) => (is === null || pair.is === is) && (taken === null || pair.taken === taken)).length
    const right = KNOWN.map((kind) => count(kind, kind))
    const f1 = KNOWN.map((kind, i) => (2 * (right[i] ?? 0)) / Math.max(1, count(kind, null) + count(null, kind)))
    const sum = (numbers: readonly number[]) => numbers.reduce((total, n) => total + n, 0)
    return [
      row(
        `  ${name}`,
        `accuracy ${(sum(right) / pairs.length).toFixed(3)}, macro-F1 ${(sum(f1) / KNOWN.length).toFixed(3)} (n ${pairs.length})`,
      ),
      `    is \\ taken for  ${KINDS.join('  ')}`,
      ...KNOWN.map((is, i) => {
        const cells = KINDS.map((taken) => String(count(is, taken)).padStart(4)).join('  ')
        const recall = ((right[i] ?? 0) / count(is, null)).toFixed(2)
        const precision = ((right[i] ?? 0) / Math.max(1, count(null, is))).toFixed(2)
        return `    ${is}           ${cells}   precision ${precision}, recall ${recall}`
      }),
    ]
  }
  return [
    row('kind', '性质 投诉 咨询 建议 举报 求助 as they stand'),
    ...told('titles', (one) => one.标题 ?? ''),
    ...told('titles and texts', (one) => `${one.标题 ?? ''}\n${one.诉求内容 ?? ''}`),
  ]
}
