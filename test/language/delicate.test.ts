import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { speaksOfNeed, tellsWho } from '../../src/language/delicate.ts'

const LINES = readFileSync(new URL('triage/whose-need.tsv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .map((line) => line.split('\t'))

test.each(LINES)('whose need it is: %s：%s', (heard, text = '') => {
  expect(speaksOfNeed(text) && tellsWho(text, ['张建国']) ? '听得出' : '听不出').toBe(heard)
})
