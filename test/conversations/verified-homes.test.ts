import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Person, type Town } from '../support/town.ts'

const PER_HOME = '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00\n每户一票'
const WAITS =
  '“东门要不要装充电桩”每户算一票，先算门牌核实过的。您的还没核实，这次先记着、没算上。请居委会发“/核实 3-2-501 您的姓名”，核实好了就按后回的算。'
const TWO = '“东门要不要装充电桩”：您家有两位回答了，每户算一票，按后回的算。想改再回一次就行。'

let town: Town
let zhang: Person
let other: Person
beforeEach(async () => {
  town = await openTown()
  zhang = town.resident('u1', '张三')
  other = town.resident('u2', '某人')
  await zhang.whispers('我是3-2-501')
  await town.staff().says('/核实 3-2-501 张三')
  await town.staff().says(PER_HOME)
})
afterEach(() => town.close())

const ballots = async () =>
  (await town.query(() => list('ballots', {}, { order: 'id' }))).map(
    ({ memberId, choice, counted, reason }) => `${memberId} ${choice.join()} ${counted ? 'counts' : (reason ?? '')}`,
  )
const forget = () => [town.hears('g3'), zhang.hears(), other.hears(), town.staff().hears()]
const claims = async () => {
  await other.says('早')
  await other.whispers('我是3-2-501')
  forget()
}
const result = async () => {
  await town.timePasses('2026-03-02T18:01:00+08:00')
  return town.hears('g3').at(-1)
}

describe('where each home has one answer', () => {
  it('somebody who only says that he lives there does not take the place of one who is verified', async () => {
    await zhang.says('1')
    await claims()
    await other.says('2')
    await other.says('2')
    expect(await ballots()).toEqual(['u1 1 counts', 'u2 2 unverified'])
    expect(other.hears()).toEqual([WAITS])
    expect([...town.hears('g3'), ...zhang.hears()]).toEqual([])
    await zhang.whispers('查我的信息')
    expect(zhang.hears().join()).toContain('投票：1次')
    expect(await result()).toContain('1户回答：装1，不装0')
  })

  it('in private he hears it too, and no receipt', async () => {
    await zhang.says('1')
    await claims()
    await other.whispers('2')
    expect(other.hears()).toEqual([WAITS])
  })

  it('whoever is verified takes the place of what was only claimed', async () => {
    await claims()
    await other.says('2')
    await zhang.says('1')
    expect(await ballots()).toEqual(['u2 2 home-changed', 'u1 1 counts'])
    expect([...zhang.hears(), ...other.hears()]).toEqual([TWO, TWO])
    await other.says('2')
    expect(await ballots()).toEqual(['u2 2 home-changed', 'u1 1 counts', 'u2 2 unverified'])
  })

  it('what both say is on record as certain, so that a third cannot undo it', async () => {
    await claims()
    await other.says('1')
    await zhang.says('1')
    expect([...zhang.hears(), ...other.hears()]).toEqual([])
    const third = town.resident('u3', '3-2-501 李四')
    await third.says('2')
    expect(await ballots()).toEqual(['u2 1 home-changed', 'u1 1 counts', 'u3 2 unverified'])
  })

  it('he who says the same as the verified one changes nothing and hears nothing', async () => {
    await zhang.says('1')
    await claims()
    await other.says('1')
    expect(await ballots()).toEqual(['u1 1 counts'])
    expect(other.hears()).toEqual([])
  })

  it('a claim that is verified later counts from then on, where it is the later answer', async () => {
    await zhang.says('1')
    await claims()
    const said = await other.says('2')
    forget()
    await town.staff().says('/核实 3-2-501 本人', { quote: said })
    expect(await ballots()).toEqual(['u1 1 home-changed', 'u2 2 counts'])
    expect(other.hears()).toEqual([TWO, '您的门牌3-2-501核实好了。您刚才的回答算进去了。'])
    expect(zhang.hears()).toEqual([TWO])
    expect(await result()).toContain('1户回答：装0，不装1')
  })

  it('… and does not where the other answered again meanwhile', async () => {
    await zhang.says('1')
    await claims()
    const said = await other.says('2')
    await zhang.says('2')
    await zhang.says('1')
    await town.staff().says('/核实 3-2-501 本人', { quote: said })
    expect(await ballots()).toEqual(['u1 1 changed', 'u2 2 home-changed', 'u1 2 changed', 'u1 1 counts'])
  })

  it('… unless he said it once more after that', async () => {
    await zhang.says('1')
    await claims()
    await other.says('2')
    await zhang.says('2')
    await zhang.says('1')
    const said = await other.says('2')
    forget()
    await town.staff().says('/核实 3-2-501 本人', { quote: said })
    expect((await ballots()).at(-1)).toBe('u2 2 counts')
    expect(await result()).toContain('1户回答：装0，不装1')
  })

  it('only the newest of what waits counts, and none that was taken back', async () => {
    await zhang.says('1')
    await claims()
    await other.says('2')
    await other.says('1')
    expect(await ballots()).toEqual(['u1 1 counts', 'u2 2 changed'])
    await other.says('2')
    await other.says('弃权')
    const said = await other.says('早')
    await town.staff().says('/核实 3-2-501 本人', { quote: said })
    expect(await ballots()).toEqual(['u1 1 counts', 'u2 2 changed', 'u2 2 withdrawn'])
  })

  it('whoever is verified only afterwards gets his answer back from a mere claim', async () => {
    const wife = town.resident('u4', '3-1-101 王芳')
    const said = await wife.says('1')
    const stranger = town.resident('u5', '某某')
    await stranger.whispers('我是3-1-101')
    await stranger.says('2')
    expect(await ballots()).toEqual(['u4 1 home-changed', 'u5 2 counts'])
    await town.staff().says('/核实 3-1-101 本人', { quote: said })
    expect(await ballots()).toEqual(['u4 1 counts', 'u5 2 home-changed'])
  })

  it('an answer that waited for the home waits on where it is only claimed', async () => {
    await zhang.says('1')
    await other.says('2')
    forget()
    await other.whispers('3-2-501')
    expect(await ballots()).toEqual(['u1 1 counts', 'u2 2 unverified'])
    expect(other.hears()).toEqual([WAITS, '记下了，您住3-2-501。'])
  })

  it('what was answered from another home goes along with the new claim', async () => {
    await zhang.says('1')
    await other.says('早')
    await other.whispers('我是3-1-101')
    await other.says('2')
    await other.whispers('我是3-2-501')
    await other.says('2')
    expect(await ballots()).toEqual(['u1 1 counts', 'u2 2 unverified'])
    expect(await result()).toContain('1户回答：装1，不装0')
  })

  it('of two who are verified the later counts, and so of two who only say so', async () => {
    await claims()
    const said = await other.says('早')
    await town.staff().says('/核实 3-2-501 本人', { quote: said })
    await zhang.says('1')
    await other.says('2')
    await town.resident('u3', '3-1-101 李四').says('1')
    await town.resident('u4', '3-1-101 李五').says('2')
    expect(await ballots()).toEqual(['u1 1 home-changed', 'u2 2 counts', 'u3 1 home-changed', 'u4 2 counts'])
  })
})

it('where each person has an answer, a claim is nobody’s rival', async () => {
  await town.staff().says('/结束 1')
  await town.staff().says('/投票 装不装监控\n1 装\n2 不装\n截止：明天18:00')
  await zhang.says('1')
  await claims()
  await other.says('2')
  expect(await ballots()).toEqual(['u1 1 counts', 'u2 2 counts'])
})

describe('what waits for staff', () => {
  const digest = async () => {
    await town.staff('gc').says('/日报')
    return town.hears('gc').at(-1) ?? ''
  }
  const WAITING = /要您看一下：1号征集有(\d)个回答等核实门牌才算，弄清了回“\/核实 3-2-501 张三”/

  it('is counted in the digest, without a name or a home, until it is verified', async () => {
    await zhang.says('1')
    expect(await digest()).not.toContain('核实')
    await claims()
    const said = await other.says('2')
    await town.resident('u3', '老李').says('1')
    expect(WAITING.exec(await digest())?.[1]).toBe('2')
    expect((await digest()).replace(WAITING, '')).not.toMatch(/某人|老李|3-2-501/)
    await town.staff().says('/核实 3-2-501 本人', { quote: said })
    expect(WAITING.exec(await digest())?.[1]).toBe('1')
    await town.resident('u3', '3-1-101 老李').says('早')
    expect(await digest()).not.toContain('核实')
  })

  it('waits no more once the poll is closed', async () => {
    await zhang.says('1')
    await claims()
    await other.says('2')
    await town.staff().says('/结束 1')
    expect(await digest()).toContain('征集结束 1号')
    expect(await digest()).not.toContain('核实')
  })
})

describe('whoever moves', () => {
  it('takes his answer along, and the one it had displaced counts again', async () => {
    const wife = town.resident('u3', '3-1-101 李梅')
    await wife.says('2')
    const wang = town.resident('u4', '王五')
    await wang.whispers('我是3-1-101')
    await wang.says('1')
    expect(await ballots()).toEqual(['u3 2 home-changed', 'u4 1 counts'])
    wang.hears()
    wife.hears()
    await wang.whispers('我是3-1-102')
    expect(await ballots()).toEqual(['u3 2 counts', 'u4 1 counts'])
    expect(wang.hears()).toEqual(['记下了，您住3-1-102。'])
    await town.staff().whispers('/未答')
    expect(town.staff().hears().at(-1)).not.toMatch(/1-101|1-102/)
    expect(await result()).toContain('2户回答：装1，不装1')
  })

  it('by the word of staff as well; where somebody answered there who is known to live there, his waits', async () => {
    const wang = town.resident('u4', '3-1-101 王五')
    const said = await wang.says('1')
    await town.staff().says('/核实 3-1-102 王五', { quote: said })
    expect((await town.query(() => list('ballots', {}))).map(({ home }) => home)).toEqual(['3-1-102'])
    await zhang.says('2')
    const li = town.resident('u5', '李六')
    await li.whispers('我是3-1-201')
    await li.says('1')
    forget()
    await li.whispers('我是3-2-501')
    expect(await ballots()).toEqual(['u4 1 counts', 'u1 2 counts', 'u5 1 unverified'])
    expect(li.hears()).toContain(WAITS)
  })
})

describe('whoever’s card has another home since', () => {
  it('has answered for that one when the poll closes', async () => {
    await town.resident('u4', '3-1-101 王五').says('1')
    await town.resident('u4', '3-1-102 王五').says('早')
    await town.timePasses('2026-03-02T18:01:00+08:00')
    const kept = await town.query(() => list('ballots', {}))
    expect(kept.map(({ home, counted }) => [home, counted])).toEqual([['3-1-102', true]])
    expect(town.hears('g3').at(-1)).toContain('1户回答：装1，不装0')
  })
})

describe('whoever owns two homes, verified', () => {
  it('answers for each, and one answer does not take the place of the other', async () => {
    const said = await zhang.says('早')
    await town.staff().says('/核实 3-2-502 张三', { quote: said })
    forget()
    await zhang.says('3-2-501 装')
    await zhang.says('3-2-502 装')
    await zhang.says('3-2-502 不装')
    expect(await ballots()).toEqual(['u1 1 counts', 'u1 1 changed', 'u1 2 counts'])
    expect(zhang.hears()).toEqual([])
    expect(await result()).toContain('2户回答：装1，不装1')
  })

  it('or for both at once', async () => {
    const said = await zhang.says('早')
    await town.staff().says('/核实 3-2-502 张三', { quote: said })
    forget()
    await zhang.says('3-2-501、502都装')
    expect(await ballots()).toEqual(['u1 1 counts', 'u1 1 counts'])
    expect(zhang.hears()).toEqual([])
  })

  it('and hears each time in private that his home is verified', async () => {
    await zhang.whispers('我是3-2-501')
    await zhang.whispers('我是3-2-501')
    expect(zhang.hears().slice(-2)).toEqual(['3-2-501已经核实过了。', '3-2-501已经核实过了。'])
  })
})
