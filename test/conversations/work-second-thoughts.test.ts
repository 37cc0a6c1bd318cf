import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

const STAIRS = `/招工 刷楼道
地点：3栋1单元
时间：上午 3月2日8:00-12:00 2人
时间：下午 3月2日14:00-17:00 1人
报酬：20元/小时`

let town: Town
let zhang: Person
let li: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '3-1-101 张三')
  li = town.resident('u2', '3-1-102 李四')
  await town.staff().says(STAIRS)
  town.hears('g3')
})
afterEach(() => town.close())

const statuses = async () => {
  const labels = new Map((await town.query(() => list('shifts', {}))).map(({ id, label }) => [id, label]))
  const signups = await town.query(() => list('signups', {}, { order: 'id' }))
  return signups.map(({ memberId, shiftId, status }) => `${memberId} ${labels.get(shiftId)} ${status}`)
}

describe('报了名又来不了', () => {
  it.each(['来不了', '我有事来不了', '俺去不成了', '明天去不成了，腿疼', '上午我来不了了，孩子发烧', '没法去了'])(
    '%s：取消',
    async (words) => {
      await zhang.says('报名 上午')
      town.hears('g3')
      await zhang.says(words)
      expect(town.hears('g3')).toEqual([expect.stringMatching(/^取消了：.*刷楼道/)])
      expect(await statuses()).toEqual(['u1 上午 cancelled'])
    },
  )

  it.each(['后天去不了了', '取消', '算了', '不去了', '老王来不了', '我不去了，超市人多'])(
    '%s：在群里也许说的是别的事，不动',
    async (words) => {
      await zhang.says('报名 上午')
      town.hears('g3')
      await zhang.says(words)
      expect(town.hears('g3')).toEqual([])
      expect(await statuses()).toEqual(['u1 上午 in'])
    },
  )

  it.each(['取消', '算了', '不去了'])('%s：私下说就是取消', async (words) => {
    await zhang.says('报名 上午')
    await zhang.whispers(words)
    expect(zhang.hears()).toEqual([expect.stringMatching(/^取消了：.*刷楼道/)])
    expect(await statuses()).toEqual(['u1 上午 cancelled'])
  })

  it.each(['取消报名 谢谢', '麻烦取消一下报名', '把我的报名取消吧', '我那天有事，来不了了', '别给我报了', '不报了'])(
    '%s：客气、反着说，也是取消',
    async (words) => {
      await zhang.says('报名 上午')
      town.hears('g3')
      await zhang.says(words)
      expect(town.hears('g3')).toEqual([expect.stringMatching(/^取消了：.*刷楼道/)])
      expect(await statuses()).toEqual(['u1 上午 cancelled'])
    },
  )

  it('退出、换人吧，不敢肯定：私下问一句，一天只问一次，照着回就取消', async () => {
    await zhang.says('报名 上午')
    town.hears('g3')
    await zhang.says('换人吧，我腰疼')
    await zhang.says('退出')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual(['您是要取消报名吗？您报了3月2日8点刷楼道（上午）。来不了，回“取消报名 上午”就行。'])
    expect(await statuses()).toEqual(['u1 上午 in'])
    await zhang.whispers('取消报名')
    expect(zhang.hears()).toEqual([expect.stringMatching(/^取消了/)])
    await li.says('退出')
    expect([...town.hears('g3'), ...li.hears()]).toEqual([])
  })

  it('帮别人报的，帮别人取消：他自己的名额不动；没帮报过的人，不理', async () => {
    await zhang.says('报名 上午')
    await zhang.says('帮我老伴报名 上午')
    town.hears('g3')
    await zhang.says('帮老李取消报名')
    expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
    await zhang.says('帮我老伴取消报名')
    expect(town.hears('g3')).toEqual([expect.stringMatching(/^取消了：3月2日8点刷楼道（上午）/)])
    expect(await statuses()).toEqual(['u1 上午 in', 'u1 上午 cancelled'])
  })

  it('请个假、别算我了，不敢肯定：私下问一句', async () => {
    await zhang.says('报名 上午')
    town.hears('g3')
    await zhang.says('我明天请个假')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([expect.stringMatching(/^您是要取消报名吗？/)])
    await li.says('别算我了')
    expect([...town.hears('g3'), ...li.hears()]).toEqual([])
  })

  it('私下说的，记不成建议', async () => {
    await zhang.says('报名 上午')
    for (const words of ['明天家里有事去不了，对不起啊', '报名 上午', '换人吧，我腰疼', '取消报名，谢谢'])
      await zhang.whispers(words)
    expect(zhang.hears().join('')).not.toContain('建议')
    expect(await town.query(() => list('suggestions', {}))).toEqual([])
    expect(await statuses()).toEqual(['u1 上午 cancelled', 'u1 上午 cancelled'])
  })

  it('没报名的人说来不了，说的是别的事', async () => {
    await zhang.says('来不了')
    await zhang.says('改下午吧')
    expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
  })
})

describe('停招以后来不了', () => {
  const closes = async () => {
    await town.staff().says('/停招 1')
    town.hears('g3')
  }

  it.each(['来不了', '我有事来不了', '明天去不成了，腿疼', '上午我来不了了，孩子发烧', '没法去了'])(
    '%s：和取消报名一样，排队的照样补上',
    async (words) => {
      const sun = town.resident('u3', '3-1-201 孙六')
      for (const person of [zhang, li, sun]) await person.says('报名 上午')
      await closes()
      await zhang.says(words)
      expect(town.hears('g3')).toEqual(['取消了：3月2日8点刷楼道（上午）。报名已经停了，想再来请找居委会。'])
      expect(await statuses()).toEqual(['u1 上午 cancelled', 'u2 上午 in', 'u3 上午 in'])
      expect(sun.hears().at(-1)).toContain('轮到您了')
    },
  )

  it.each(['后天去不了了', '取消', '算了', '不去了', '老王来不了', '来不了吗'])(
    '%s：在群里也许说的是别的事，不动',
    async (words) => {
      await zhang.says('报名 上午')
      await closes()
      await zhang.says(words)
      expect(town.hears('g3')).toEqual([])
      expect(await statuses()).toEqual(['u1 上午 in'])
    },
  )

  it.each(['来不了', '不去了', '取消'])('%s：私下说就是取消', async (words) => {
    await zhang.says('报名 上午')
    await closes()
    await zhang.whispers(words)
    expect(zhang.hears()).toEqual([expect.stringMatching(/^取消了：.*刷楼道/)])
    expect(await statuses()).toEqual(['u1 上午 cancelled'])
  })

  it('想换班：报名停了换不了，私下告诉他找谁，他的名额还在；没报名的人说的是别的事', async () => {
    await zhang.says('报名 上午')
    await closes()
    for (const person of [zhang, li]) await person.says('改下午吧')
    expect([...town.hears('g3'), ...li.hears()]).toEqual([])
    expect(zhang.hears()).toEqual([
      '招工1号（刷楼道）已经停止报名了，没有给您换，您还是3月2日8点刷楼道（上午）。真想换，请找居委会。',
    ])
    expect(await statuses()).toEqual(['u1 上午 in'])
  })

  it('说了是哪班，别的班留着；又在招别的，也不弄错', async () => {
    await zhang.says('报名 上午')
    await zhang.says('报名 下午')
    await closes()
    await town.staff().says('/招工 清理车库\n地点：3栋\n时间：3月3日8:00-12:00 2人\n报酬：120元/天')
    town.hears('g3')
    await zhang.says('下午来不了')
    expect(town.hears('g3')).toEqual([expect.stringMatching(/^取消了：3月2日14点刷楼道/)])
    expect(await statuses()).toEqual(['u1 上午 in', 'u1 下午 cancelled'])
  })

  it('开始了才说，请他直接告诉居委会；没报名的人说的是别的事', async () => {
    await zhang.says('报名 上午')
    await closes()
    await li.says('来不了')
    await town.timePasses('2026-03-02T09:00:00+08:00')
    zhang.hears()
    await zhang.says('来不了')
    expect([...town.hears('g3'), ...li.hears()]).toEqual([])
    expect(zhang.hears()).toEqual(['这一班已经开始了。来不了，请直接告诉居委会。'])
    expect(await statuses()).toEqual(['u1 上午 in'])
  })
})

describe('想换一班', () => {
  it.each([
    '改下午吧',
    '改成下午',
    '我要换下午',
    '上午换下午',
    '换成第二班',
    '能改到下午吗',
    '上午去不了，换下午',
    '我报错了，报下午',
  ])('%s：换', async (words) => {
    await zhang.says('报名 上午')
    town.hears('g3')
    await zhang.says(words)
    expect(town.hears('g3')[0]).toBe('换好了：3月2日14点刷楼道（下午），第1个（共1个）。前一晚提醒您。')
    expect(await statuses()).toEqual(['u1 上午 cancelled', 'u1 下午 in'])
  })

  it('空出来的给排队的人', async () => {
    await zhang.says('报名 上午')
    await li.says('报名 上午')
    const sun = town.resident('u3', '3-1-201 孙六')
    await sun.says('报名 上午')
    await zhang.says('改下午')
    expect(await statuses()).toEqual(['u1 上午 cancelled', 'u2 上午 in', 'u3 上午 in', 'u1 下午 in'])
    expect(sun.hears().at(-1)).toContain('轮到您了')
  })

  it('想去的那班满了，原来的留着，怎么排队私下说', async () => {
    await li.says('报名 下午')
    await zhang.says('报名 上午')
    town.hears('g3')
    await zhang.says('改下午吧')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([expect.stringMatching(/人满了，没有给您换，您还是.*刷楼道.*回“报名 下午”/)])
    expect(await statuses()).toEqual(['u2 下午 in', 'u1 上午 in'])
  })

  it('两班都报了，不知道换哪班，只问一句', async () => {
    await zhang.says('报名 上午')
    await zhang.says('报名 下午')
    town.hears('g3')
    await zhang.says('改下午吧')
    expect(town.hears('g3')).toEqual([])
    expect(await statuses()).toEqual(['u1 上午 in', 'u1 下午 in'])
  })

  it.each(['改天吧', '换个话题', '会议改下午了', '改2'])('%s：不是换班', async (words) => {
    await zhang.says('报名 上午')
    town.hears('g3')
    await zhang.says(words)
    expect(town.hears('g3')).toEqual([])
    expect(await statuses()).toEqual(['u1 上午 in'])
  })
})

describe('问了报哪一班', () => {
  it.each(['下午吧', '下午', '2', '第二个', '第二个吧', '就下午', '俺报下午', '后面那个'])(
    '%s：报上',
    async (words) => {
      await zhang.says('报名')
      await zhang.says(words)
      expect(await statuses()).toEqual(['u1 下午 in'])
    },
  )

  it.each(['下午吧', '2', '第二个', '下午'])('群里问的，私下答%s：报上，群里的那一问也算答了', async (words) => {
    await zhang.says('报名')
    await zhang.whispers(words)
    expect(zhang.hears()).toEqual([expect.stringContaining('报上了')])
    expect(await statuses()).toEqual(['u1 下午 in'])
    expect(await town.query(() => list('questions', {}))).toEqual([])
  })

  it('群里问的，私下答个数字，又有征集开着：再问一句，不替他定', async () => {
    await town.staff().says('/投票 要不要换门禁\n1 换\n2 不换')
    await zhang.says('报名')
    await zhang.whispers('2')
    expect(zhang.hears()).toEqual([expect.stringContaining('您报哪一班？')])
    expect(await statuses()).toEqual([])
    expect(await town.query(() => list('ballots', {}))).toEqual([])
    await zhang.whispers('下午吧')
    expect(await statuses()).toEqual(['u1 下午 in'])
    expect(await town.query(() => list('questions', {}))).toEqual([])
  })

  it('两个都行：再问他一句，不替他挑', async () => {
    await zhang.says('报名')
    town.hears('g3')
    await zhang.says('两个都行')
    expect(town.hears('g3')).toEqual([])
    expect(zhang.hears()).toEqual([expect.stringContaining('您报哪一班？')])
    expect(await statuses()).toEqual([])
  })

  it.each(['下午开会', '上午人多', '吃饭吧', '下午吧你们先去'])('%s：说的是别的', async (words) => {
    await zhang.says('报名')
    town.hears('g3')
    await zhang.says(words)
    expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
    expect(await statuses()).toEqual([])
  })

  it('没问过他，私下说个上午，不算报名', async () => {
    await li.says('报名')
    await zhang.says('大家好')
    await zhang.whispers('上午')
    expect(await statuses()).toEqual([])
  })
})
