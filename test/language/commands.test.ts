import { describe, expect, test } from 'vitest'
import type { Context } from '../../src/language/context.ts'
import { COMMAND_WORDS, commandUsage } from '../../src/language/guide.ts'
import { at, context, meant } from './support.ts'

const say = (text: string, changes: Partial<Context> = {}) => meant({ text }, context({ staff: true, ...changes }))
const command = (text: string, changes: Partial<Context> = {}) => {
  const meaning = say(text, changes)
  return meaning.kind === 'command' ? meaning.command : meaning
}

describe('short commands', () => {
  test.each([
    ['/帮助', { name: 'help' }],
    ['／帮助', { name: 'help' }],
    ['/ 帮助', { name: 'help' }],
    ['/绑定 3栋', { name: 'bind', scope: { kind: 'building', building: '3' } }],
    ['/绑定 3栋 接过来', { name: 'bind', scope: { kind: 'building', building: '3' }, again: true }],
    ['/绑定 居委会 新群', { name: 'bind', scope: { kind: 'committee' }, again: false }],
    ['/绑定3栋', { name: 'bind', scope: { kind: 'building', building: '3' } }],
    ['/绑定 十二栋', { name: 'bind', scope: { kind: 'building', building: '12' } }],
    ['/绑定 3栋2单元', { name: 'bind', scope: { kind: 'unit', building: '3', unit: '2' } }],
    ['/绑定 社区', { name: 'bind', scope: { kind: 'community' } }],
    ['/绑定 居委会', { name: 'bind', scope: { kind: 'committee' } }],
    ['/绑定 工作群', { name: 'bind', scope: { kind: 'staff' } }],
    ['/验证 123456', { name: 'verify-staff', code: '123456' }],
    ['/验证 １２３４５６', { name: 'verify-staff', code: '123456' }],
    ['/记录', { name: 'record' }],
    ['/受理 12', { name: 'accept', number: 12 }],
    ['/受理12号', { name: 'accept', number: 12 }],
    ['/受理 建议12号', { name: 'accept', number: 12 }],
    ['/受理 #12', { name: 'accept', number: 12 }],
    ['/受理 十二号', { name: 'accept', number: 12 }],
    ['/转办 12 城管 3天', { name: 'hand', number: 12, unit: '城管', days: 3 }],
    ['/转办 12号 城管', { name: 'hand', number: 12, unit: '城管', days: null }],
    ['/转办 12 自来水公司 三天', { name: 'hand', number: 12, unit: '自来水公司', days: 3 }],
    ['/转办 12 上海物业', { name: 'hand', number: 12, unit: '上海物业', days: null }],
    ['/转办 12 上月湖居委会', { name: 'hand', number: 12, unit: '上月湖居委会', days: null }],
    ['/转办 12 城管3天', { name: 'hand', number: 12, unit: '城管', days: 3 }],
    ['/转办 12 3号楼楼长 两周内', { name: 'hand', number: 12, unit: '3号楼楼长', days: 14 }],
    ['/转办 12 12345热线，最迟5日内办结', { name: 'hand', number: 12, unit: '12345热线', days: 5 }],
    ['/转办 12 大唐1号', { name: 'hand', number: 12, unit: '大唐1号', days: null }],
    ['/转办 12 会计老周 2天', { name: 'hand', number: 12, unit: '会计老周', days: 2 }],
    ['/转办 12 李月 5天', { name: 'hand', number: 12, unit: '李月', days: 5 }],
    ['/转办 12 三月花店 4天', { name: 'hand', number: 12, unit: '三月花店', days: 4 }],
    ['/办结 12 已换新灯', { name: 'finish', number: 12, text: '已换新灯' }],
    ['/办结 12已换③盏𠮷灯', { name: 'finish', number: 12, text: '已换③盏𠮷灯' }],
    ['/办结 12 2 个灯都换了', { name: 'finish', number: 12, text: '2 个灯都换了' }],
    ['/办结 12 3号楼 修好了', { name: 'finish', number: 12, text: '3号楼 修好了' }],
    ['/办结 12 今天换了灯\n明天再看', { name: 'finish', number: 12, text: '今天换了灯\n明天再看' }],
    ['/答复 12 3栋的灯下周修', { name: 'answer', number: 12, text: '3栋的灯下周修' }],
    ['/重开 12', { name: 'resume', number: 12, text: '' }],
    ['/重开12号，发错了', { name: 'resume', number: 12, text: '发错了' }],
    ['/合并 12 9', { name: 'merge', into: 12, numbers: [9] }],
    ['/合并 12 9号、10号 12', { name: 'merge', into: 12, numbers: [9, 10] }],
    ['/拆开 9', { name: 'split', number: 9 }],
    ['/结束', { name: 'close-poll', number: null }],
    ['/结束 3', { name: 'close-poll', number: 3 }],
    ['/重开征集 3', { name: 'reopen-poll', number: 3 }],
    ['/重开征集', { name: 'reopen-poll', number: null }],
    ['/取消征集 3 选项写错了', { name: 'cancel-poll', number: 3, text: '选项写错了' }],
    ['/未答 投票3号', { name: 'missing-homes', number: 3 }],
    ['/停招', { name: 'close-work', number: null }],
    ['/取消招工 3 下雨', { name: 'cancel-work', number: 3, text: '下雨' }],
    ['/名单 3', { name: 'roster', number: 3 }],
    ['/确认报名 3 2', { name: 'confirm-signup', work: 3, position: 2 }],
    ['/不确认 3 2', { name: 'decline-signup', work: 3, position: 2 }],
    ['/移出 3 张三 3月5日', { name: 'remove-signup', number: 3, text: '张三 3月5日' }],
    ['/重开招工 3', { name: 'reopen-work', number: 3 }],
    ['/重开 建议3号', { name: 'resume', number: 3, text: '' }],
    ['/核实 3-2-501 张三', { name: 'verify-home', home: { building: '3', unit: '2', room: '501' }, who: '张三' }],
    ['/日报', { name: 'digest' }],
    ['/后台', { name: 'console' }],
  ])('%s', (text, expected) => {
    expect(command(text)).toEqual(expected)
  })

  test.each(['大群', '全小区', '全社区', '社区群', '小区业主群', '小区大群'])(
    '/绑定 %s is the whole community',
    (words) => {
      expect(command(`/绑定 ${words}`)).toEqual({ name: 'bind', scope: { kind: 'community' } })
    },
  )

  test('a number left out is that of the quoted message', () => {
    const quoted = { kind: 'suggestion', number: 12 } as const
    expect(command('/受理', { quoted })).toEqual({ name: 'accept', number: 12 })
    expect(command('/办结 换好了', { quoted })).toEqual({ name: 'finish', number: 12, text: '换好了' })
    expect(command('/转办 城管 3天', { quoted })).toEqual({ name: 'hand', number: 12, unit: '城管', days: 3 })
    expect(command('/受理')).toMatchObject({ problem: 'missing-number' })
  })
})

describe('投票 with its settings on the line of the title', () => {
  const draft = (title: string) => {
    const read = say(`/投票 ${title}\n1 灯谜\n2 汤圆`)
    return read.kind === 'command' && read.command.name === 'poll' ? read.command.draft : null
  }
  test.each([
    ['元宵节搞啥 多选 范围：1栋、3栋', '元宵节搞啥', { multiple: true, buildings: ['1', '3'] }],
    ['元宵节搞啥，范围：3栋 匿名', '元宵节搞啥', { anonymous: true, buildings: ['3'] }],
    [
      '元宵节搞啥（多选，截止：明天18:00）',
      '元宵节搞啥',
      { multiple: true, closesAt: Date.parse('2026-03-05T18:00:00+08:00') },
    ],
    ['今天18:00前回 元宵节搞啥', '元宵节搞啥', { closesAt: Date.parse('2026-03-04T18:00:00+08:00') }],
    ['元宵节搞啥，请在周五晚上8点前投', '元宵节搞啥', { closesAt: Date.parse('2026-03-06T20:00:00+08:00') }],
    ['截止明天12点 元宵节搞啥', '元宵节搞啥', { closesAt: Date.parse('2026-03-05T12:00:00+08:00') }],
    ['东门 明天8点前封路行不行', '东门 明天8点前封路行不行', { closesAt: null }],
    ['清楼道 明天8点前', '清楼道 明天8点前', { closesAt: null }],
    ['摇号报名截止 定哪天', '摇号报名截止 定哪天', { closesAt: null }],
    ['要不要匿名', '要不要匿名', { anonymous: false }],
  ])('%s', (title, own, settings) => {
    expect(draft(title)).toMatchObject({ title: own, ...settings })
  })

  test('all on one line, the time ahead of the title is no title', () => {
    expect(command('/投票 今天18:00前回 东门要不要装充电桩 装/不装')).toMatchObject({
      draft: {
        title: '东门要不要装充电桩',
        options: ['装', '不装'],
        closesAt: Date.parse('2026-03-04T18:00:00+08:00'),
      },
    })
  })

  test('a time that is over is refused', () => {
    expect(say('/投票 昨天18:00前回 元宵节搞啥\n1 灯谜\n2 汤圆')).toMatchObject({ problem: 'past-time' })
    expect(say('/投票 今天6:00前回 元宵节搞啥\n1 灯谜\n2 汤圆')).toMatchObject({ problem: 'past-time' })
  })
})

describe('转办 by a day is due when that day is over', () => {
  test.each([
    ['/转办 12 环卫 4月12日', '环卫', '2026-04-12T18:00:00+08:00'],
    ['/转办 12 环卫4月12日前', '环卫', '2026-04-12T18:00:00+08:00'],
    ['/转办 12 街道 城管科，4月12号之前办完', '街道 城管科', '2026-04-12T18:00:00+08:00'],
    ['/转办 12 物业 明天', '物业', '2026-03-05T18:00:00+08:00'],
    ['/转办 12 物业 期限：下周三前', '物业', '2026-03-11T18:00:00+08:00'],
    ['/转办 12 物业 月底', '物业', '2026-03-31T18:00:00+08:00'],
    ['/转办 12 物业 2026年5月1日', '物业', '2026-05-01T18:00:00+08:00'],
    ['/转办 12 物业 4月12日下午3点前', '物业', '2026-04-12T15:00:00+08:00'],
    ['/转办 12 物业 3天后', '物业', '2026-03-07T18:00:00+08:00'],
    ['/转办 12 物业 下礼拜三', '物业', '2026-03-11T18:00:00+08:00'],
    // Said on a Wednesday: Saturday and Sunday are not counted.
    ['/转办 12 街道 城管科 5个工作日内', '街道 城管科', '2026-03-11T18:00:00+08:00'],
    ['/转办 12 城管局，两个工作日', '城管局', '2026-03-06T18:00:00+08:00'],
    ['/转办 12 城管局 3工作日', '城管局', '2026-03-09T18:00:00+08:00'],
  ])('%s', (text, unit, day) => {
    expect(command(text)).toEqual({ name: 'hand', number: 12, unit, days: null, at: Date.parse(day) })
  })

  test.each([
    '尽快',
    '下周',
    '下礼拜',
    '下个星期',
    '过几天',
    '周末',
    '月初',
    '中旬',
    '晚上',
    '本周内',
    '3个月',
    '半个月内',
    '三五天',
    '2到3天',
    '大约3天',
    '第3天',
    '5日',
    '5号前',
    '明年3月5日',
    '2月30日',
    '3.5',
    '400天',
    '60周',
  ])('%s is no time limit to go by, and nobody’s name', (limit) => {
    expect(say(`/转办 12 物业 ${limit}`)).toEqual({ kind: 'broken', name: 'hand', problem: 'bad-days' })
  })

  test('one that is over is refused', () => {
    for (const over of [
      '3月1日',
      '昨天',
      '，昨晚',
      '前天下午',
      '大前天',
      '上周五',
      '上个星期',
      '上礼拜一',
      '上月底',
      '上个月5号',
      '去年',
    ])
      expect(say(`/转办 12 物业 ${over}`)).toEqual({ kind: 'broken', name: 'hand', problem: 'past-time' })
    expect(say('/转办 12 物业昨天')).toEqual({ kind: 'broken', name: 'hand', problem: 'past-time' })
    expect(say('/转办 12 明天')).toEqual({ kind: 'broken', name: 'hand', problem: 'missing-text' })
  })
})

describe('half-typed commands say what is missing', () => {
  test.each(
    [
      ['/受理', 'accept', 'missing-number'],
      ['/受理 那个', 'accept', 'missing-number'],
      ['/办结 10 装好了\n/办结 9 修好了', 'finish', 'one-command'],
      ['/办结 10 装好了\n办结9 修好了', 'finish', 'one-command'],
      ['/转办 10 物业\n／受理 3', 'hand', 'one-command'],
      ['/受理 1 2', 'accept', 'one-number'],
      ['/受理 4、5', 'accept', 'one-number'],
      ['/收下 2 3', 'take-candidate', 'one-number'],
      ['/不收 2和3号', 'drop-candidate', 'one-number'],
      ['/拆开 4 5', 'split', 'one-number'],
      ['/结束 1 2', 'close-poll', 'one-number'],
      ['/办结 2 3 修好了', 'finish', 'one-number'],
      ['/办结 2、3号 修好了', 'finish', 'one-number'],
      ['/转办 2 3 物业', 'hand', 'one-number'],
      ['/受理 0', 'accept', 'missing-number'],
      ['/转办 12', 'hand', 'missing-text'],
      ['/转办 12 3天', 'hand', 'missing-text'],
      ['/转办 12 城管 0天', 'hand', 'bad-days'],
      ['/转办 12 城管 -3天', 'hand', 'bad-days'],
      ['/转办 12 城管 10000天', 'hand', 'bad-days'],
      ['/办结 12', 'finish', 'missing-text'],
      ['/改招工 1 时间：昨天 8:00-12:00', 'change-work', 'past-time'],
      ['/招工 扫地\n时间：昨天 23:00-23:30 2人\n报酬：每天120', 'work', 'past-time'],
      ['/办结', 'finish', 'missing-number'],
      ['/合并 12', 'merge', 'missing-number'],
      ['/绑定', 'bind', 'bad-scope'],
      ['/绑定 月球', 'bind', 'bad-scope'],
      ['/绑定 接过来', 'bind', 'bad-scope'],
      ['/验证', 'verify-staff', 'missing-number'],
      ['/验证 abc', 'verify-staff', 'missing-number'],
      ['/取消招工 3', 'cancel-work', 'missing-text'],
      ['/改招工', 'change-work', 'missing-number'],
      ['/改招工 3', 'change-work', 'missing-text'],
      ['/改招工 3 下雨了', 'change-work', 'missing-text'],
      ['/改招工 3 地点：', 'change-work', 'missing-text'],
      ['/改招工 3 人数：0', 'change-work', 'bad-places'],
      ['/改招工 3 报酬：很多', 'change-work', 'bad-pay'],
      ['/改招工 3 时间：23:00-23:30', 'change-work', 'bad-time'],
      ['/改招工 3 时间：昨天8:00-12:00', 'change-work', 'past-time'],
      ['/改招工 3 时间：2027年4月9日12:00-8:00', 'change-work', 'end-before-start'],
      ['/确认报名 3', 'confirm-signup', 'missing-number'],
      ['/不确认 3', 'decline-signup', 'missing-number'],
      ['/移出 3', 'remove-signup', 'missing-text'],
      ['/重开招工', 'reopen-work', 'missing-number'],
      ['/重开 招工3号', 'resume', 'missing-number'],
      ['/办结 投票3号 结束了', 'finish', 'missing-number'],
      ['/停招 建议3号', 'close-work', 'missing-number'],
      ['/重开征集 1 2', 'reopen-poll', 'one-number'],
      ['/核实 张三', 'verify-home', 'missing-number'],
      ['/核实 3-2-501', 'verify-home', 'missing-text'],
      ['/结束 abc', 'close-poll', 'missing-number'],
      ['/投票', 'poll', 'missing-title'],
      ['/招工', 'work', 'missing-title'],
      [`/办结 12 ${'长'.repeat(501)}`, 'finish', 'too-long'],
      [`/办结 12 ${'长'.repeat(400_000)}`, 'finish', 'too-long'],
    ].map((row) => ({ title: row[0]?.slice(0, 40), row })),
  )('$title', ({ row: [text = '', name, problem] }) => {
    expect(say(text)).toEqual({ kind: 'broken', name, problem })
    expect(say(text, { staff: false })).toEqual({ kind: 'broken', name, problem })
  })
})

describe('a work of several days', () => {
  const posting = (times: string) => command(`/招工 修水渠\n时间：${times}\n人数：3\n报酬：150元/天`)
  const days = (times: string) => {
    const found = posting(times)
    if (!('draft' in found && 'shifts' in found.draft)) return found
    return found.draft.shifts.map(({ label, start, end }) => `${label} ${(end - start) / 3_600_000}`)
  }

  test.each([
    '4月5日到4月7日 8:00-17:00',
    '4月5日-7日，每天8:00-17:00',
    '4月5日至7日 每天上午8点到下午5点',
    '4月5-7日每天8:00-17:00',
    '4月5日、4月6日、4月7日 8:00-17:00',
    '4月5日、6日和7日 8:00-17:00',
    '四月五号到四月七号 8:00-17:00',
  ])('%s', (times) => {
    expect(days(times)).toEqual(['4月5日 9', '4月6日 9', '4月7日 9'])
  })

  test('over the end of a month', () => {
    expect(days('4月29日到5月2日 8:00-12:00')).toEqual([
      '4月29日上午 4',
      '4月30日上午 4',
      '5月1日上午 4',
      '5月2日上午 4',
    ])
  })

  test.each(['4月7日到4月5日 8:00-17:00', '4月5日到6月7日 8:00-17:00', '4月5日到7日'])('%s is asked about', (times) => {
    expect(posting(times)).toMatchObject({ kind: 'broken', problem: 'bad-time' })
  })

  test('one shift that ends on another day is one', () => {
    expect(days('4月5日8:00-4月7日17:00')).toEqual(['全天 57'])
    expect(days('4月5日 20:00-次日6:00')).toEqual(['晚上 10'])
  })
})

describe('slashes that are not ours', () => {
  test.each([
    ['/微笑', null],
    ['/etc/passwd', null],
    ['/', null],
    ['//', null],
    ['/结束语', '结束'],
    ['/投飘', '投票'],
    ['/招', '招工'],
    ['/名单单', '名单'],
  ])('%s', (text, near) => {
    expect(say(text)).toMatchObject({ kind: 'unknown', near })
  })

  test.each(['/记工 3 张三', '/签到', '/工资 3', '/公示 3'])('%s is about what is not kept here', (text) => {
    expect(say(text)).toMatchObject({ kind: 'unknown', near: null, notKept: true })
  })
})

const poll = (lines: string) => command(`/投票 ${lines}`)

describe('/投票', () => {
  const plain = { closesAt: null, anonymous: false, multiple: false, perHome: false, hidden: false, buildings: null }

  test.each([
    ['加装电梯 匿名 每户一票', '加装电梯', { anonymous: true, perHome: true }],
    ['小区春节活动（多选）', '小区春节活动', { multiple: true }],
    ['小区③期活动【匿名、多选】', '小区③期活动', { anonymous: true, multiple: true }],
    ['要不要（今年）装灯 （匿名） 结束后公布', '要不要（今年）装灯', { anonymous: true, hidden: true }],
    ['小区活动（春节）', '小区活动（春节）', {}],
    ['要不要匿名', '要不要匿名', {}],
    ['多选', '多选', {}],
  ])('%s: settings at the end of the title are settings', (written, title, flags) => {
    expect(poll(`${written}\n1 装\n2 不装`)).toEqual({
      name: 'poll',
      draft: { ...plain, ...flags, title, options: ['装', '不装'] },
    })
  })

  test.each([
    ['多选 匿名 结束后公布 范围：3栋、4栋', { multiple: true, anonymous: true, hidden: true, buildings: ['3', '4'] }],
    ['匿名，截止：明天18:00，范围：3栋 4栋', { anonymous: true, closesAt: at(2026, 3, 5, 18), buildings: ['3', '4'] }],
    ['截止：明天18:00 匿名 每户一票', { closesAt: at(2026, 3, 5, 18), anonymous: true, perHome: true }],
    ['范围：3栋、4栋；多选', { buildings: ['3', '4'], multiple: true }],
  ])('several settings on one line: %s', (line, settings) => {
    const expected = { name: 'poll', draft: { ...plain, ...settings, title: '春节活动', options: ['灯会', '聚餐'] } }
    expect(poll(`春节活动\n1 灯会\n2 聚餐\n${line}`)).toEqual(expected)
    expect(poll(`春节活动\n${line}\n1 灯会\n2 聚餐`)).toEqual(expected)
  })

  test('a line that only begins like a setting stays an option', () => {
    expect(poll('怎么投\n匿名 的好\n多选 的好')).toMatchObject({ draft: { options: ['匿名 的好', '多选 的好'] } })
  })

  test('a time that is over is said to be over', () => {
    const problem = { kind: 'broken', name: 'poll', problem: 'past-time' }
    for (const when of ['昨天18:00', '前天', '上周五18:00', '去年'])
      expect(poll(`装灯\n1 装\n2 不装\n截止：${when}`)).toEqual(problem)
  })

  test('reads the whole form', () => {
    const text =
      '东门要不要装充电桩\n1 装\n2. 不装\n３、都行\n截止：明天18:00\n匿名、多选\n每户一票\n结束后公布\n范围：3栋、四栋'
    expect(poll(text)).toEqual({
      name: 'poll',
      draft: {
        title: '东门要不要装充电桩',
        options: ['装', '不装', '都行'],
        closesAt: at(2026, 3, 5, 18),
        anonymous: true,
        multiple: true,
        perHome: true,
        hidden: true,
        buildings: ['3', '4'],
      },
    })
  })

  test.each([
    '要不要装\n选项：装 / 不装 / 都行',
    '要不要装\n选项:装、不装、都行',
    '要不要装\nA 装\nB 不装\nC 都行',
    '要不要装\nA. 装\nB. 不装\nC. 都行',
    '要不要装\n1装\n2不装\n3都行',
    '要不要装\n①装\n②不装\n③都行',
    '要不要装\n装\n不装\n都行',
    '\n要不要装\n\n1 装\n\n2 不装\n3 都行\n',
    '标题：要不要装\r\n1 装\r\n2 不装\r\n3 都行',
  ])('%j', (text) => {
    expect(poll(text)).toEqual({
      name: 'poll',
      draft: { title: '要不要装', options: ['装', '不装', '都行'], ...plain },
    })
  })

  test('keeps the writer’s own characters', () => {
    expect(poll('𠮷祥路③号👨‍👩‍👧\n1 ＡＢ装\n2 不装')).toMatchObject({
      draft: { title: '𠮷祥路③号👨‍👩‍👧', options: ['ＡＢ装', '不装'] },
    })
  })

  test('options that begin with a number of their own stay whole', () => {
    expect(poll('先修哪栋\n1号楼\n2号楼')).toMatchObject({ draft: { options: ['1号楼', '2号楼'] } })
  })

  test.each(
    [
      ['1 装\n2 不装', 'missing-title'],
      ['1. 装\n2. 不装', 'missing-title'],
      ['要不要装', 'missing-options'],
      ['要不要装\n1 装', 'missing-options'],
      ['要不要装\n1 装\n2 装', 'double-option'],
      [`要不要装\n${Array.from({ length: 21 }, (_, n) => `${n + 1} 第${n}项`).join('\n')}`, 'too-many-options'],
      [`${'长'.repeat(101)}\n1 装\n2 不装`, 'too-long'],
      [`要不要装\n1 ${'长'.repeat(41)}\n2 不装`, 'too-long'],
      ['要不要装\n1 装\n2 不装\n截止：很快', 'bad-time'],
      ['要不要装\n1 装\n2 不装\n截止：2月30日', 'bad-time'],
      ['要不要装\n1 装\n2 不装\n截止：9:00', 'past-time'],
      ['要不要装\n1 装\n2 不装\n截止：2025-01-01', 'past-time'],
      ['要不要装\n1 装\n2 不装\n范围：隔壁', 'bad-scope'],
    ].map((row) => ({ title: row[0]?.slice(0, 60).replaceAll('\n', '⏎'), row })),
  )('$title', ({ row: [text = '', problem] }) => {
    expect(poll(text)).toEqual({ kind: 'broken', name: 'poll', problem })
  })
})

const work = (lines: string) => command(`/招工 ${lines}`)

describe('/招工', () => {
  const shift = (label: string, day: number, from: number, to: number, places: number) => ({
    label,
    start: at(2026, 4, day, from),
    end: at(2026, 4, day, to),
    places,
  })

  test('reads the whole form', () => {
    expect(work('清理车库\n地点：3栋车库\n时间：4月9日 8:00-12:00 2人\n报酬：每天120元\n要求：自带手套')).toEqual({
      name: 'work',
      draft: {
        title: '清理车库',
        place: '3栋车库',
        requirements: '自带手套',
        shifts: [shift('上午', 9, 8, 12, 2)],
        pay: { fen: 12_000, per: 'day' },
      },
    })
  })

  test.each([
    '清理车库\n上午 4月9日8:00-12:00 2人\n下午 4月9日14:00-18:00 3人\n报酬：20元/小时',
    '清理车库\n时间：4月9日\n上午 8:00-12:00 2人\n下午 14:00-18:00 3人\n报酬：每小时20元',
    '清理车库\n时间：4月9日 8:00-12:00 2人\n时间：4月9日下午2点到6点 三人\n报酬：时薪20',
    '清理车库\n时间：上午 4月9日8点到12点\n时间：下午 4月9日14:00～18:00（3人）\n人数：2人\n报酬：20元每小时',
  ])('%j', (text) => {
    expect(work(text)).toMatchObject({
      name: 'work',
      draft: { shifts: [shift('上午', 9, 8, 12, 2), shift('下午', 9, 14, 18, 3)], pay: { fen: 2000, per: 'hour' } },
    })
  })

  test('shifts of several days are told apart', () => {
    const text = '打扫\n时间：4月9日8:00-12:00\n时间：4月10日8:00-12:00\n人数：2\n报酬：120.5元/天'
    expect(work(text)).toMatchObject({
      draft: { shifts: [{ label: '4月9日上午' }, { label: '4月10日上午' }], pay: { fen: 12_050, per: 'day' } },
    })
  })

  test('work without pay says so', () => {
    expect(work('打扫\n时间：4月9日8:00-12:00 2人\n报酬：0元/天')).toMatchObject({
      draft: { pay: { fen: 0, per: 'day' } },
    })
  })

  const good = { title: '打扫', time: '时间：4月9日8:00-12:00 2人', pay: '报酬：每天120元' }
  test.each(
    [
      [`地点：东门\n${good.time}\n${good.pay}`, 'missing-title'],
      [`打扫\n${good.pay}`, 'missing-shift'],
      [`打扫\n${good.time}`, 'missing-pay'],
      [`打扫\n${good.time}\n报酬：面议`, 'bad-pay'],
      [`打扫\n${good.time}\n报酬：120元`, 'pay-per-what'],
      [`打扫\n${good.time}\n报酬：每天-5元`, 'bad-pay'],
      [`打扫\n时间：4月9日8:00-12:00\n${good.pay}`, 'missing-places'],
      [`打扫\n时间：4月9日8:00-12:00 0人\n${good.pay}`, 'bad-places'],
      [`打扫\n时间：4月9日8:00-12:00 10000人\n${good.pay}`, 'bad-places'],
      [`打扫\n时间：4月9日8:00-12:00\n人数：-2\n${good.pay}`, 'bad-places'],
      [`打扫\n时间：有空的时候 2人\n${good.pay}`, 'bad-time'],
      [`打扫\n时间：2月30日8:00-12:00 2人\n${good.pay}`, 'bad-time'],
      [`打扫\n时间：3月1日8:00-12:00 2人\n${good.pay}`, 'past-time'],
      [`打扫\n时间：今天8:00-12:00 2人\n${good.pay}`, 'past-time'],
      [`打扫\n时间：4月9日12:00-8:00 2人\n${good.pay}`, 'end-before-start'],
      [`${'长'.repeat(101)}\n${good.time}\n${good.pay}`, 'too-long'],
    ].map((row) => ({ title: row[0]?.slice(0, 60).replaceAll('\n', '⏎'), row })),
  )('$title', ({ row: [text = '', problem] }) => {
    expect(work(text)).toEqual({ kind: 'broken', name: 'work', problem })
  })
})

describe('the guide', () => {
  test.each(COMMAND_WORDS.map((word) => [word]))('the example for %s is understood', (word) => {
    expect(say(commandUsage(word))).toMatchObject({ kind: 'command' })
  })

  test('examples are found by the name that a broken command carries', () => {
    expect(commandUsage('poll')).toContain('\n')
    expect(commandUsage('no such command')).toBe('')
  })
})

describe('/改招工', () => {
  const read = (lines: string, changes: Partial<Context> = {}) => command(`/改招工 ${lines}`, changes)
  const span = { start: Date.parse('2027-04-10T09:00:00+08:00'), end: Date.parse('2027-04-10T12:00:00+08:00') }

  test('each line is one thing that changes; what is not said stays', () => {
    expect(read('3\n题目：扫楼道\n地点：东门\n报酬：20元/小时\n要求：带水')).toEqual({
      name: 'change-work',
      number: 3,
      change: { title: '扫楼道', place: '东门', pay: { fen: 2000, per: 'hour' }, requirements: '带水' },
    })
    expect(read('人数：4人', { quoted: { kind: 'work', number: 3 } })).toEqual({
      name: 'change-work',
      number: 3,
      change: { shifts: [{ label: null, places: 4 }] },
    })
  })

  test('a shift is named by the label in front, and its lines are one change', () => {
    const change = { shifts: [{ label: '下午', ...span, places: 4 }] }
    for (const lines of [
      '下午 时间：2027年4月10日 9:00-12:00\n下午 人数：4',
      '下午：时间：2027年4月10日 9:00-12:00 4人',
      '时间：下午 2027年4月10日 9:00-12:00 4人',
    ])
      expect(read(`3\n${lines}`), lines).toEqual({ name: 'change-work', number: 3, change })
    expect(read('3 时间：2027年4月10日 9:00-12:00')).toMatchObject({ change: { shifts: [{ label: null, ...span }] } })
  })
})

describe('commands in one hurried line', () => {
  const shift = (month: number, day: number, from: number, to: number, label: string, places: number) => ({
    label,
    start: at(2026, month, day, from),
    end: at(2026, month, day, to),
    places,
  })

  test.each([
    ['/招工 清理车库，后天下午三点到六点，要6个人，每天120', shift(3, 6, 15, 18, '下午', 6), 12_000, 'day', '', ''],
    ['/招工 清理车库 每天120 要6个人 后天下午三点到六点', shift(3, 6, 15, 18, '下午', 6), 12_000, 'day', '', ''],
    ['/招工 刷楼道；周六上午；两个人；一百二一天', shift(3, 7, 8, 12, '上午', 2), 12_000, 'day', '', ''],
    [
      '/招工 巡逻 3月9日 19:00-21:00 招三名 15块/小时 在东门集合 自带手电',
      shift(3, 9, 19, 21, '晚上', 3),
      1_500,
      'hour',
      '东门',
      '自带手电',
    ],
    ['/招工 扫雪 明天早上七点到九点 10人 义务', shift(3, 5, 7, 9, '上午', 10), 0, 'day', '', ''],
  ])('%s', (text, expected, fen, per, place, requirements) => {
    expect(meant({ text }, context({ staff: true }))).toMatchObject({
      kind: 'command',
      command: { name: 'work', unsure: true, draft: { shifts: [expected], pay: { fen, per }, place, requirements } },
    })
  })

  test.each([
    ['/投票 东门要不要装充电桩 装/不装/都行 明天18:00截止', ['装', '不装', '都行'], at(2026, 3, 5, 18), null],
    ['/投票 东门要不要装充电桩，月底前，3栋和5栋，匿名', ['同意', '不同意'], at(2026, 3, 31, 23, 59), ['3', '5']],
    ['/投票 哪天打扫 周六 周日 后天下午六点前', ['周六', '周日'], at(2026, 3, 6, 18), null],
    ['/投票 加装电梯 同意 不同意', ['同意', '不同意'], null, null],
  ])('%s', (text, options, closesAt, buildings) => {
    expect(meant({ text }, context({ staff: true }))).toMatchObject({
      kind: 'command',
      command: { name: 'poll', unsure: true, draft: { options, closesAt, buildings } },
    })
  })

  test('what is not whole is asked for, and never lies in the past', () => {
    const problem = (text: string) => meant({ text }, context({ staff: true }))
    expect(problem('/招工 清理车库 要6个人 每天120')).toMatchObject({ problem: 'missing-shift' })
    expect(problem('/招工 清理车库 昨天下午三点到六点 要6个人 每天120')).toMatchObject({ problem: 'past-time' })
    const sweep = '/招工 扫楼道，明早八点到十一点'
    expect(problem(`${sweep}，五个人，每人八十块`)).toMatchObject({ problem: 'pay-per-what' })
    expect(problem(`${sweep}，五个人`)).toMatchObject({ problem: 'missing-pay' })
    expect(problem(`${sweep}，每天80`)).toMatchObject({ problem: 'missing-places' })
    expect(problem(`${sweep}，五个人，每天80，记得带水`)).toMatchObject({ problem: 'unclear-piece' })
    expect(problem('/招工 清理 车库')).toMatchObject({ problem: 'missing-shift' })
    expect(problem('/改招工 3\n报酬：100')).toMatchObject({ problem: 'pay-per-what' })
    expect(problem('/投票 春节 活动 安排')).toMatchObject({ problem: 'missing-options' })
  })

  test.each([
    ['/征集 东门', '投票'],
    ['/统记接龙', '统计接龙'],
    ['/取消召工 3', '取消招工'],
    ['/受里 12', '受理'],
  ])('%s is nearest to /%s', (text, near) => {
    expect(meant({ text }, context({ staff: true }))).toMatchObject({ kind: 'unknown', near })
  })
})
