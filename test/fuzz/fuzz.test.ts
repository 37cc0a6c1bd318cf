import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mutated, turned } from './mutate.ts'
import { openTargets } from './targets.ts'

/** `npm run fuzz -- --minutes 10` fuzzes for as long as it is told; without, each reader gets a few hundred inputs. */
const minutes = Number(process.env.WUGONG_FUZZ_MINUTES ?? 0)
const RUNS = 300
/** What any input may cost of a processor, in ms: a hundred times what most do, and far from what n² takes. */
const MOST_MS = 5_000

/** Processor time of this process, so that a busy machine makes nothing look slow. */
const spent = (): number => process.cpuUsage().user / 1_000

test('whatever is fed to a reader of strangers’ input, it answers or refuses', {
  timeout: minutes * 60_000 + 60_000,
}, async () => {
  const { targets, close } = await openTargets()
  const share = (minutes * 60_000) / targets.length
  try {
    for (const { name, seeds, json, read } of targets) {
      let fed = 0
      const inputs = json ? fc.oneof({ weight: 3, arbitrary: turned(json) }, mutated(seeds)) : mutated(seeds)
      const property = fc.asyncProperty(inputs, async (input) => {
        fed += 1
        const before = spent()
        await read(input)
        const took = spent() - before
        if (took > MOST_MS) throw new Error(`took ${Math.round(took)} ms for ${input.length} bytes`)
      })
      const bound =
        minutes > 0 ? { numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: share } : { numRuns: RUNS }
      const { failed, counterexample, seed, errorInstance } = await fc.check(property, bound)
      if (minutes > 0) process.stdout.write(`${name}: ${fed.toLocaleString('en')} inputs\n`)
      const input = counterexample && new TextDecoder().decode(counterexample[0])
      expect({ name, seed, failed, input, why: String(errorInstance) }).toEqual({
        ...{ name, seed, failed: false, input: null, why: 'null' },
      })
    }
  } finally {
    await close()
  }
})
