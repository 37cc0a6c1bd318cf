import { parseArgs } from 'node:util'
import { mutants, SIMULATION } from './list.ts'
import { judge, type Run, Scratch } from './scratch.ts'

/** `npm run mutants [-- --only TEXT]`: makes one bug after the other and shows that the tests see each of them. */
const HISTORIES = '400'

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })
const chosen = mutants.filter(({ name }) => name.includes(values.only))
const say = (line: string) => void process.stdout.write(`${line}\n`)
const testsOf = ({ tests }: (typeof mutants)[number]) => tests ?? [SIMULATION]
const env = { WUGONG_HISTORIES: HISTORIES }

/** What was found first: by the simulation's checker, else by a test. */
const reasonOf = ({ said, failures }: Run): string => {
  const why = /"(lost|doubled|outOfOrder|uncaused|wrong)":\["([^"]{0,60})/
  const [, kind, first] = why.exec(said.replaceAll('\\', '')) ?? []
  if (kind) return `${kind}: ${first}`
  return failures[0]?.slice(0, 100).split('\n')[0] ?? /\w*Error: .{0,100}/.exec(said)?.[0] ?? ''
}

const scratch = new Scratch()
const count = { caught: 0, survived: 0, broken: 0 }
const MARKS = { caught: 'caught  ', survived: 'SURVIVED', broken: 'BROKEN  ' }
try {
  // What fails without a bug proves nothing.
  const sound = await scratch.run([...new Set(chosen.flatMap(testsOf))], env)
  if (!sound.passed) throw new Error(`the tests fail without any bug:\n${sound.said.slice(-3_000)}`)
  for (const mutant of chosen) {
    const began = performance.now()
    const restore = scratch.spoil(mutant.edits)
    const run = await scratch.run(testsOf(mutant), env)
    restore()
    const verdict = judge(run)
    count[verdict] += 1
    const seconds = Math.round((performance.now() - began) / 1_000)
    const why = verdict === 'survived' ? '' : ` (${reasonOf(run)})`
    say(`${MARKS[verdict]} ${String(seconds).padStart(3)} s  ${mutant.name}${why}`)
  }
} finally {
  scratch.remove()
}
say(
  `${count.caught} of ${chosen.length} bugs were caught, ${count.survived} survived, ${count.broken} could not be made`,
)
process.exitCode = count.caught === chosen.length ? 0 : 1
