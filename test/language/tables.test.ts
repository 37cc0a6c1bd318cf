import { describe, expect, test } from 'vitest'
import { read } from '../../src/language/read.ts'
import { casesOf, TABLES } from './cases.ts'
import { scene, told } from './told.ts'

describe.each(TABLES)('%s', (name) => {
  test.each(casesOf(name))('$line: $where: $said', ({ where, said, means }) => {
    const given = scene(where)
    const readings = read({ text: said }, given)
    expect(told(readings, given)).toBe(means)
    for (const { span } of readings) {
      expect(span.start).toBeGreaterThanOrEqual(0)
      expect(span.end).toBeGreaterThanOrEqual(span.start)
      expect(span.end).toBeLessThanOrEqual(said.length)
    }
  })
})

test('there are many lines, and none says the same twice', () => {
  const all = TABLES.flatMap(casesOf).map(({ where, said }) => `${where}\t${said}`)
  expect(all.length).toBeGreaterThan(600)
  expect(new Set(all).size).toBe(all.length)
})
