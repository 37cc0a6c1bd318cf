import { expect, test } from 'vitest'
import { mutants } from './list.ts'
import { occurrences } from './scratch.ts'

test.each(mutants)('the bug can still be made: $name', ({ edits }) => {
  for (const edit of edits) expect(occurrences(edit), `${edit.file}: ${edit.find}`).toBe(1)
})
