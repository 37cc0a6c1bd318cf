import { afterAll, describe, expect, test } from 'vitest'
import { mutants } from './list.ts'
import { judge, occurrences, Scratch } from './scratch.ts'

test.each(mutants)('the bug can still be made: $name', ({ edits }) => {
  for (const edit of edits) expect(occurrences(edit), `${edit.file}: ${edit.find}`).toBe(1)
})

test('only what a test expected and did not find is a catch', () => {
  const failed = (...failures: string[]) => judge({ passed: false, failures })
  expect(judge({ passed: true, failures: [] })).toBe('survived')
  expect(failed('AssertionError: expected [ …(1) ] to deeply equal []')).toBe('caught')
  expect(failed('Error: Test timed out in 60000ms.')).toBe('broken')
  expect(failed('ReferenceError: cursor is not defined')).toBe('broken')
  // Of what could not be read, or never came to an end, no test failed.
  expect(failed()).toBe('broken')
})

describe('made in a source', () => {
  const scratch = new Scratch()
  afterAll(() => scratch.remove())

  test.each([
    ['a bug is caught', 'caught', 'closes.reverse()', 'closes'],
    ['what cannot be read is broken', 'broken', 'closes.reverse()', 'closes.reverse('],
    ['what names nothing is broken', 'broken', 'closes.reverse()', 'closings.reverse()'],
  ])('%s', { timeout: 180_000 }, async (_, verdict, find, replace) => {
    const restore = scratch.spoil([{ file: 'src/closing.ts', find, replace }])
    const run = await scratch.run(['test/closing.test.ts'], {})
    restore()
    expect(judge(run), run.said).toBe(verdict)
  })
})
