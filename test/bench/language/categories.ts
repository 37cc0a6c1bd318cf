import { categoriser } from '../../../src/language/category/categorise.ts'
import { crossValidate, type Evaluation } from '../../../src/language/category/evaluate.ts'
import { learn } from '../../../src/language/category/learn.ts'
import { quantiles, row, skipped, tableOf } from './data.ts'

const SEEDS = [1, 2, 3, 4, 5]
const SETS = [
  { name: 'titles', columns: ['留言主题'], aim: 'macro-F1 0.83' },
  { name: 'titles and bodies', columns: ['留言主题', '留言详情'], aim: 'macro-F1 0.88, 0.95 at 80 % coverage' },
]

const timed = <R>(work: () => R): { readonly done: R; readonly ms: number } => {
  const start = performance.now()
  const done = work()
  return { done, ms: performance.now() - start }
}

/** Categories on labelled petitions: ten folds, three times over. What is held out elsewhere is trained on the whole of this. */
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
    const { ms } = timed(() => learn(examples))
    const runs = SEEDS.map((seed) => crossValidate(examples, 10, seed))
    const mean = (pick: (run: Evaluation) => number) =>
      (runs.reduce((sum, run) => sum + pick(run), 0) / runs.length).toFixed(4)
    const at80 = mean((run) => run.atCoverage.find(({ coverage }) => coverage === 0.8)?.accuracy ?? 0)
    const told = `macro-F1 ${mean((run) => run.macroF1)}, accuracy ${mean((run) => run.accuracy)}, at 80 % coverage ${at80}`
    lines.push(row(`  ${name}`, `${told}; training ${ms.toFixed(0)} ms`, aim))
  }
  const times = petitions.map((one) => timed(() => first.done(one.留言主题 ?? '')).ms)
  return [...lines, row('  speed', quantiles(times))]
}
