import { expect, test } from 'vitest'
import { play } from '../simulation/history.ts'

/** WUGONG_HISTORIES plays more or fewer; `npm run simulate -- --seeds 1000000` plays a million, on all cores. */
const HISTORIES = Number(process.env.WUGONG_HISTORIES ?? 10_000)
const FROM = Number(process.env.WUGONG_SEED ?? 1)

test(`${HISTORIES} histories full of faults lose nothing, double nothing and keep the order`, {
  timeout: 60_000 + HISTORIES * 200,
}, async () => {
  const failed: string[] = []
  const sum = { messages: 0, sends: 0, lives: 0, faults: 0 }
  for (let seed = FROM; seed < FROM + HISTORIES && failed.length < 5; seed += 1) {
    const outcome = await play(seed)
    sum.messages += outcome.messages
    sum.sends += outcome.sends
    sum.lives += outcome.lives
    for (const times of outcome.faults.values()) sum.faults += times
    if (!outcome.clean) failed.push(`npm run simulate -- --seed ${seed}: ${JSON.stringify(outcome.verdict)}`)
    // The runner wants to hear from us now and then.
    if (seed % 50 === 0) await new Promise(setImmediate)
  }
  const { messages, sends, lives, faults } = sum
  process.stdout.write(
    `${HISTORIES} histories: ${messages} messages, ${sends} sends, ${lives} lives, ${faults} faults, ${failed.length} failed\n`,
  )
  expect(failed).toEqual([])
  expect(sum.messages).toBeGreaterThan(HISTORIES * 5)
})
