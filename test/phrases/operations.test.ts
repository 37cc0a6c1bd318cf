import { expect, test } from 'vitest'
import { TIMER_KINDS } from '../../src/app/incoming.ts'
import { dueText } from '../../src/phrases/operations.ts'

test.each(TIMER_KINDS)('staff hear what was due, not only that something was: %s', (kind) => {
  expect(dueText(kind)).not.toBe(dueText('of another version'))
})
