import { readAppeal } from '../../../src/language/kind/kind.ts'
import { chatter, quantiles, row, skipped, tableOf } from './data.ts'

/**
 * Suggestion or talk: appeals of two cities among everyday talk. Every set of appeals is counted against all the talk,
 * about twenty utterances for one appeal: harder than any group.
 */
export const appeals = (): readonly string[] => {
  const talk = chatter()
  const hotline = tableOf('appeals-12345/river_appeals.csv')
  if (!talk || !hotline) return skipped('suggestion or talk', 'chatter or appeals-12345')
  const petitions = tableOf('petitions/labelled.csv') ?? []
  const isAppeal = (text: string) => readAppeal(text) !== null
  const wrong = talk.filter(isAppeal).length
  const counted = (name: string, texts: readonly string[]): string => {
    const found = texts.filter(isAppeal).length
    const precision = (found / (found + wrong)).toFixed(3)
    const recall = (found / texts.length).toFixed(3)
    return row(`  ${name}`, `precision ${precision}, recall ${recall} (n ${texts.length})`, '0.95 at 0.85')
  }
  const column = (table: readonly Readonly<Record<string, string>>[], name: string) =>
    table.map((one) => one[name] ?? '')
  const times = [...talk, ...column(hotline, '标题')].map((text) => {
    const start = performance.now()
    isAppeal(text)
    return performance.now() - start
  })
  return [
    row('suggestion or talk', `${wrong} of ${talk.length} utterances of talk taken for an appeal`),
    counted('hotline titles', column(hotline, '标题')),
    counted('hotline texts', column(hotline, '诉求内容')),
    ...(petitions.length === 0
      ? []
      : [
          counted('petition titles', column(petitions, '留言主题')),
          counted('petition texts', column(petitions, '留言详情')),
        ]),
    row('  speed', quantiles(times)),
  ]
}
