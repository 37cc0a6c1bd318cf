import { readFileSync } from 'node:fs'

/** What a machine may lack: words that lie beside the project, and a disk that only root may mount. */
const MAY_SKIP = ['test/real-words/', 'test/faults/full-disk.test.ts']

/** Says what became of the tests in vitest's reports; fails where one failed, or was skipped that need not be. */
const files = process.argv.slice(2).flatMap((report) => JSON.parse(readFileSync(report, 'utf8')).testResults)
const of = (...statuses) =>
  files.flatMap(({ name, assertionResults }) =>
    assertionResults.filter(({ status }) => statuses.includes(status)).map(({ fullName }) => ({ name, fullName })),
  )
const [passed, failed, skipped] = [of('passed'), of('failed'), of('skipped', 'pending', 'todo')]
const missed = skipped.filter(({ name }) => !MAY_SKIP.some((path) => name.includes(path)))
const lines = [
  ...missed.map(({ fullName }) => `skipped, though everything is here: ${fullName}`),
  `${passed.length} passed, ${failed.length} failed, ${skipped.length} skipped`,
  `${passed.length} passed, ${failed.length} failed`,
]
process.stdout.write(`${lines.join('\n')}\n`)
process.exit(failed.length + missed.length === 0 ? 0 : 1)
