import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { count, list } from '../../src/app/operations.ts'
import { table } from '../../src/app/tables.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

let town: Town
let zhang: Person
let staff: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '3-2-501 张三')
  staff = town.staff()
})
afterEach(() => town.close())

const outcomes = async () => (await town.query(() => table('messages'))).map(({ outcome }) => outcome)
const heardByStaff = () => [...town.hears('g3'), ...staff.hears()].join('\n')

describe('anything a phone can send is kept as it was and harms nothing', () => {
  const family = '👨‍👩‍👧‍👦'
  test.each([
    ['one byte', '1'],
    ['nothing but spaces', '   \n\t '],
    ['an empty text', ''],
    ['rare characters and a family of four', `建议：𠮷家的${family}要走无障碍坡道`],
    ['control characters', '建议：楼道\u0000灯\u0007坏了'],
    ['marks that turn the text around', '建议：\u202e灯坏了\u202c快修'],
    ['half an emoji', '建议：灯坏了\ud83d'],
    ['a text that looks like code', "建议：'); drop table inbox; -- <script>alert(1)</script>"],
  ])('%s', async (_, text) => {
    await zhang.says(text)
    expect(await outcomes()).not.toContain('parked')
    const [message] = await town.query(() => table('messages'))
    expect(message?.text).toBe(text)
    if (text.startsWith('建议')) {
      expect(await town.query(() => count('suggestions', {}))).toBe(1)
      expect(town.hears('g3').join()).toContain('建议1号')
    } else expect(town.hears('g3')).toEqual([])
  })

  test('a megabyte of suggestion is kept whole and answered in a few words', async () => {
    const long = `建议：${'路灯不亮，'.repeat(70_000)}`
    await zhang.says(long)
    const [row] = await town.query(() => list('suggestions'))
    expect(row?.text.length).toBeGreaterThan(300_000)
    const [receipt] = town.hears('g3')
    expect(receipt).toContain('建议1号')
    expect(receipt?.length).toBeLessThan(200)
  })

  test('a megabyte of talk is left alone', async () => {
    await zhang.says('哈'.repeat(350_000))
    expect(await outcomes()).toEqual(['chatter'])
    expect(town.hears('g3')).toEqual([])
  })
})

describe('a half-typed command is answered with what is missing, and changes nothing', () => {
  test.each([
    ['/投票', /题目/],
    ['/投票 充电桩', /选项/],
    ['/投票 充电桩\n1 装\n1 装', /一样|重复|两个/],
    ['/投票 充电桩\n1 装\n2 不装\n截止：2月30日', /时间|日期|看不懂/],
    ['/投票 充电桩\n1 装\n2 不装\n截止：2025年1月1日 9:00', /过/],
    ['/招工 清理车库', /时间|班/],
    ['/招工 清理车库\n时间：4月9日 8:00-12:00 0人\n报酬：每天120元', /人/],
    ['/招工 清理车库\n时间：4月9日 8:00-12:00 10000人\n报酬：每天120元', /人/],
    ['/招工 清理车库\n时间：4月9日 12:00-8:00 2人\n报酬：每天120元', /时间|早|晚/],
    ['/招工 清理车库\n时间：4月9日 8:00-12:00 2人\n报酬：每天-5元', /报酬|钱|元/],
    ['/受理', /号/],
    ['/受理 99', /没有建议99号/],
    ['/办结 1', /结果|怎么|写/],
    ['/转办 1', /哪|谁|单位|写/],
    ['/合并 3', /号/],
    ['/绑定 月球', /绑定|栋/],
  ])('%s', async (text, says) => {
    await staff.says(text)
    expect(heardByStaff()).toMatch(says)
    expect(await outcomes()).toEqual(['asked'])
    expect(await town.query(() => count('polls', {}))).toBe(0)
    expect(await town.query(() => count('works', {}))).toBe(0)
  })
})

describe('two at once', () => {
  const poll = '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00'

  test('the same command sent twice by one who saw no answer opens one poll', async () => {
    await staff.says(poll)
    await staff.says(poll)
    expect(await town.query(() => count('polls', { status: 'open' }))).toBe(1)
  })

  test('two of the staff close one poll: one result', async () => {
    await staff.says(poll)
    await zhang.says('1')
    town.hears('g3')
    await staff.says('/结束 1')
    await staff.says('/结束 1')
    expect(town.hears('g3').filter((text) => text.includes('不具表决效力'))).toHaveLength(1)
  })

  test('two of the staff finish one suggestion: its author hears it once', async () => {
    await zhang.says('建议：灯坏了')
    town.hears('g3')
    await staff.says('/办结 1 换了新灯')
    await staff.says('/办结 1 换了新灯')
    const heard = [...town.hears('g3'), ...zhang.hears()].filter((text) => text.includes('建议1号办好了'))
    expect(heard).toHaveLength(1)
  })
})
