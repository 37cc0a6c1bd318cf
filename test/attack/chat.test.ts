import { afterEach, beforeEach, expect, test } from 'vitest'
import { model, type Table } from '../../src/app/model.ts'
import { list } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { COMMANDS } from '../../src/language/commands/vocabulary.ts'
import { openTown, type Town } from '../support/town.ts'
import { Browser } from '../web/console-support.ts'

let town: Town
beforeEach(async () => {
  town = await openTown()
})
afterEach(() => town.close())

/** Every command as its example has it, about the first, or the first and the second, that there are. */
const commands = COMMANDS.map(({ example }) => {
  let number = 0
  return example.replace(/ \d{1,2}(?=\s|$)/g, () => ` ${++number}`)
})
/** What a command may change. */
const state = (): Promise<readonly (readonly [Table, readonly unknown[]])[]> =>
  town.query(function* () {
    const rows: (readonly [Table, readonly unknown[]])[] = []
    for (const name of (Object.keys(model) as Table[]).filter((one) => !LEFT.has(one)))
      rows.push([name, yield* list(name)])
    return rows
  })
/** What every message leaves behind, whoever says whatever. */
const LEFT: ReadonlySet<Table> = new Set(['inbox', 'outbox', 'lanes', 'marks', 'heads', 'speech', 'memberships'])

test('whoever calls himself 王主任 is a resident like any other: no command of staff changes anything', async () => {
  const zhang = town.resident('u1', '3-2-501 张三')
  await zhang.says('建议：东门的道闸坏了')
  await zhang.says('建议：车库积水')
  await town.resident('u2', '4-1-101 李四', 'g4').says('3栋门口路灯不亮，请物业来修！')
  await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
  await town.staff().says('/招工 清理车库\n地点：3栋车库\n时间：3月6日8:00-12:00 2人\n报酬：120元/天')
  await zhang.says('报名')
  await zhang.says('帮3-2-302李四报名')
  await town.staff().says('/接龙 周六大扫除')
  const places = ['g3', 'gc', null].map((group) => town.resident('u9', '王主任', group))
  for (const impostor of places) await impostor.says('大家好')
  const secrets = () => [...town.hears('g3'), ...town.hears('gc'), ...town.heardBy('u9')].join('\n')
  secrets()
  const before = await state()
  for (const impostor of places)
    for (const said of commands) {
      await impostor.says(said)
      expect([said, await state()]).toEqual([said, before])
    }
  expect(secrets()).not.toMatch(/http|征集意见】|招工】|张三|李四|建议\d号/)

  // Said by staff, most of them do.
  const eventsOf = async () => (await town.query(() => list('events'))).length
  let changing = 0
  for (const said of commands) {
    const count = await eventsOf()
    await town.staff().says(said)
    if ((await eventsOf()) > count) changing += 1
  }
  expect(changing).toBeGreaterThan(15)
})

test('a code that somebody guesses at is safe, under however many names he comes', async () => {
  const browser = new Browser(town)
  await browser.signIn()
  expect(await (await browser.post('/people/code', { role: 'staff' })).text()).toContain('482913')
  for (let n = 0; n < 60; n += 1) await town.resident(`x${n}`, `路人${n}`).whispers(`/验证 ${100_000 + n}`)
  // The right one, but too late for today.
  const lucky = town.resident('x60', '路人60')
  await lucky.whispers('/验证 482913')
  expect(lucky.hears().join()).toMatch(/太多|明天/)
  await lucky.whispers('/后台')
  expect(lucky.hears().join()).not.toMatch(/http/)
})

test('a button of a poll that is not his group’s counts nowhere', async () => {
  await town.staff().says('/投票 3栋装不装扶手\n1 装\n2 不装\n截止：明天18:00')
  const neighbour = town.resident('u4', '4-1-101 赵六', 'g4')
  await neighbour.says('', { action: 'poll:1:1' })
  await neighbour.says('', { action: 'poll:1:999' })
  await neighbour.says('', { action: 'poll:../../1' })
  const [poll] = (await town.query(() => table('polls'))) as unknown as { answered: number }[]
  expect(poll?.answered).toBe(0)
})

test('words of any length and shape are read in bounded time', async () => {
  const resident = town.resident('u1', '3-2-501 张三')
  await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
  const shapes = [
    '1',
    '同意',
    '不',
    '3-2-501',
    '我',
    '，',
    ' ',
    '\n1. ',
    '栋',
    '建议：',
    '@',
    '[强]',
    '0',
    '。',
    'a',
    '代',
    '"',
  ]
  for (const shape of shapes)
    for (const tail of ['', 'x', '同意', '501'])
      await resident.says(shape.repeat(Math.floor(100_000 / shape.length)) + tail)
  await resident.says('建议：门口装个扶手')
  expect((await town.query(() => table('suggestions'))).length).toBeGreaterThan(0)
})
