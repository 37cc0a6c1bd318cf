import { existsSync, readFileSync } from 'node:fs'

const DATA = new URL('../../../../shared/data/', import.meta.url)

/** The lines of a set that others made, read in place. Null where it is not here. */
export const jsonLines = <T>(name: string): readonly T[] | null => {
  const file = new URL(name, DATA)
  if (!existsSync(file)) return null
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

export const skipped = (part: string, name: string): readonly string[] => [
  `${part}: skipped, ../shared/data/${name} is not here`,
]

export const percent = (share: number, all: number, places = 1): string =>
  `${share}/${all} (${all === 0 ? '-' : ((100 * share) / all).toFixed(places)} %)`

export const row = (label: string, value: string, aim = ''): string =>
  `${label.padEnd(22)} ${value}${aim === '' ? '' : `   aim: ${aim}`}`

/** Median and 99th percentile of some times in ms, in µs. */
export const quantiles = (times: readonly number[]): string => {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (share: number) => ((sorted[Math.floor(sorted.length * share)] ?? 0) * 1000).toFixed(1)
  return `median ${at(0.5)} µs, p99 ${at(0.99)} µs`
}
