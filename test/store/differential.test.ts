import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { model, type Table } from '../../src/app/model.ts'
import { list } from '../../src/app/operations.ts'
import { TABLES, table } from '../../src/app/tables.ts'
import { verifyLog } from '../../src/app/trail.ts'
import { server, stopServer } from '../support/disk.ts'
import { openTown, type Town } from '../support/town.ts'

const found = await server()
const missing = 'missing' in found ? found.missing : null
afterAll(stopServer)

/** WUGONG_RUNS=1000 plays longer. */
const RUNS = Number(process.env.WUGONG_RUNS ?? 15)
/** A talk takes a second or two, and much longer on a busy machine. */
const PATIENCE_MS = 60_000

const PEOPLE = [
  ['u1', '3-2-501 张三'],
  ['u2', '3-2-501 李四'],
  ['u3', '3-1-102 王五'],
  ['u4', '路过'],
] as const

const WORDS = [
  '建议：门口装个扶手',
  '路灯坏了好几天了',
  '同意',
  '不同意',
  '1',
  '2',
  '弃权',
  '报名',
  '取消报名',
  '我的建议',
  '撤回 1',
  '没好 1',
  '我的信息',
  '我是3-2-502',
  '大家好',
  '着火了快来人',
]

const ORDERS = [
  '/投票 门口装扶手\n1 同意\n2 不同意\n截止：明天18:00',
  '/投票 东门装充电桩\n1 装\n2 不装\n3 都行\n截止：今天20:00\n每户一票',
  '/招工 清理车库\n地点：3栋地下车库\n时间：3月9日8:00-12:00 1人\n报酬：120元/天',
  '/受理 1',
  '/转办 1 物业',
  '/办结 1 装好了',
  '/答复 2 不归我们管',
  '/合并 2 1',
  '/拆开 2',
  '/结束 1',
  '/未答 2',
  '/停招 1',
  '/名单 1',
  '/日报',
  '/绑定 3栋',
]

type Step =
  | { readonly do: 'says' | 'whispers'; readonly who: number; readonly what: string; readonly quote: boolean }
  | { readonly do: 'orders'; readonly what: string; readonly group: string }
  | { readonly do: 'waits'; readonly minutes: number }
  | { readonly do: 'restarts' }

const saying = (act: 'says' | 'whispers') =>
  fc.record({
    do: fc.constant(act),
    who: fc.nat({ max: PEOPLE.length - 1 }),
    what: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
      { weight: 1, arbitrary: fc.string({ unit: 'grapheme' }) },
    ),
    quote: fc.boolean(),
  })

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: saying('says') },
  { weight: 3, arbitrary: saying('whispers') },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('orders' as const),
      what: fc.constantFrom(...ORDERS),
      group: fc.constantFrom('g3', 'g4', 'gc'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('waits' as const), minutes: fc.constantFrom(1, 15, 600, 1_500) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'restarts' as const }) },
)

const play = async (town: Town, steps: readonly Step[]) => {
  for (const one of steps) {
    if (one.do === 'waits') await town.timePasses(one.minutes)
    else if (one.do === 'restarts') await town.restart()
    else if (one.do === 'orders') await town.staff(one.group).says(one.what)
    else {
      const [id, card] = PEOPLE[one.who] ?? PEOPLE[0]
      const quote = one.quote ? town.last('g3') : ''
      await town.resident(id, card)[one.do](one.what, quote === '' ? {} : { quote })
    }
  }
}

/** What chance makes: the salts of the audit trail, and what follows from them. */
const DRAWN: Readonly<Record<string, readonly string[]>> = { events: ['digest', 'salt', 'hash'], heads: ['hash'] }

/** Every row of every table, what is exported of it, every word the bot said, in order, what was refused, and the trail. */
const dump = async (town: Town) => {
  const exports: Record<string, unknown> = {}
  for (const name of TABLES) exports[name] = await town.query(() => table(name))
  const tables: Record<string, readonly string[]> = {}
  for (const name of Object.keys(model) as Table[]) {
    const rows = await town.query(() => list(name))
    const same = (column: string, value: unknown) => (DRAWN[name]?.includes(column) ? Boolean(value) : value)
    tables[name] = rows.map((row) => JSON.stringify(Object.entries(row).map(([k, v]) => [k, same(k, v)]))).sort()
  }
  return { tables, exports, said: await town.said(), notes: town.notes, trail: await town.query(verifyLog) }
}

describe.skipIf(missing)(`the same talk on both stores${missing ? `: ${missing}` : ''}`, () => {
  test('leads to the same rows in every table, the same exports and the same words', {
    timeout: RUNS * PATIENCE_MS,
  }, async () => {
    let told = 0
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 30 }), async (steps) => {
        const dumps = []
        for (const store of ['sqlite', 'postgres'] as const) {
          const town = await openTown({ store })
          try {
            await play(town, steps)
            dumps.push(await dump(town))
          } finally {
            await town.close()
          }
        }
        told += dumps[0]?.said.length ?? 0
        expect(dumps[1]).toEqual(dumps[0])
      }),
      { numRuns: RUNS },
    )
    // A talk in which nobody ever answers proves nothing.
    expect(told).toBeGreaterThan(20)
  })
})
