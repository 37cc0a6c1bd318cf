import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** The built program (`pretest` builds it), as a person starts it. */
const CLI = join(import.meta.dirname, '../../dist/cli.js')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wugong-triage-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

// Nothing of our own settings: a stray one is refused.
const env = { PATH: process.env.PATH ?? '' }
const run = (...args: string[]) => spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8', env })
const write = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

const WATER = '停水了 没水喝 水压太小 自来水发黄 水管爆了 水费太高 水表坏了 又停水 水质差 水箱脏'.split(' ')
const POWER = '停电了 没电用 电压太低 老跳闸 电线老化 电费太高 电表坏了 又停电 变压器响 电线杆歪了'.split(' ')
const table = () =>
  [
    '编号,标题,类别',
    ...WATER.map((t, i) => `${i},${t},供水组`),
    ...POWER.map((t, i) => `${i},${t},供电组`),
    '99,,供水组',
  ].join('\n')

test('a labelled table is cross-validated: to read, or as one JSON document', () => {
  const file = write('labelled.csv', table())
  const page = run('triage', 'evaluate', file)
  expect(page.status).toBe(0)
  expect(page.stdout).toContain('20条，分10份轮流学和考（另有1行没有内容或类别，没用）')
  const { stdout } = run('triage', 'evaluate', file, '--format', 'json')
  const told = JSON.parse(stdout)
  expect(told).toMatchObject({
    texts: 20,
    skipped: 1,
    text: ['标题'],
    label: '类别',
    labels: ['供水组', '供电组'].sort(),
  })
  expect(told.macroF1).toBeGreaterThan(0.8)
  expect(run('triage', 'evaluate', file, '--format', 'json').stdout).toBe(stdout)
})

test('trained on one and tested on another, by the columns that are named', () => {
  const file = write('labelled.csv', table())
  const { status, stdout } = run(
    'triage',
    'evaluate',
    file,
    '--test',
    file,
    '--text',
    '标题',
    '--label',
    '类别',
    '--format',
    'json',
  )
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ folds: null, trainedOn: 20, accuracy: 1 })
})

test('a table that is adopted teaches a community, in its own words', () => {
  const script = write(
    'day.jsonl',
    [
      { type: 'community', name: '幸福里社区', timezone: 'Asia/Shanghai' },
      { type: 'group', id: 'g3', name: '3栋群', scope: { kind: 'building', building: '3' } },
      { type: 'member', id: 'u1', name: '张三' },
    ]
      .map((line) => JSON.stringify(line))
      .join('\n'),
  )
  const db = join(folder, 'a.db')
  expect(run('replay', script, '--db', db).status).toBe(0)
  const trained = run('triage', 'train', write('labelled.csv', table()), '--db', db)
  expect(trained).toMatchObject({ status: 0, stderr: '' })
  expect(trained.stdout).toContain('学好了：20条，2类')
})

test('what cannot be read is refused in one line that says what to write', () => {
  const unknown = run('triage', 'evaluate', write('a.csv', 'a,b\n1,2\n'))
  expect(unknown.status).toBe(1)
  expect(unknown.stderr).toContain('请写 --text 列名,列名 --label 列名；有这些列：a、b')
  const few = run('triage', 'evaluate', write('b.csv', '内容,类别\n停水,供水组\n'))
  expect(few.stderr).toMatch(/只有1行/)
  expect(run('triage').status).toBe(2)
  expect(run('triage', 'evaluate').status).toBe(2)
  expect(run('triage', 'evaluate', join(folder, 'none.csv')).status).toBe(1)
})
