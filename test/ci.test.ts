import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

/** How CI judges what vitest reports of test files: path and what became of each test. */
const judged = (...reports: readonly Readonly<Record<string, readonly string[]>>[]) => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-ci-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const paths = reports.map((files, n) => {
    const testResults = Object.entries(files).map(([path, statuses]) => ({
      name: `/somewhere/${path}`,
      assertionResults: statuses.map((status, i) => ({ status, fullName: `${path} ${i}` })),
    }))
    writeFileSync(join(folder, `${n}.json`), JSON.stringify({ testResults }))
    return join(folder, `${n}.json`)
  })
  const { status, stdout } = spawnSync(process.execPath, ['.ci/report.mjs', ...paths], { encoding: 'utf8' })
  return { status, lines: stdout.trim().split('\n') }
}

test('all that passed is counted, in both runs', () => {
  expect(judged({ 'test/a.test.ts': ['passed', 'passed'] }, { 'test/a.test.ts': ['passed'] })).toEqual({
    status: 0,
    lines: ['3 passed, 0 failed, 0 skipped', '3 passed, 0 failed'],
  })
})

test('a failure fails it', () => {
  expect(judged({ 'test/a.test.ts': ['passed'] }, { 'test/b.test.ts': ['failed'] })).toEqual({
    status: 1,
    lines: ['1 passed, 1 failed, 0 skipped', '1 passed, 1 failed'],
  })
})

test('what was skipped fails it too, and is named, unless the machine may lack what it needs', () => {
  expect(judged({ 'test/real-words/day.test.ts': ['skipped'], 'test/faults/full-disk.test.ts': ['skipped'] })).toEqual({
    status: 0,
    lines: ['0 passed, 0 failed, 2 skipped', '0 passed, 0 failed'],
  })
  expect(judged({ 'test/store/postgres.test.ts': ['passed', 'skipped'] })).toEqual({
    status: 1,
    lines: [
      'skipped, though everything is here: test/store/postgres.test.ts 1',
      '1 passed, 0 failed, 1 skipped',
      '1 passed, 0 failed',
    ],
  })
})
