import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { FIELDS, TABLES, table } from '../../src/app/tables.ts'
import { replayFile } from '../../src/cli/replay.ts'
import { openLexicon } from '../../src/lexicon.ts'
import { BadLine } from '../../src/replay/lines.ts'
import { replay } from '../../src/replay/run.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

const silent = { info: () => {}, warn: () => {}, error: () => {} }

const SETUP = [
  { type: 'community', name: '幸福里社区', timezone: 'Asia/Shanghai' },
  { type: 'group', id: 'g3', name: '幸福里3栋业主群', scope: { kind: 'building', building: '3' } },
  { type: 'group', id: 'gc', name: '幸福里居委会', scope: { kind: 'committee' } },
  { type: 'household', home: '3-2-501', area: '89.50', owners: ['张三'] },
  { type: 'member', id: 's1', name: '王主任', roles: ['staff'] },
  { type: 'member', id: 'u1', name: '张三', home: '3-2-501' },
]
const said = (id: string, at: string, from: string, text: string, group: string | null = 'g3') => ({
  type: 'message',
  id,
  at: `2026-03-01T${at}:00+08:00`,
  ...(group === null ? {} : { group }),
  from: { id: from, name: from },
  text,
})
const DAY = [
  ...SETUP,
  said('m1', '09:00', 'u1', '建议：3栋门口装个扶手'),
  said('m2', '09:05', 's1', '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：今天17:00'),
  said('m3', '09:10', 'u1', '1'),
  said('m3', '09:10', 'u1', '1'),
  said('m4', '09:20', 'u2', '不装'),
  said('m5', '09:30', 'u1', '我的建议到哪了', null),
  { type: 'time', at: '2026-03-01T18:00:00+08:00' },
]
const text = (lines: readonly object[]) => lines.map((line) => JSON.stringify(line)).join('\n')

const run = async (lines: readonly object[], store = openSqlite(':memory:')) => {
  const printed: string[] = []
  await replay(text(lines), { store, log: silent, print: (line) => printed.push(line) })
  return { store, printed, out: printed.map((line) => JSON.parse(line)) }
}

test('the same file gives the same bytes every time', async () => {
  const [once, again] = [await run(DAY), await run(DAY)]
  expect(again.printed).toEqual(once.printed)
  expect(once.printed.length).toBeGreaterThan(4)
})

test('what is sent and noted comes out in order, with where it goes and when', async () => {
  const { out } = await run(DAY)
  const receipt = out.find((line) => line.type === 'send' && /建议1号/.test(line.text))
  expect(receipt).toMatchObject({ at: '2026-03-01T09:00:00+08:00', to: { group: 'g3' }, quote: 'm1' })
  expect(out.find((line) => line.type === 'note')).toEqual({
    type: 'note',
    at: '2026-03-01T09:10:00+08:00',
    message: 'm3',
    code: 'duplicate',
  })
  expect(
    out
      .filter((line) => line.to?.member === 'u1')
      .map((line) => line.text)
      .join(),
  ).toContain('1号')
  const result = out.find((line) => line.image)
  expect(result).toMatchObject({ at: '2026-03-01T17:00:00+08:00', to: { group: 'g3' } })
  expect(result.text).toContain('意见征集，不具表决效力')
  const digest = out.at(-1)
  expect(digest).toMatchObject({ at: '2026-03-01T18:00:00+08:00', to: { group: 'gc' } })
  expect(digest.text).toContain('日报')
})

test('exports tell the same story as the replay', async () => {
  const { store } = await run(DAY)
  const [poll] = await store.transact(() => table('polls'))
  expect(poll).toMatchObject({
    number: 1,
    status: 'closed',
    answered: 2,
    options: [
      { label: '装', count: 1 },
      { label: '不装', count: 1 },
    ],
  })
  const outcomes = (await store.transact(() => table('messages'))).map(({ id, outcome }) => [id, outcome])
  expect(outcomes).toEqual([
    ['m1', 'suggestion'],
    ['m2', 'command'],
    ['m3', 'answer'],
    ['m4', 'answer'],
    ['m5', 'command'],
  ])
  const [suggestion] = await store.transact(() => table('suggestions'))
  expect(suggestion).toMatchObject({
    number: 1,
    author: 'u1',
    home: '3-2-501',
    group: 'g3',
    private: false,
    supporters: 1,
  })
})

test('the fields that an empty table is headed with are those of its rows', async () => {
  const { store } = await run([
    ...DAY.slice(0, -1),
    said('m6', '10:00', 's1', '/招工 清理车库\n地点：3栋\n时间：4月9日 8:00-12:00 2人\n报酬：每天120元'),
    said('m7', '10:10', 'u1', '报名'),
    said('m8', '10:20', 's1', '/接龙 重阳节聚餐'),
    said('m9', '10:30', 'u1', '接龙 2人'),
    said('m10', '10:40', 'u1', '楼道的灯又坏了，晚上黑得看不见路，物业也没人管'),
    { type: 'time', at: '2026-03-01T18:00:00+08:00' },
  ])
  for (const name of TABLES)
    for (const row of await store.transact(() => table(name))) expect(Object.keys(row), name).toEqual(FIELDS[name])
  const filled: string[] = []
  for (const name of TABLES) if ((await store.transact(() => table(name))).length > 0) filled.push(name)
  expect(filled).toEqual(TABLES.filter((name) => FIELDS[name].length > 0))
})

test('a second file goes on where the first ended', async () => {
  const { store } = await run(DAY)
  const { out } = await run([said('m9', '20:00', 'u1', '建议：楼道灯坏了')], store)
  expect(out).toHaveLength(1)
  expect(out[0].text).toContain('建议2号')
})

test.each([
  ['{"type":"group","id":"g1","scope":{"kind":"community"}}', 'name：没有写'],
  ['{"type":"poke"}', 'type：只能写 community、group、household、member、message、time'],
  ['{"type":"group","id":"g1","name":"群","scope":{"kind":"street"}}', 'scope.kind：只能写 community、committee'],
  ['{"type":"household","home":"3-2-501","owners":"张三"}', 'owners：要写成列表'],
  ['{"type":"time","at":"今晚"}', 'at：时间要写成 2026-03-01T09:00:00+08:00 这样'],
  ['{"type":"time","at":"2026-02-28T09:00:00+08:00"}', 'at：比前面的 time 还早'],
  ['{"type":"time","at":"9999-12-31T09:00:00+08:00"}', 'at：比前面晚了一年多'],
  [
    '{"type":"message","id":"m1","at":"2126-03-01T09:00:00+08:00","from":{"id":"u1"},"text":"好"}',
    'at：比前面晚了一年多',
  ],
])('a bad line says in plain words what to write: %s', async (bad, said) => {
  const time = { type: 'time', at: '2026-03-01T09:00:00+08:00' }
  const attempt = run([...SETUP, time, JSON.parse(bad)])
  await expect(attempt).rejects.toThrow(said)
  await expect(attempt).rejects.not.toThrow(/[Ii]nvalid|undefined|string/)
})

test.each([
  ['not JSON', '{"type":', 2],
  ['an unknown type', '{"type":"poke"}', 2],
  ['a time without its zone', '{"type":"time","at":"2026-03-01T18:00:00"}', 2],
  [
    'a group nobody named',
    '{"type":"message","id":"m","at":"2026-03-01T09:00:00+08:00","group":"g9","from":{"id":"u"},"text":"好"}',
    2,
  ],
])('%s stops with its line, and nothing of the file is applied', async (_, bad, line) => {
  const store = openSqlite(':memory:')
  const attempt = replay(`${JSON.stringify(SETUP[0])}\n${bad}`, { store, log: silent, print: () => {} })
  await expect(attempt).rejects.toBeInstanceOf(BadLine)
  await expect(attempt).rejects.toMatchObject({ line })
  expect(await store.transact(() => table('events'))).toEqual([])
})

test('what is another community’s in the database is refused with its line, and stays as it was', async () => {
  const { store } = await run(DAY)
  const other = { type: 'community', name: '向阳社区', timezone: 'Asia/Shanghai' }
  const played = (...lines: object[]) => run([other, ...lines], store)
  const group = { type: 'group', id: 'g3', name: '向阳3栋业主群', scope: { kind: 'building', building: '3' } }
  await expect(played(group)).rejects.toThrow('id：g3 在这个数据库里是幸福里社区的，不能又是向阳社区的')
  const person = { type: 'member', id: 'u1', name: '张三' }
  await expect(played({ ...group, id: 'x3' }, person)).rejects.toMatchObject({ line: 3 })
  expect(await store.transact(() => list('communities'))).toHaveLength(1)
  // It goes on there, and one with ids of its own lives beside it.
  const { out } = await run([...SETUP, said('m9', '20:00', 'u1', '建议：楼道灯坏了')], store)
  expect(out.at(-1).text).toContain('建议2号')
  const beside = await played(
    { ...group, id: 'x3' },
    { ...person, id: 'x1' },
    said('x', '21:00', 'x1', '建议：修路', 'x3'),
  )
  expect(beside.out.at(-1)).toMatchObject({ to: { group: 'x3' }, text: expect.stringContaining('建议1号') })
})

test('a database that a program serves is not played on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-replay-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [file, db] = [join(folder, 'day.jsonl'), join(folder, 'wugong.db')]
  writeFileSync(file, text(SETUP))
  // Whoever started this test lives as long as it.
  writeFileSync(`${db}.lock`, String(process.ppid))
  await expect(replayFile(file, db, null)).rejects.toThrow('store.in-use')
  rmSync(`${db}.lock`)
  await replayFile(file, db, null)
  expect(existsSync(`${db}.lock`)).toBe(false)
})

test('a committee’s own words (WUGONG_WORDS) are understood wherever they stand in what is said', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'wugong-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const file = join(dir, 'words.txt')
  writeFileSync(file, '凉衣区\t晾衣区\n莫搞好\t没好\n')
  const store = openSqlite(':memory:')
  const lines = [
    ...SETUP,
    said('m1', '09:00', 's1', '/投票 空地做什么\n1 停车位\n2 晾衣区\n3 还种花\n截止：今天17:00'),
    said('m2', '09:10', 'u1', '我要凉衣区'),
    said('m3', '09:20', 'u1', '建议：3栋门口的灯坏了'),
    said('m4', '09:30', 's1', '/办结 1 换了灯', 'gc'),
    said('m5', '09:40', 'u1', '莫搞好'),
  ]
  await replay(text(lines), { store, lexicon: openLexicon(file), log: silent, print: () => {} })
  expect(await store.transact(() => table('ballots'))).toMatchObject([{ member: 'u1', choice: [2], counted: true }])
  expect(await store.transact(() => table('suggestions'))).toMatchObject([{ number: 1, status: 'received' }])
  await store.close()
})
