import { readdirSync, readFileSync } from 'node:fs'

/** The tables are for people who do not program; README.md beside them says how to add a line. */
const FOLDER = new URL('./', import.meta.url)
export const TABLES = readdirSync(FOLDER).filter((name) => name.endsWith('.tsv'))

export interface Case {
  readonly line: number
  /** What is open where it was said. */
  readonly where: string
  readonly said: string
  readonly means: string
}

/** The lines of one table. ⏎ stands for a line break. */
export const casesOf = (name: string): Case[] =>
  readFileSync(new URL(name, FOLDER), 'utf8')
    .split('\n')
    .flatMap((text, index) => {
      const [where = '', said = '', means = ''] = text.split('\t')
      const skipped = text.trim() === '' || text.startsWith('#') || where === '情形'
      return skipped ? [] : [{ line: index + 1, where, said: said.replaceAll('⏎', '\n'), means }]
    })
