import { expect, test } from 'vitest'
import { closingAfter } from '../src/closing.ts'

test('what was opened is closed in reverse order, one after the other', async () => {
  const done: string[] = []
  await closingAfter(async (later) => {
    later(async () => {
      await new Promise(setImmediate)
      done.push('store')
    })
    later(async () => {
      await new Promise(setImmediate)
      done.push('pages')
    })
    done.push('work')
  })
  expect(done).toEqual(['work', 'pages', 'store'])
})

test('what fails on the way is told after everything was closed, also where something cannot be closed', async () => {
  const done: string[] = []
  const work = closingAfter(async (later) => {
    later(() => done.push('store'))
    later(() => Promise.reject(new Error('a gateway hangs')))
    later(() => done.push('pages'))
    throw new Error('no port')
  })
  await expect(work).rejects.toThrow('no port')
  expect(done).toEqual(['pages', 'store'])
})

test('what cannot be closed is told where nothing else went wrong', async () => {
  const work = closingAfter(async (later) => {
    later(() => Promise.reject(new Error('disk full')))
    later(() => Promise.reject(new Error('a gateway hangs')))
  })
  await expect(work).rejects.toThrow('a gateway hangs')
})
