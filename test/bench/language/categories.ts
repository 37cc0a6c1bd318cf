import { categoriser } from '../../../src/language/category/categorise.ts'
import { crossValidate, type Evaluation } from '../../../src/language/category/evaluate.ts'
import { learn } from '../../../src/language/category/learn.ts'
import { quantiles, row, skipped, tableOf } from './data.ts'

const SEEDS = [1, 2, 3, 4, 5]
const SETS = [
  { name: 'titles', columns: ['留言主题'], aim: 'macro-F1 0.83' },
  { name: 'titles and bodies', columns: ['留言主题', '留言详情'], aim: 'macro-F1 0.88, 0.95 at 80 % coverage' },
]
/** Bytes of one weight. */
const WEIGHT = Float32Array.BYTES_PER_ELEMENT

const timed = <R>(work: () => R): { readonly done: R; readonly ms: number } => {
  const start = performance.now()
  const done = work()
  return { done, ms: performance.now() - start }
}

/** The mean of some runs and its standard error over their seeds. */
const meanOf = (values: readonly number[]): string => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return `${mean.toFixed(4)} ± ${Math.sqrt(variance / values.length).toFixed(4)}`
}

/**
 * Categories on labelled petitions: ten folds, five times over. What is held out elsewhere is trained on the whole of this.
 * The error over seeds is that of the folds only; of another sample as large, macro-F1 has a standard error of about 0.012.
 */
export const categories = (): readonly string[] => {
  const first = timed(() => categoriser([]))
  const lines = [row('category', `learning the taxonomy’s own words ${first.ms.toFixed(0)} ms`)]
  const petitions = tableOf('petitions/labelled.csv')
  if (!petitions) return [...lines, ...skipped('  trained on petitions', 'petitions')]
  for (const { name, columns, aim } of SETS) {
    const examples = petitions.map((one) => ({
      fields: columns.map((column) => one[column] ?? ''),
      label: one.一级标签 ?? '',
    }))
    const learned = timed(() => learn(examples))
    const runs = SEEDS.map((seed) => crossValidate(examples, 10, seed))
    const mean = (pick: (run: Evaluation) => number) => meanOf(runs.map(pick))
    const at80 = mean((run) => run.atCoverage.find(({ coverage }) => coverage === 0.8)?.accuracy ?? 0)
    const told = `macro-F1 ${mean((run) => run.macroF1)}, accuracy ${mean((run) => run.accuracy)}, at 80 % coverage ${at80}`
    const cost = `training ${learned.ms.toFixed(0)} ms, ${((learned.done.size * WEIGHT) / 2 ** 20).toFixed(1)} MB`
    lines.push(row(`  ${name}`, `${told}; ${cost}`, aim))
  }
  const times = petitions.map((one) => timed(() => first.done(one.留言主题 ?? '')).ms)
  return [...lines, row('  speed', quantiles(times))]
}
