import { expect, test } from 'vitest'
import { Memories, Memory } from '../../src/store/memory.ts'

const HEAD = { version: 1, lastId: 0, hash: '' }

/** What is known of a community as of its first version, so much of it. */
const knowing = (entries: number): Memory => {
  const memory = new Memory()
  memory.put('heads', '', [HEAD])
  while (memory.entries < entries) memory.put('members', `${memory.entries}`, [])
  return memory
}

const isKnown = (memories: Memories, community: string) => memories.take(community, HEAD).entries > 0

test('of what is known of many communities the oldest is forgotten first', () => {
  const memories = new Memories()
  for (let n = 1; n <= 10; n += 1) memories.keep(`c${n}`, knowing(40_000))
  expect(Array.from({ length: 10 }, (_, i) => isKnown(memories, `c${i + 1}`))).toEqual([
    ...[false, false, false],
    ...[true, true, true, true, true, true, true],
  ])
})

test('what two transactions of one community keep, one over the other’s, is counted once', () => {
  const memories = new Memories()
  for (let n = 0; n < 20; n += 1) memories.keep('c1', knowing(20_000))
  memories.keep('c2', knowing(20_000))
  expect([isKnown(memories, 'c1'), isKnown(memories, 'c2')]).toEqual([true, true])
})
