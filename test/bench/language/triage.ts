import { appeals } from './appeals.ts'
import { categories } from './categories.ts'
import { likeness } from './likeness.ts'

/** `npm run bench:triage`: categories, suggestion or talk, likeness; real sets are read in place. */
for (const part of [categories, appeals, likeness]) process.stdout.write(`${part().join('\n')}\n\n`)
