import { copyFileSync, readFileSync, renameSync } from 'node:fs'

/**
 * wechaty writes the session file in place, at every login: a process that ends meanwhile leaves half of it, and the
 * account would need its phone again. A whole file is therefore copied aside before a login, and a broken one is replaced
 * by the last whole one.
 */
export const keepWhole = (file: string): void => {
  const aside = `${file}.whole`
  if (isWhole(file)) copyWhole(file, aside)
  else if (isWhole(aside)) copyWhole(aside, file)
}

/** Never seen half done: a rename is there or not. */
const copyWhole = (from: string, to: string): void => {
  copyFileSync(from, `${to}.new`)
  renameSync(`${to}.new`, to)
}

/** Whatever was written to its end: after a logout that is an empty session, so none is brought back. */
const isWhole = (file: string): boolean => {
  try {
    JSON.parse(readFileSync(file, 'utf8'))
    return true
  } catch {
    return false
  }
}
