import { answers } from './answers.ts'
import { appeals } from './appeals.ts'
import { categories } from './categories.ts'
import { jielong } from './jielong.ts'
import { kinds } from './kinds.ts'
import { likeness } from './likeness.ts'
import { silence } from './silence.ts'
import { speed } from './speed.ts'

/**
 * `npm run bench:language [-- PART …]`: how well words are understood, each part a few lines with its aim. Sets of others
 * are read in place and skipped clearly where they are not here.
 */
const PARTS: Readonly<Record<string, () => readonly string[]>> = {
  ...{ silence, jielong, answers },
  ...{ categories, appeals, kinds, likeness },
  speed,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !Object.hasOwn(PARTS, name))
if (unknown.length > 0)
  throw new Error(`there is no part ${unknown.join(' ')}; there are ${Object.keys(PARTS).join(' ')}`)
for (const [name, part] of Object.entries(PARTS))
  if (wanted.length === 0 || wanted.includes(name)) process.stdout.write(`${part().join('\n')}\n\n`)
