import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

const DITCH = `/招工 修水渠
地点：李家沟村口
时间：3月5日 8:00-17:00 2人
时间：3月6日 8:00-17:00 1人
时间：3月7日 8:00-12:00 2人
报酬：每天150元`

let town: Town
let zhang: Person
let li: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '3-1-101 张三')
  li = town.resident('u2', '3-1-102 李四')
  await town.staff().says(DITCH)
})
afterEach(() => town.close())

const statuses = async () => {
  const labels = new Map((await town.query(() => list('shifts', {}))).map(({ id, label }) => [id, label]))
  const signups = await town.query(() => list('signups', {}, { order: 'id' }))
  return signups.map(({ memberId, shiftId, status }) => `${memberId} ${labels.get(shiftId)} ${status}`)
}

describe('好几天的活', () => {
  it('一整天的活不叫上午；问是哪班时，日子只写一遍', async () => {
    expect(town.hears('g3').at(-1)).toMatch(/报名 3月5日 .*报名 3月6日 .*报名 3月7日上午 /s)
    await zhang.says('报名')
    expect(town.hears('g3')).toEqual([
      '您报哪一班？回数字就行，几班都来就回“都来”。\n1 3月5日（周四）8:00–17:00\n2 3月6日（周五）8:00–17:00\n3 3月7日上午 3月7日（周六）8:00–12:00',
    ])
  })

  it.each(['报名 5号', '报名3月5日', '5号我报名', '报名 周四的'])('%s：报上那一天', async (words) => {
    town.hears('g3')
    await zhang.says(words)
    expect(town.hears('g3')).toEqual(['报上了：3月5日8点修水渠，第1个（共2个）。前一晚提醒您。'])
    expect(await statuses()).toEqual(['u1 3月5日 in'])
  })

  it.each(['5号', '5号吧', '3月5号'])('问过他哪一班，答%s', async (words) => {
    await zhang.says('报名')
    await zhang.says(words)
    expect(await statuses()).toEqual(['u1 3月5日 in'])
  })

  it.each(['报名 三天都来', '5号6号7号我都报名'])('%s：每天一个名额，一条话说清楚', async (words) => {
    await li.says('报名 6号')
    town.hears('g3')
    await zhang.says(words)
    expect(town.hears('g3')).toEqual([
      '报上了2班：\n3月5日8点修水渠，第1个（共2个）。\n3月7日8点修水渠（上午），第1个（共2个）。\n3月6日8点修水渠，人满了，您排第1个等着，有人退出马上告诉您。\n前一晚提醒您。',
    ])
    expect(await statuses()).toEqual(['u2 3月6日 in', 'u1 3月5日 in', 'u1 3月6日 waiting', 'u1 3月7日上午 in'])
  })

  it.each(['都来', '1和3', '5号和7号'])('问过他哪一班，答%s：都报上', async (words) => {
    await zhang.says('报名')
    await zhang.says(words)
    const days = words === '都来' ? ['3月5日', '3月6日', '3月7日上午'] : ['3月5日', '3月7日上午']
    expect(await statuses()).toEqual(days.map((day) => `u1 ${day} in`))
  })

  it('报过的那天不重复，再说一遍只添没报的', async () => {
    await zhang.says('报名 5号')
    town.hears('g3')
    await zhang.says('报名 5号和6号')
    expect(town.hears('g3')).toEqual([
      '报上了1班：\n3月6日8点修水渠，第1个（共1个）。\n您已经报上了：3月5日8点修水渠，第1个（共2个）。\n前一晚提醒您。',
      expect.stringMatching(/招满了/),
    ])
    expect(await statuses()).toEqual(['u1 3月5日 in', 'u1 3月6日 in'])
  })

  it('说的那天没有活：不替他报别的天', async () => {
    await zhang.says('报名 9号')
    expect(town.hears('g3').at(-1)).toMatch(/^您报哪一班？/)
    expect(await statuses()).toEqual([])
  })

  it.each(['5号我去不了了，要去镇上看病', '取消报名 5号', '取消5号的报名'])('%s：别的天还在', async (words) => {
    await zhang.says('报名 三天都来')
    town.hears('g3')
    await zhang.says(words)
    expect(town.hears('g3')).toEqual([expect.stringMatching(/^取消了：3月5日8点修水渠。/)])
    expect(await statuses()).toEqual(['u1 3月5日 cancelled', 'u1 3月6日 in', 'u1 3月7日上午 in'])
  })

  it('6号我有事：私下问一句，说的只是那一天；那天没报名的人说，不理', async () => {
    await zhang.says('报名 5号和6号')
    town.hears('g3')
    await li.says('6号我有事')
    await zhang.says('6号我有事')
    expect([...town.hears('g3'), ...li.hears()]).toEqual([])
    expect(zhang.hears()).toEqual(['您是要取消报名吗？您报了3月6日8点修水渠。来不了，回“取消报名 3月6日”就行。'])
    expect(await statuses()).toEqual(['u1 3月5日 in', 'u1 3月6日 in'])
  })
})

it('换班说了从哪天换到哪天，别的天不动', async () => {
  await li.says('报名 5号、6号')
  town.hears('g3')
  await zhang.says('报名 5号、7号')
  await li.says('6号换7号')
  expect(await statuses()).toEqual(expect.arrayContaining(['u2 3月5日 in', 'u2 3月6日 cancelled']))
})

it('几天在一句话里招满，群里只说一句', async () => {
  await zhang.says('报名 三天都来')
  town.hears('g3')
  await li.says('报名 三天都来')
  expect(town.hears('g3').slice(1)).toEqual([
    '3月5日8点修水渠、3月7日8点修水渠（上午），都招满了。还想来的回“报名”排队。',
  ])
})

it('帮我妈报几天：社区听到一次，一天一个请求', async () => {
  const wang = town.staff()
  await zhang.says('帮我妈报名 5号、6号')
  expect(town.hears('g3').at(-1)).toBe('记下了，现在还没占名额。本人来说一声“报名”，或者社区确认，才算报上。')
  expect(wang.hears()).toEqual([
    '3-1-101 张三帮我妈报名：3月5日8点修水渠、3月6日8点修水渠（招工1号）。问过本人后，回“/确认报名 1 1”、“/确认报名 1 2”，不行就回“/不确认 1 1”、“/不确认 1 2”。',
  ])
  await wang.whispers('/确认报名 1 2')
  expect(await statuses()).toEqual(['u1 3月5日 requested', 'u1 3月6日 in'])
  await zhang.says('帮我妈报名 5号、6号')
  expect(zhang.hears().at(-1)).toMatch(/^已经记下了|^您已经报上了/)
})

describe('只有一天变了', () => {
  it('改的那天，只告诉那天的人；怎么退也只说那天', async () => {
    await zhang.says('报名 三天都来')
    await li.says('报名 7号')
    for (const who of ['g3', 'gc']) town.hears(who)
    await town.staff().in('gc').says('/改招工 1\n3月5日 时间：3月9日 8:00-17:00')
    expect(zhang.hears()).toEqual([
      [
        '招工1号（修水渠）改了：',
        '3月5日的时间：原来3月5日（周四）8:00–17:00，现在3月9日（周一）8:00–17:00',
        '来不了请回“取消报名 3月9日”。',
      ].join('\n'),
    ])
    expect(li.hears()).toEqual([])
    expect(town.hears('g3')).toEqual([
      '招工1号（修水渠）改了：3月5日的时间3月9日（周一）8:00–17:00。报了这班的都单独告诉了。',
    ])
    expect(town.hears('gc')).toEqual(['招工1号（修水渠）改好了，名单上1人都单独告诉了。'])
    await town.staff().in('gc').says('/改招工 1\n3月7日 人数：3')
    for (const person of [zhang, li])
      expect(person.hears()).toEqual([expect.stringMatching(/3月7日上午的人数：原来2人，现在3人/)])
  })

  it('干完的那天不再说改地点；改报酬，干过的人也听到', async () => {
    await zhang.says('报名 5号')
    await li.says('报名 5号和6号')
    await town.timePasses('2026-03-05T18:00:00+08:00')
    for (const person of [zhang, li]) person.hears()
    const wang = town.staff().in('gc')
    await wang.says('/改招工 1 地点：张家坝')
    expect(zhang.hears()).toEqual([])
    expect(li.hears()).toEqual([expect.stringMatching(/地点：原来李家沟村口，现在张家坝/)])
    await wang.says('/改招工 1 报酬：180元/天')
    expect(zhang.hears()).toEqual([
      '招工1号（修水渠）改了：\n报酬：原来150元一天，现在180元一天\n干过的班怎么算，请问居委会。',
    ])
    expect(li.hears()).toEqual([
      '招工1号（修水渠）改了：\n报酬：原来150元一天，现在180元一天\n干过的班怎么算，请问居委会。\n来不了请回“取消报名”。',
    ])
  })

  it('一句下雨，先问是不是几天都不办；再发一次才取消', async () => {
    await zhang.says('报名 三天都来')
    for (const who of ['g3', 'gc']) town.hears(who)
    const wang = town.staff().in('gc')
    await wang.says('/取消招工 1 下雨')
    expect(town.hears('gc')).toEqual([
      [
        '还没取消：招工1号（修水渠）还有3天，这样发是3天都不办了。都不办，再发一次。',
        '只是哪一天不办，就给那天改个日子，比如：',
        '/改招工 1',
        '3月5日 时间：3月12日 8:00-17:00',
      ].join('\n'),
    ])
    expect([...zhang.hears(), ...town.hears('g3')]).toEqual([])
    expect(await statuses()).toEqual(['u1 3月5日 in', 'u1 3月6日 in', 'u1 3月7日上午 in'])
    await wang.says('/取消招工 1 下雨')
    expect(await statuses()).toEqual(['u1 3月5日 cancelled', 'u1 3月6日 cancelled', 'u1 3月7日上午 cancelled'])
    expect(zhang.hears()).toHaveLength(1)
  })

  it('日报只数还没干的那几天', async () => {
    await zhang.says('报名 三天都来')
    await town.timePasses('2026-03-04T18:00:00+08:00')
    expect(town.hears('gc').at(-1)).toContain('“修水渠”还有3班，报上3人次，还有2个空位')
    await town.timePasses('2026-03-06T18:00:00+08:00')
    expect(town.hears('gc').at(-1)).toContain('“修水渠”报上1个，还有1个空位')
  })

  it('社区替他报的，他自己问也知道', async () => {
    await li.says('大家早')
    await town.staff().says('帮李四报名 3月6日')
    expect(await statuses()).toEqual([expect.stringMatching(/3月6日 in$/)])
    await li.whispers('我报上了吗')
    expect(li.hears()).toEqual(['您报上了：修水渠，3月6日（周五）8:00–17:00，在李家沟村口，第1个（共1个）。'])
    await zhang.whispers('我报上了吗')
    expect(zhang.hears()).toEqual(['没有查到您报的名。想报就回“报名”。'])
  })

  it('前一晚的提醒，照着回只退明天', async () => {
    await zhang.says('报名 三天都来')
    await town.timePasses('2026-03-04T19:00:00+08:00')
    expect(zhang.hears()).toEqual(['提醒您：明天8:00修水渠，在李家沟村口。来不了请回“取消报名 3月5日”。'])
    await zhang.whispers('取消报名 3月5日')
    expect(await statuses()).toEqual(['u1 3月5日 cancelled', 'u1 3月6日 in', 'u1 3月7日上午 in'])
  })
})
