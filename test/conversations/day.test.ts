import { afterEach, expect, test } from 'vitest'
import { table } from '../../src/app/tables.ts'
import { openTown, type Town } from '../support/town.ts'

let town: Town
afterEach(() => town.close())

const rows = (name: Parameters<typeof table>[0]) => town.query(() => table(name))

test('a whole day in 3栋’s group, from the first word to the digest, with a restart at noon', async () => {
  town = await openTown({ noticed: false })
  const zhang = town.resident('u1', '3-2-501 张三')
  const li = town.resident('u2', '3-2-502 李四')
  const wang = town.resident('u3', '3-1-101 王五')
  const zhao = town.resident('u4', '3-1-102 赵六')
  const wife = town.resident('u5', '3-2-501 张三家属')
  const staff = town.staff()

  // 早上：闲聊不理；头一回开口先说清楚自己是谁。
  await zhang.says('早上好')
  await li.says('今天降温，大家多穿点')
  expect(town.hears('g3')).toEqual([])
  await zhang.says('建议：3栋门口装个扶手')
  const [notice, receipt] = town.hears('g3')
  expect(notice).toMatch(/幸福里社区.*查我的信息.*删除我的信息.*帮助/s)
  expect(receipt).toContain('已记下，建议1号')

  // 征集意见：平常话、改主意、一家两口、看不懂的不猜。
  await staff.says('/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行\n截止：今天17:00\n每户一票')
  const [poll] = town.hears('g3')
  expect(poll).toMatch(/【征集意见】东门要不要装充电桩[\s\S]*1 装　2 不装　3 都行[\s\S]*17:00截止[\s\S]*不算表决/)
  await zhang.says('1')
  await li.says('我选2')
  await li.says('改成3')
  await wang.says('不装，太吵了')
  await zhao.says('收到')
  await wife.says('2')
  expect(town.hears('g3')).toEqual([])
  expect([...zhang.hears(), ...wife.hears()].join('\n')).toMatch(/家.*后/)

  // 招工：满了排队，退了补上。
  await staff.says('/招工 清理车库\n地点：地下车库\n时间：3月5日 8:00-12:00 1人\n报酬：每天120元')
  expect(town.hears('g3').join()).toMatch(/招工1号.*清理车库/s)
  await zhang.says('报名')
  expect(town.hears('g3').join()).toMatch(/报上了.*第1个（共1个）/)
  await li.says('报名')
  expect(town.hears('g3').join()).toContain('人满了，您排第1个等着')

  // 中午断了一次电。
  await town.restart()
  await zhang.says('取消报名')
  expect(li.hears().join()).toContain('轮到您了')

  // 下午：办结，没好，再办。
  await staff.in('gc').says('/转办 1 物业 3天')
  await staff.in('gc').says('/办结 1 扶手装好了')
  expect([...town.hears('g3'), ...zhang.hears()].join('\n')).toMatch(/建议1号转给物业[\s\S]*建议1号办好了：扶手装好了/)

  // 17:00 出结果，18:00 出日报。
  await town.timePasses('2026-03-01T17:00:00+08:00')
  const result = town.hears('g3').join('\n')
  expect(result).toContain('意见征集，不具表决效力')
  expect(result).toMatch(/3户.*装0，不装2，都行1/)
  town.hears('gc')
  await town.timePasses('2026-03-01T18:00:00+08:00')
  const [digest] = town.hears('gc')
  expect(digest).toMatch(/【日报】幸福里社区 3月1日/)
  expect(digest).toContain('新建议1条：1号 3栋门口装个扶手')
  expect(digest).toContain('3户回了：装0，不装2，都行1')
  expect(digest?.split('\n').length).toBeLessThan(15)

  // 日报里的数，导出的表里都算得出来。
  const [exported] = await rows('polls')
  expect(exported?.options).toEqual([
    { label: '装', count: 0 },
    { label: '不装', count: 2 },
    { label: '都行', count: 1 },
  ])
  const ballots = await rows('ballots')
  for (const [i, count] of [0, 2, 1].entries())
    expect(ballots.filter((b) => b.counted && (b.choice as number[]).includes(i + 1))).toHaveLength(count)
  expect((await rows('messages')).filter(({ outcome }) => outcome === 'chatter').map(({ text }) => text)).toEqual([
    '早上好',
    '今天降温，大家多穿点',
    '收到',
  ])
})

test('a day on which nothing happens is one line in the evening and silence otherwise', async () => {
  town = await openTown()
  await town.resident('u1', '3-2-501 张三').says('晚上吃什么')
  await town.timePasses('2026-03-01T18:00:00+08:00')
  expect(town.hears('g3')).toEqual([])
  expect(town.hears('gc')).toEqual(['【日报】幸福里社区 3月1日：没有新的事。'])
})

test('what was said in private or is still hidden never reaches the committee’s digest', async () => {
  town = await openTown()
  const zhang = town.resident('u1', '3-2-501 张三')
  await town.staff().says('/投票 换不换物业\n1 换\n2 不换\n截止：明天18:00\n结束后公布')
  await zhang.says('1')
  await zhang.whispers('建议：楼上夜里老吵架，帮着劝劝')
  town.hears('gc')
  await town.timePasses('2026-03-01T18:00:00+08:00')
  const [digest] = town.hears('gc')
  expect(digest).toContain('新建议1条：1号（私下说的）')
  expect(digest).not.toContain('吵架')
  expect(digest).toMatch(/换不换物业”1人回了，/)
  const [poll] = await rows('polls')
  expect(poll?.options).toEqual([
    { label: '换', count: null },
    { label: '不换', count: null },
  ])
  expect((await rows('ballots')).every(({ choice }) => choice === null)).toBe(true)
})

test('a vote said before the close but heard after it is kept as late, and its author is told', async () => {
  town = await openTown()
  const zhang = town.resident('u1', '3-2-501 张三')
  await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：今天17:00')
  await town.timePasses('2026-03-01T17:00:30+08:00')
  town.hears('g3')
  await zhang.says('1', { sentAt: Date.parse('2026-03-01T16:59:50+08:00') })
  expect((await rows('messages')).at(-1)?.outcome).toBe('late')
  expect(await rows('ballots')).toMatchObject([{ counted: false, reason: 'late' }])
  expect(zhang.hears().join()).toMatch(/截止|结束|晚/)
  expect(town.hears('g3')).toEqual([])
})

test('what happens at the very moment of a digest is in it or in the next one, and in one only', async () => {
  town = await openTown()
  await town.timePasses('2026-03-01T18:00:00+08:00')
  const staff = town.staff('new')
  await staff.says('/绑定 3栋')
  await staff.says('/投票 东门要不要装充电桩\n1 装\n2 不装')
  town.hears('gc')
  await town.timePasses('2026-03-03T18:00:00+08:00')
  const digests = town.hears('gc')
  expect(digests.filter((digest) => digest.includes('征集结束 1号'))).toHaveLength(1)
})

test('a digest that comes late tells what was said until then, and the next one not again', async () => {
  town = await openTown()
  const zhang = town.resident('u1', '3-2-501 张三')
  town.clock.set(Date.parse('2026-03-01T19:00:00+08:00'))
  await zhang.says('建议：3栋门口装个扶手')
  await town.timePasses('2026-03-01T20:00:00+08:00')
  await town.timePasses('2026-03-02T18:00:00+08:00')
  const digests = town.hears('gc')
  expect(digests).toHaveLength(2)
  expect(digests.filter((digest) => digest.includes('新建议1条'))).toHaveLength(1)
})

test('what is due goes by the calendar day, at whatever hour the digest is read', async () => {
  town = await openTown()
  const staff = town.staff('gc')
  await town.resident('u1', '3-2-501 张三').says('建议：3栋门口装个扶手')
  await staff.says('/转办 1 物业 3天')
  const asked = async (at: string) => {
    await town.timePasses(at)
    town.hears('gc')
    await staff.says('/日报')
    return town.hears('gc').join()
  }
  expect(await asked('2026-03-03T20:00:00+08:00')).toContain('明天到期1条：1号')
  expect(await asked('2026-03-04T09:00:00+08:00')).toContain('今天到期1条：1号')
  expect(await asked('2026-03-04T18:00:00+08:00')).toMatch(/到期没办完1条：1号.*，今天到期/)
  expect(await asked('2026-03-05T09:00:00+08:00')).toMatch(/到期没办完1条：1号.*，超1天/)
})
