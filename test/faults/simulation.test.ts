import { spawn } from 'node:child_process'
import { expect, test } from 'vitest'

/** WUGONG_HISTORIES plays more or fewer, from WUGONG_SEED on. */
const HISTORIES = Number(process.env.WUGONG_HISTORIES ?? 10_000)
const FROM = Number(process.env.WUGONG_SEED ?? 1)

/** `npm run simulate` on all processors: what it says in the end, and of each seed that failed. */
const simulate = (): Promise<{ code: number | null; said: string }> =>
  new Promise((done) => {
    const args = ['--import', 'tsx', 'test/simulation/simulate.ts', '--seeds', `${HISTORIES}`, '--from', `${FROM}`]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    let said = ''
    child.stdout.on('data', (data) => {
      said += String(data)
    })
    child.on('close', (code) => done({ code, said }))
  })

test(`${HISTORIES} histories full of faults lose nothing, double nothing and keep the order`, {
  timeout: 60_000 + HISTORIES * 200,
}, async () => {
  const { code, said } = await simulate()
  const sums = said.split('\n').findLast((line) => line.includes(' histories, '))
  process.stdout.write(`${sums}\n`)
  expect(code, said).toBe(0)
  expect(Number(/(\d+) messages/.exec(sums ?? '')?.[1])).toBeGreaterThan(HISTORIES * 5)
})
