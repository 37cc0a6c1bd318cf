import { expect, test } from 'vitest'
import { Awake } from '../../src/app/awake.ts'

/** Which chats are handled together, and which wait. */

const opened = (communities: Readonly<Record<number, string>>): Awake => {
  const awake = new Awake(true)
  for (const [chat, community] of Object.entries(communities)) awake.learn(Number(chat), community)
  return awake
}

test('chats of one community are handled in one commit at a time, those of others beside it', () => {
  const awake = opened({ 1: 'a', 2: 'a', 3: 'b' })
  for (const chat of [1, 2, 3]) awake.add(chat)
  const first = awake.take(10, 1)
  expect(first?.chats).toEqual([1, 3])
  expect(awake.take(10, 1)).toBeNull()
  if (first) awake.release(first)
  expect(awake.take(10, 1)?.chats).toEqual([2])
})

test('a community that another process has is left out, waited for once, and then as any other', () => {
  const awake = opened({ 1: 'a', 2: 'a', 3: 'b' })
  awake.add(1)
  const taken = awake.take(10, 5)
  expect(taken?.chats).toEqual([1])
  // Another process was alone with it, as this commit found out, and more has come meanwhile.
  awake.defer(1)
  if (taken) awake.release(taken)
  awake.add(2)
  awake.add(3)
  expect(awake.take(10, 5)?.chats).toEqual([3])
  expect(awake.isEmpty).toBe(false)
  const late = awake.takeLate(5)
  expect(late?.chats).toEqual([1, 2])
  // While one commit waits for it, no other takes it.
  awake.add(1)
  expect(awake.take(10, 5)).toBeNull()
  expect(awake.takeLate(5)).toBeNull()
  if (late) awake.release(late)
  expect(awake.take(10, 5)?.chats).toEqual([1])
  expect(awake.isEmpty).toBe(true)
})

test('a community that is late is not waited for while a commit of this process has it', () => {
  const awake = opened({ 1: 'a', 2: 'a' })
  awake.add(1)
  const taken = awake.take(10, 5)
  awake.defer(2)
  expect(awake.takeLate(5)).toBeNull()
  if (taken) awake.release(taken)
  expect(awake.takeLate(5)?.chats).toEqual([2])
})

test('of so many chats that nobody could keep them all in mind it forgets whose they are', () => {
  const awake = opened({ 1: 'a', 2: 'a' })
  for (let chat = 3; chat < 100_010; chat += 1) awake.learn(chat, 'b')
  awake.add(1)
  awake.add(2)
  // Each by itself, until it is known again.
  expect(awake.take(10, 1)?.chats).toEqual([1, 2])
})
