import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { read } from '../../src/language/read.ts'
import { scene, told } from './told.ts'

/** The tables are for people who do not program; README.md beside them says how to add a line. */
const FOLDER = new URL('./', import.meta.url)
const TABLES = readdirSync(FOLDER).filter((name) => name.endsWith('.tsv'))

interface Case {
  readonly line: number
  readonly scene: string
  readonly said: string
  readonly means: string
}

const casesOf = (name: string): Case[] =>
  readFileSync(new URL(name, FOLDER), 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      const [where = '', said = '', means = ''] = text.split('\t')
      const skipped = text.trim() === '' || text.startsWith('#') || where === '情形'
      return skipped ? [] : [{ line: index + 1, scene: where, said: said.replaceAll('⏎', '\n'), means }]
    })

describe.each(TABLES)('%s', (name) => {
  test.each(casesOf(name))('$line: $scene: $said', ({ scene: where, said, means }) => {
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

test('no line says the same twice', () => {
  const all = TABLES.flatMap(casesOf).map(({ scene: where, said }) => `${where}\t${said}`)
  expect(new Set(all).size).toBe(all.length)
})
