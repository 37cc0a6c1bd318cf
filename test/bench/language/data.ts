import { existsSync, readFileSync } from 'node:fs'
import { parseCsv } from '../../../src/tabular/csv.ts'

const DATA = new URL('../../../../shared/data/', import.meta.url)

/** The bytes of a set that others made, read in place. Null where it is not here. */
const bytesOf = (name: string): Uint8Array | null => {
  const file = new URL(name, DATA)
  return existsSync(file) ? readFileSync(file) : null
}

const rowsOf = (bytes: Uint8Array): (readonly string[])[] => {
  const rows: (readonly string[])[] = []
  parseCsv(bytes, (_, cells) => rows.push(cells))
  return rows
}

/** The rows of a table, by column. */
export const tableOf = (name: string): readonly Readonly<Record<string, string>>[] | null => {
  const bytes = bytesOf(name)
  if (!bytes) return null
  const [header = [], ...rows] = rowsOf(bytes)
  return rows.map((cells) => Object.fromEntries(header.map((column, i) => [column, cells[i] ?? ''])))
}

/** Every utterance of the everyday dialogues. */
export const chatter = (): readonly string[] | null => {
  const bytes = bytesOf('chatter/dialogs.jsonl')
  if (!bytes) return null
  const lines = new TextDecoder().decode(bytes).trim().split('\n')
  return lines.flatMap((line) => (JSON.parse(line) as { readonly turns: readonly string[] }).turns)
}

export const skipped = (part: string, folders: string): readonly string[] => [
  `${part}: skipped, ../shared/data/${folders} is not here`,
]

export const row = (label: string, value: string, aim = ''): string =>
  `${label.padEnd(22)} ${value}${aim === '' ? '' : `   aim: ${aim}`}`

/** Median and 99th percentile of some times in ms, in µs. */
export const quantiles = (times: readonly number[]): string => {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => ((sorted[Math.floor(sorted.length * share)] ?? 0) * 1000).toFixed(1)
  return `median ${at(0.5)} µs, p99 ${at(0.99)} µs`
}
