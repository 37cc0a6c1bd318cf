import { LikenessIndex } from '../../../src/language/alike/index.ts'
import { quantiles, row } from './data.ts'

const SIZE = 10_000
const PLACES = '东门 西门 车库 楼道 电梯口 花园 北广场 垃圾站 活动室 物业门口'.split(' ')
const THINGS = '路灯 电梯 积水 垃圾 噪音 停车 漏水 水管 保安 树枝 井盖 充电桩 门禁 快递柜 油烟'.split(' ')
const ENDS = '坏了好几天没人管 一直没修好 能不能尽快处理 影响老人出行 请物业派人看看 大家都有意见'.split(' ')

/** The index of open suggestions: how long it takes to build and to ask. The texts are made up, and more alike than real ones. */
export const likeness = (): readonly string[] => {
  const known = Array.from({ length: SIZE }, (_, number) => ({
    number,
    text: `${(number % 40) + 1}栋${PLACES[number % 10]}的${THINGS[(number * 7) % 15]}${ENDS[(number * 11) % 6]}，第${number}次说了`,
  }))
  const start = performance.now()
  const index = new LikenessIndex(known)
  const built = performance.now() - start
  const times = known
    .filter((_, i) => i % 20 === 0)
    .map(({ text, number }) => {
      const asked = performance.now()
      index.like(text, number)
      return performance.now() - asked
    })
  return [row('alike', `index of ${SIZE}: build ${built.toFixed(0)} ms, query ${quantiles(times)}`)]
}
