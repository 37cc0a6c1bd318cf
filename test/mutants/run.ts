import { parseArgs } from 'node:util'
import { mutants, SIMULATION } from './list.ts'
import { Scratch } from './scratch.ts'

/** `npm run mutants [-- --only TEXT]`: makes one bug after the other and shows that the tests see each of them. */
const HISTORIES = '400'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const chosen = mutants.filter(({ name }) => name.includes(values.only))
const say = (line: string) => void process.stdout.write(`${line}\n`)
const testsOf = ({ tests }: (typeof mutants)[number]) => tests ?? [SIMULATION]
const env = { WUGONG_HISTORIES: HISTORIES }

const scratch = new Scratch()
let survived = 0
try {
  // What fails without a bug proves nothing.
  const sound = await scratch.run([...new Set(chosen.flatMap(testsOf))], env)
  if (!sound.passed) throw new Error(`the tests fail without any bug:\n${sound.said.slice(-3_000)}`)
  for (const mutant of chosen) {
    const began = performance.now()
    const restore = scratch.spoil(mutant.edits)
    const { passed, said } = await scratch.run(testsOf(mutant), env)
    restore()
    if (passed) survived += 1
    const seconds = Math.round((performance.now() - began) / 1_000)
    const why = /"(lost|doubled|outOfOrder|uncaused|wrong)":\["([^"]{0,60})/
    const [, kind, first] = why.exec(said.replaceAll('\\', '')) ?? []
    const how = kind ? `${kind}: ${first}` : (/(?:AssertionError|Error): (.{0,80})/.exec(said)?.[1] ?? '')
    say(
      `${passed ? 'SURVIVED' : 'caught  '} ${String(seconds).padStart(3)} s  ${mutant.name}${passed ? '' : ` (${how})`}`,
    )
  }
} finally {
  scratch.remove()
}
say(`${chosen.length - survived} of ${chosen.length} bugs were caught`)
process.exitCode = survived === 0 ? 0 : 1
