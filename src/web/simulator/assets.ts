import { readFile } from 'node:fs/promises'

/** Client modules are compiled by tsc. When the server itself runs from `src`, they are in `dist` beside it. */
const CLIENT = [new URL('./client/', import.meta.url), new URL('../../../dist/web/simulator/client/', import.meta.url)]
/** tsc leaves style sheets where they are: the same way up from `src` and from `dist`. */
const STYLE = new URL('../../../src/web/simulator/style/', import.meta.url)
/** In the order in which they overrule each other. */
const SHEETS = ['base', 'overview', 'frame', 'messages', 'composer', 'drawer', 'small'] as const

/** A compiled client module by its file name, or null where there is none. */
export const clientModule = async (name: string): Promise<string | null> => {
  if (!/^[a-z-]+\.js$/.test(name)) return null
  for (const folder of CLIENT) {
    const text = await readFile(new URL(name, folder), 'utf8').catch(() => null)
    if (text !== null) return text
  }
  return null
}

/** All style sheets as one. */
export const style = async (): Promise<string> =>
  (await Promise.all(SHEETS.map((sheet) => readFile(new URL(`${sheet}.css`, STYLE), 'utf8')))).join('\n')
