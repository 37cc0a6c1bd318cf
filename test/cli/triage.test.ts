import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

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

describe('what cannot be read is refused in one line that says what to write', () => {
  const rows = (count: number, row: (i: number) => string) => Array.from({ length: count }, (_, i) => row(i)).join('\n')
  const REFUSED: readonly (readonly [
    why: string,
    bytes: string | Uint8Array,
    options: readonly string[],
    said: string,
  ])[] = [
    ['no column says what it holds', 'a,b\n1,2\n', [], '请写 --text 列名,列名 --label 列名；有这些列：a、b'],
    ['a column that is not there', table(), ['--text', '正文'], '没有“正文”这一列'],
    ['text and label in one', table(), ['--text', '类别'], '“类别”不能又是内容又是类别'],
    ['a few rows', '内容,类别\n停水,供水组\n', [], '只有1行，至少要20行'],
    ['nothing but labels', `内容,类别\n${rows(30, () => '  ,供水组')}`, [], '只有0行，至少要20行'],
    ['a header alone', '内容,类别\n', [], '只有0行'],
    ['nothing', '', [], '没有内容'],
    ['one label', `内容,类别\n${rows(30, (i) => `停水${i}次,供水组`)}`, [], '从头到尾是同一类'],
    ['numbers for labels', `内容,类别\n${rows(300, (i) => `停水,${i}`)}`, [], '有300种不同的写法，不像类别'],
    ['a quote left open', `${table()}\n100,"停水,供水组\n101,停电,供电组`, [], '引号'],
    ['no table at all', Uint8Array.from({ length: 400 }, (_, i) => i % 256), [], '不是'],
  ]
  test.each(REFUSED)('%s', (_, bytes, options, said) => {
    const file = join(folder, 'bad.csv')
    writeFileSync(file, bytes)
    const { status, stderr, stdout } = run('triage', 'evaluate', file, ...options)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toContain(said)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  test('nor is it learned from', () => {
    const file = write('one.csv', `内容,类别\n${rows(30, (i) => `停水${i}次,供水组`)}`)
    const { status, stderr } = run('triage', 'train', file, '--db', join(folder, 'a.db'))
    expect(status).toBe(1)
    expect(stderr).toContain('从头到尾是同一类')
  })

  test('a table to test on that has other columns, or nothing in them', () => {
    const file = write('labelled.csv', table())
    const other = run('triage', 'evaluate', file, '--test', write('other.csv', '标题,分组\n停水,供水组\n'))
    expect(other).toMatchObject({ status: 1, stdout: '' })
    expect(other.stderr).toContain('other.csv 里没有“类别”这一列')
    const empty = run('triage', 'evaluate', file, '--test', write('empty.csv', '标题,类别\n,供水组\n'))
    expect(empty).toMatchObject({ status: 1, stdout: '' })
    expect(empty.stderr).toContain('empty.csv 里没有一行既有内容又有类别')
  })

  test('written wrongly', () => {
    const file = write('labelled.csv', table())
    expect(run('triage').status).toBe(2)
    expect(run('triage', 'evaluate').status).toBe(2)
    expect(run('triage', 'evaluate', file, '--format', 'csv').status).toBe(2)
    expect(run('triage', 'evaluate', file, '--nothing').status).toBe(2)
    expect(run('triage', 'evaluate', join(folder, 'none.csv')).status).toBe(1)
    expect(run('triage', 'evaluate', folder).status).toBe(1)
  })
})

test('a table as people have them: GB18030, quoted cells over several lines, blanks, a label of one row', () => {
  // 标题,类别 | "停水了，⏎没水""喝""", 供水组 | "停电,跳闸",供电组 | 路灯不亮,路灯组
  const [header, water, power, lamp] = [
    'b1eacce22cc0e0b1f00d0a',
    '22cda3cbaec1cba3ac0d0ac3bbcbae2222bac82222222c20b9a9cbaed7e9200d0a',
    '22cda3b5e72cccf8d5a2222cb9a9b5e7d7e90d0a',
    'c2b7b5c6b2bbc1c12cc2b7b5c6d7e90d0a',
  ].map((hex) => Buffer.from(hex, 'hex'))
  const file = join(folder, 'gb.csv')
  const lines = Array.from({ length: 12 }, () => [water, power]).flat()
  writeFileSync(file, Buffer.concat([header, ...lines, lamp].filter((line) => line !== undefined)))
  const { status, stdout } = run('triage', 'evaluate', file, '--format', 'json')
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ texts: 25, skipped: 0, labels: ['供水组', '供电组', '路灯组'].sort() })
  const one = run(
    'triage',
    'evaluate',
    file,
    '--test',
    write('one.csv', '标题,类别\n停水,供水组\n'),
    '--format',
    'json',
  )
  expect(JSON.parse(one.stdout)).toMatchObject({ texts: 1, accuracy: 1 })
})

test('of a table of a hundred thousand rows as many as are worth it are learned from', () => {
  const row = (i: number) => (i % 2 === 0 ? `停水${i}次,供水组` : `跳闸${i}次,供电组`)
  const file = write('long.csv', `标题,类别\n${Array.from({ length: 100_000 }, (_, i) => row(i)).join('\n')}`)
  const test = write('test.csv', table())
  const { status, stdout } = run('triage', 'evaluate', file, '--test', test, '--format', 'json')
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ trainedOn: 10_000, rows: 100_000, texts: 20 })
}, 60_000)
