import { read } from '../../../src/language/read.ts'
import { casesOf, TABLES } from '../../language/cases.ts'
import { scene, told } from '../../language/told.ts'
import { percent, row } from './measure.ts'

/** Our own tables of cases. */
export const answers = (): readonly string[] => {
  const cases = TABLES.flatMap((name) => casesOf(name).map((one) => ({ name, ...one })))
  let right = 0
  let wrongThoughCertain = 0
  const failures: string[] = []
  for (const { name, line, where, said, means } of cases) {
    const given = scene(where)
    const readings = read({ text: said }, given)
    const ours = told(readings, given)
    if (ours === means) right += 1
    else {
      if (readings.some(({ sure }) => sure === 'certain')) wrongThoughCertain += 1
      failures.push(`  ${name}:${line} ${said}: ${ours}, not ${means}`)
    }
  }
  return [
    row('answers', percent(right, cases.length), 'at least 99 %'),
    row('  wrong yet certain', String(wrongThoughCertain), '0'),
    ...failures,
  ]
}
