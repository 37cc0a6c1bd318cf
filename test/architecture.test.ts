import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

/**
 * Who may import whom: main → web, jobs, adapters, store → app → phrases, language → core; chat is free to adapters,
 * phrases, language, app, jobs. A folder not named here is an outermost one and may import anything.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  core: [],
  chat: [],
  language: ['core', 'chat'],
  phrases: ['core', 'chat', 'language'],
  app: ['core', 'chat', 'language', 'phrases'],
  store: ['app'],
  jobs: ['app', 'chat', 'core'],
  adapters: ['chat'],
  web: ['app', 'core', 'chat', 'phrases', 'tabular'],
  tabular: [],
  pictures: ['core'],
}
/** Packages that only compute: a table of characters, the distance of two words. */
const PURE_PACKAGES = /^(?:opencc-js|fastest-levenshtein)(?:\/|$)/
const root = resolve('src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))

const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\()\s*'([^']+)'/g)].map((match) => match[1] ?? '')

/** What must have been loaded before it: all that it imports but types. */
const neededBy = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^(?:import|export) (?!type )[^']*?from '(\.[^']+)'/gm)].map(
    (match) => relative(root, resolve(root, dirname(file), match[1] ?? '')),
  )

const folderOf = (path: string): string => relative(root, path).split('/')[0] ?? ''

describe('the house', () => {
  test('imports point one way', () => {
    const wrong = files.flatMap((file) => {
      const allowed = MAY_IMPORT[folderOf(join(root, file))]
      if (!allowed) return []
      return importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => folderOf(resolve(root, dirname(file), target)))
        .filter((folder) => folder !== folderOf(join(root, file)) && !allowed.includes(folder))
        .map((folder) => `${file} → ${folder}`)
    })
    expect(wrong).toEqual([])
  })

  test('no files need each other before they can run', () => {
    const done = new Set<string>()
    const circles: string[] = []
    const follow = (file: string, path: readonly string[]) => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (path.includes(file) || done.has(file)) return
      for (const next of neededBy(file)) follow(next, [...path, file])
      done.add(file)
    }
    for (const file of files) follow(file, [])
    expect(circles).toEqual([])
  })

  test('an adapter knows no other adapter', () => {
    const wrong = files
      .filter((file) => file.startsWith('adapters/'))
      .flatMap((file) =>
        importsOf(file)
          .filter((target) => target.startsWith('.'))
          .map((target) => relative(root, resolve(root, dirname(file), target)))
          .filter((target) => target.startsWith('adapters/') && target.split('/')[1] !== file.split('/')[1])
          .map((target) => `${file} → ${target}`),
      )
    expect(wrong).toEqual([])
  })

  test('rules and words are pure: no clock, no chance, no waiting, no packages but tables and arithmetic', () => {
    const impure = /\bDate\.now\b|new Date\(\)|Math\.random|\basync\b|\bawait\b|\bfetch\(|\bprocess\.|setTimeout/
    const wrong = files
      .filter((file) => /^(core|language|phrases)\//.test(file))
      .filter(
        (file) =>
          impure.test(readFileSync(join(root, file), 'utf8')) ||
          importsOf(file).some((target) => !target.startsWith('.') && !PURE_PACKAGES.test(target)),
      )
    expect(wrong).toEqual([])
  })

  test('only the configuration reads the environment', () => {
    const wrong = files.filter(
      (file) => file !== 'config.ts' && readFileSync(join(root, file), 'utf8').includes('process.env'),
    )
    expect(wrong).toEqual([])
  })

  test('files stay small', () => {
    const long = files.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 400)
    expect(long).toEqual([])
  })
})
