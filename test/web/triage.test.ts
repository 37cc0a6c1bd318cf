import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Town } from '../support/town.ts'
import { Browser, rowsOf } from './console-support.ts'

let town: Town
let browser: Browser
beforeEach(async () => {
  town = await openTown()
  browser = new Browser(town)
  await browser.signIn()
})
afterEach(() => town.close())

const zhang = () => town.resident('u1', '3-2-501 张三')
const li = () => town.resident('u2', '3-2-302 李四')
const suggestions = () => town.query(() => list('suggestions', { communityId: 'c1' }, { order: 'number' }))

describe('candidates', () => {
  test('stand with their words, the part that counts marked, what they look like and why', async () => {
    await zhang().says('昨晚回来晚了。3栋门口路灯不亮，请物业来修！')
    const page = await browser.text('/candidates')
    expect(rowsOf(page)[0]).toEqual([
      '1',
      '昨晚回来晚了。3栋门口路灯不亮，请物业来修！',
      '投诉',
      expect.stringContaining('“不亮”'),
      '3-2-501 张三',
      '幸福里3栋业主群',
      '今天9:00',
      '等着看',
      '收下不收',
    ])
    expect(page).toContain('昨晚回来晚了。<b>3栋门口路灯不亮，请物业来修！</b>')
    expect(await browser.text('/')).toContain('看1句')
  })

  test('one tap makes a suggestion, and its author is told where he spoke; a second tap does nothing', async () => {
    const said = await zhang().says('3栋门口路灯不亮，请物业来修！')
    const page = await browser.post('/candidates/take', { number: '1' })
    expect(page.status).toBe(303)
    await browser.post('/candidates/take', { number: '1' })
    expect(await suggestions()).toMatchObject([{ number: 1, authorId: 'u1', messageId: said, kind: '投诉' }])
    const told = (await town.said()).filter(({ to }) => to === 'g3')
    expect(told).toMatchObject([{ quote: said, text: expect.stringContaining('居委会记下了，是建议1号') }])
    expect(await browser.text('/candidates')).toContain('<a href="/suggestions/1">建议1号</a>')
    expect(await browser.text('/')).not.toContain('看1句')
  })

  test('one that was let go can be brought back', async () => {
    await zhang().says('3栋门口路灯不亮，请物业来修！')
    await browser.post('/candidates/drop', { number: '1' })
    expect(rowsOf(await browser.text('/candidates?status=waiting'))).toEqual([])
    await browser.post('/candidates/back', { number: '1' })
    expect(rowsOf(await browser.text('/candidates?status=waiting'))).toHaveLength(1)
  })

  test('a phone number is masked on the page and in its file; what a resident writes is never markup', async () => {
    await zhang().says('<script>小区路灯不亮，请物业处理，电话13800138000')
    for (const path of ['/candidates', '/candidates.csv']) {
      const page = await browser.text(path)
      expect(page).not.toContain('13800138000')
      if (path === '/candidates') expect(page).not.toContain('<script>')
    }
  })

  test('another community’s candidate is not there to be taken', async () => {
    await zhang().says('3栋门口路灯不亮，请物业来修！')
    await browser.post('/candidates/take', { number: '7' })
    await browser.post('/candidates/take', { number: 'x' })
    expect(await suggestions()).toEqual([])
  })
})

describe('one suggestion', () => {
  test('says what it is about, why, and whom that usually goes to; what staff correct is learned', async () => {
    await zhang().says('建议：幸福路的路灯不亮')
    const page = await browser.text('/suggestions/1')
    expect(page).toContain('市政设施 · 路灯')
    expect(page).toContain('因为说到“不亮”“路灯”')
    expect(page).toContain('城管')
    await browser.post('/suggestions/category', { number: '1', category: '物业管理' })
    await browser.post('/suggestions/category', { number: '1', category: '没有这类' })
    expect(await suggestions()).toMatchObject([{ category: '物业管理' }])
    expect(await town.query(() => list('lessons', { communityId: 'c1' }))).toMatchObject([
      { label: '物业管理', text: '幸福路的路灯不亮', source: 'staff', suggestion: 1 },
    ])
  })

  test('that was opened again says so, since when, and what its author had been told', async () => {
    await zhang().says('建议：幸福路的路灯不亮')
    await town.staff().says('/转办 1 城管 3天')
    await town.staff().says('/办结 1 换了灯泡')
    expect(await browser.text('/suggestions/1')).not.toContain('又打开')
    await town.timePasses(60)
    await zhang().says('没好')
    const page = await browser.text('/suggestions/1')
    expect(page).toContain('<span class="mark open">又打开</span>')
    expect(await browser.text('/suggestions')).toContain('<span class="mark open">又打开</span> 城管')
    expect(page).toContain('今天10:00说没好')
    expect(page).toContain('今天9:00告诉过他：“换了灯泡”；原来的期限是3月4日（周三）18:00')
    await town.staff().says('/受理 1')
    expect(await browser.text('/suggestions/1')).toContain('今天10:00说没好')
  })

  test('says what became of it, by whom and when, so that whoever takes it up need not ask', async () => {
    await zhang().says('建议：幸福路的路灯不亮')
    await town.staff().says('/转办 1 城管 3天')
    await town.timePasses(60)
    await town.staff().says('/办结 1 换了灯泡，电话13800138000')
    const page = (await browser.text('/suggestions/1')).replace(/<[^>]+>/g, '')
    const told = page.slice(page.indexOf('经过'))
    expect(told).toMatch(
      /提出 今天9:00.*张三[\s\S]*转给城管，3月4日（周三）18:00前回话 今天9:00[\s\S]*办结：换了灯泡，电话138\*+8000 今天10:00/,
    )
  })

  test('shows those that may be one matter, with why, and one tap merges them and tells the author', async () => {
    await zhang().says('建议：东门的道闸坏了')
    await li().says('建议：东门道闸又坏了，车出不去')
    const page = await browser.text('/suggestions/2')
    expect(page).toContain('可能是一件事')
    expect(page).toContain('都说到“道闸”')
    await browser.post('/suggestions/merge', { into: '1', number: '2' })
    expect(await suggestions()).toMatchObject([{ mergedInto: null }, { mergedInto: 1 }])
    expect((await town.said()).at(-1)?.text).toContain('合在一起办')
    expect(await browser.text('/suggestions/1')).not.toContain('可能是一件事')
  })
})
