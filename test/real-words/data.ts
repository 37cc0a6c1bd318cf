import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'csv-parse/sync'

/** Real words that may be read in place and never copied: see the README beside them. */
const APPEALS = resolve('../shared/data/appeals-12345/river_appeals.csv')
const CHATTER = resolve('../shared/data/chatter/dialogs.jsonl')

export const hasData = (): boolean => existsSync(APPEALS) && existsSync(CHATTER)

/** What citizens told the hotline 12345, each text once. */
export const readAppeals = (): string[] => {
  const rows = parse(readFileSync(APPEALS), { columns: true, bom: true, relax_quotes: true }) as { 诉求内容: string }[]
  return [...new Set(rows.map((row) => row.诉求内容.trim()).filter((text) => text.length >= 10))]
}

/** Everyday talk, turn by turn. */
export const readChatter = (): string[] =>
  readFileSync(CHATTER, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => (JSON.parse(line) as { turns: string[] }).turns)
    .map((turn) => turn.trim())
    .filter((turn) => turn !== '')
