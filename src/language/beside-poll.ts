import type { OpenPoll } from './context.ts'
import { readAppeal } from './kind/kind.ts'
import { same } from './options.ts'

/** Longer, it tells a story of its own. */
const LONGEST_REMARK = 24
/** What is wrong with the thing itself is a matter of its own. */
const WRONG = /[坏占堵漏脏臭乱偷挡摔吵被又]|不亮|没得?人|危险|投诉|反映|建议/

/** 停车位莫搞, 2号楼要路灯: talk about what an open poll offers, which the committee learns by its result. */
export const isAboutOption = (text: string, polls: readonly OpenPoll[]): boolean => {
  const said = same(text.slice(0, 2 * LONGEST_REMARK))
  if (polls.length === 0 || said.length > LONGEST_REMARK || WRONG.test(said)) return false
  return polls.some(({ options }) => options.map(same).some((label) => label.length > 1 && said.includes(label)))
}

/** 不装。楼道里的垃圾好几天没人收了: whether what stands behind an answer, in sentences of its own, looks like an appeal. */
export const appealsBesides = (text: string): boolean => {
  const end = text.search(/[。！!\n]/)
  return end > 0 && readAppeal(text.slice(end + 1)) !== null
}
