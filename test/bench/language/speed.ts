import { read } from '../../../src/language/read.ts'
import { casesOf, TABLES } from '../../language/cases.ts'
import { jsonLines, quantiles, row, skipped } from './measure.ts'
import { OPEN } from './silence.ts'

const WARM = 20_000

const timed = (texts: readonly string[]): string => {
  for (let i = 0; i < WARM; i += 1) read({ text: texts[i % texts.length] ?? '' }, OPEN)
  return quantiles(
    texts.map((text) => {
      const start = performance.now()
      read({ text }, OPEN)
      return performance.now() - start
    }),
  )
}

/** How long one message takes with three things open, after warming up. */
export const speed = (): readonly string[] => {
  const name = 'chatter/dialogs.jsonl'
  const dialogs = jsonLines<{ readonly turns: readonly string[] }>(name)
  const own = TABLES.flatMap(casesOf).map(({ said }) => said)
  return [
    ...(dialogs
      ? [row('speed of talk', timed(dialogs.flatMap(({ turns }) => turns)), 'median at most 50 µs')]
      : skipped('speed of talk', name)),
    row('speed of our lines', timed(own)),
  ]
}
