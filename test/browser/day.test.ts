import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumOnPath, DESKTOP, flaws, PATIENCE, PHONE, Program, picture, Window } from './support.ts'

const executablePath = chromiumOnPath()
const RESIDENT = { target: 48, contrast: 7 }
const STAFF_DESK = { target: 20, contrast: 4.5 }
const STAFF_PHONE = { target: 24, contrast: 4.5 }
const GROUP = '幸福里3栋业主群'
const COMMITTEE = '幸福里居委会'
const BOT = '五共'

/** One day in one community, told in chapters: each goes on where the last one ended. */
describe.skipIf(executablePath === null)(
  `a day in a building's group, in a real browser${executablePath === null ? ' (SKIPPED: no chromium on the PATH)' : ''}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'wugong-day-'))
    const program = new Program(folder)
    const problems: string[] = []
    let isCut = false
    let browser: Browser
    let zhang: Window
    let zhao: Window
    let wang: Window
    let liu: Window

    /** Whatever the browser complains about, refused scripts and styles too. A cut line may be complained about. */
    const watch = (page: Page) => {
      page.on('console', (line) => {
        if (line.type() === 'error' && !(isCut && line.text().includes('net::ERR_'))) problems.push(line.text())
      })
      page.on('pageerror', (error) => problems.push(String(error)))
    }
    const context = async (viewport: typeof PHONE) => {
      const isPhone = viewport === PHONE
      const made = await browser.newContext({
        viewport,
        locale: 'zh-CN',
        timezoneId: 'Asia/Shanghai',
        deviceScaleFactor: isPhone ? 2 : 1,
        isMobile: isPhone,
        hasTouch: isPhone,
      })
      made.on('page', watch)
      made.setDefaultTimeout(PATIENCE)
      return made
    }

    beforeAll(async () => {
      await program.start()
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: ['--no-sandbox'] })
      zhang = await Window.of('3-2-301 张三', await context(PHONE), program.url)
      zhao = await Window.of('3-2-302 赵丽', await context(DESKTOP), program.url)
      wang = await Window.of('王主任', await context(DESKTOP), program.url)
      liu = await Window.of('小刘', await context(PHONE), program.url)
    })
    afterAll(async () => {
      await browser?.close()
      await program.end('SIGTERM')
      rmSync(folder, { recursive: true, force: true })
    })

    test('everyone opens a window of his own from the first page', async () => {
      for (const [name, size] of [
        ['desktop', DESKTOP],
        ['phone', PHONE],
      ] as const) {
        const page = await (await context(size)).newPage()
        await page.goto(`${program.url}/sim`)
        await picture(page, `overview-${name}`, true)
        expect(await flaws(page, RESIDENT)).toEqual([])
        await page.close()
      }
      // The day begins at nine, whatever the hour is here.
      await wang.moves('到明天9:00', /^9:00/)
      await zhang.shows('list-phone')
      expect(await flaws(zhang.page, RESIDENT)).toEqual([])
    })

    test('a suggestion is noted once, and all windows see it at once', async () => {
      for (const one of [zhang, zhao, wang]) await one.opens(GROUP)
      await zhang.says('早上好，今天降温了')
      await zhang.says('建议：3栋门口装个扶手')
      for (const one of [zhang, zhao, wang]) {
        expect(await one.hears('大家好，我是五共')).toContain('查我的信息')
        expect(await one.hears('已记下')).toMatch(/建议1号：3栋门口装个扶手/)
        expect(await one.messages('已记下').count()).toBe(1)
      }
      await zhang.shows('chat-suggestion-phone')
      await wang.shows('chat-suggestion-desktop')
      expect(await flaws(zhang.page, RESIDENT)).toEqual([])
      expect(await flaws(wang.page, RESIDENT)).toEqual([])
    })

    test('staff record what somebody else said, by quoting it', async () => {
      await zhao.says('楼道灯坏了两天了，晚上摸黑')
      await wang.hears('楼道灯坏了')
      await wang.quotes('楼道灯坏了', '/记录')
      expect(await zhao.hears('建议2号')).toContain('楼道灯坏了')
    })

    test('a poll is answered in words, by a tapped button and by keyboard', async () => {
      await wang.says('/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行\n截止：明天8:00')
      for (const one of [zhang, zhao]) expect(await one.hears('【征集意见】')).toContain('只征集意见，不算表决')
      await zhang.taps('【征集意见】', '不装')
      await zhang.messages(/【征集意见】[\s\S]*✓ 您点了/).waitFor()
      await zhao.reaches('3都行', 'Shift+Tab')
      await zhao.page.keyboard.press('Enter')
      await zhao.messages(/【征集意见】[\s\S]*✓ 您点了/).waitFor()
      await zhang.shows('chat-poll-phone')
      await zhang.says('还是装吧')
      expect(await flaws(zhang.page, RESIDENT)).toEqual([])
      await expect
        .poll(() => program.table('polls')[0], { timeout: PATIENCE })
        .toMatchObject({
          answered: 2,
          options: [
            { label: '装', count: 1 },
            { label: '不装', count: 0 },
            { label: '都行', count: 1 },
          ],
        })
    })

    test('paid work fills up, the next one waits, and is told in private when a place is free', async () => {
      await wang.says('/招工 清理车库\n地点：3栋车库\n时间：明天14:00-17:00 1人\n报酬：每天120元')
      await zhang.hears('【招工1号】')
      await zhang.says('报名')
      expect(await zhang.hears('报上了')).toContain('第1个（共1个）')
      await zhao.taps('【招工1号】', '招1人')
      await zhao.hears('人满了，您排第1个等着')
      await zhang.shows('chat-work-phone')
      await zhao.shows('chat-work-desktop')
      await zhang.says('取消报名')
      await zhao.opens(BOT)
      expect(await zhao.hears('轮到您了')).toContain('清理车库')
      await zhao.shows('private-desktop')
      expect(await flaws(zhao.page, RESIDENT)).toEqual([])
      expect(await zhang.messages('轮到您了').count()).toBe(0)
    })

    test('the keyboard alone opens a chat, writes, and takes back', async () => {
      await zhao.reaches('幸福里大群', 'Shift+Tab')
      await zhao.page.keyboard.press('Enter')
      await zhao.page.getByRole('heading', { level: 1, name: '幸福里大群' }).waitFor()
      await zhao.page.keyboard.type('各位邻居早')
      await zhao.page.keyboard.press('Enter')
      await zhao.messages('各位邻居早').waitFor()
      await zhao.reaches('⋯', 'Shift+Tab')
      await zhao.page.keyboard.press('Enter')
      await zhao.page.keyboard.press('ArrowDown')
      await zhao.page.keyboard.press('Enter')
      await zhao.log.getByText('您撤回了一条消息').waitFor()
      await zhao.opens(BOT)
    })

    test('eight windows may be open in one browser', async () => {
      // A browser keeps at most six connections to one address; windows behind others must not hold them all.
      const many = await context(DESKTOP)
      const windows: Window[] = []
      for (const person of [
        '王秀英',
        '李建国',
        '陈桂香',
        '周海涛',
        '孙大爷',
        '吴敏',
        '小刘',
        '王主任',
        '赵丽',
        '张三',
      ]) {
        await windows.at(-1)?.goesBehind()
        windows.push(await Window.of(person, many, program.url))
      }
      const [first, last] = [windows[0], windows.at(-1)]
      await last?.opens('幸福里大群')
      await last?.says('今天有太阳')
      await last?.hears('今天有太阳')
      await first?.comesBack()
      await first?.opens('幸福里大群')
      await first?.hears('今天有太阳')
      await many.close()
    })

    test('what becomes of a suggestion reaches its author', async () => {
      await wang.opens(COMMITTEE)
      await wang.says('/受理 1')
      await wang.says('/办结 2 换了新灯')
      await zhang.opens(BOT)
      expect(await zhang.hears('建议1号')).toContain('接下了')
      await zhang.shows('private-phone')
      expect(await zhao.hears('建议2号办好了')).toContain('换了新灯')
    })

    test('a message that the platform delivers twice counts once', async () => {
      await wang.troubles({ 重复: true })
      await zhang.says('建议：车库地漏堵了')
      await zhang.hears('建议3号')
      await zhang.says('建议：垃圾桶不够')
      await zhang.hears('建议4号')
      expect(await zhang.messages('已记下').count()).toBe(2)
      await wang.troubles({ 重复: false })
    })

    test('what was said while the line was cut is handed over later, or the committee reads that it is missing', async () => {
      await wang.troubles({ 断线: true, 补送: true })
      await zhang.says('建议：快递柜太高')
      await wang.troubles({ 断线: false })
      await zhang.hears('建议5号')
      await wang.troubles({ 断线: true, 补送: false })
      await zhang.says('建议：这条没听到')
      await wang.moves('过30分钟', /^9:3/)
      await wang.troubles({ 断线: false })
      await zhang.says('建议：树枝挡窗户')
      expect(await zhang.hears('建议6号')).toContain('树枝挡窗户')
    })

    test('at 18:00 the committee reads its digest, with the numbers that export gives', async () => {
      await wang.moves('到18:00', /^18:00/)
      const digest = await wang.hears(/【日报】[\s\S]*新建议/)
      const suggestions = program.table('suggestions')
      const [poll] = program.table('polls')
      expect(suggestions).toHaveLength(6)
      expect(digest).toContain(`新建议${suggestions.length}条`)
      expect(digest).toContain(`办结答复${suggestions.filter(({ status }) => status === 'done').length}条`)
      expect(digest).toContain(`${poll?.answered}人回了：装1，不装0，都行1`)
      expect(digest).toMatch(/清理车库”报上1个，满了/)
      expect(digest).toMatch(/9:0\d到9:3\d断线/)
      expect(digest).not.toContain('这条没听到')
      await wang.shows('digest-desktop')
      await liu.opens(COMMITTEE)
      await liu.hears(/【日报】[\s\S]*新建议/)
      await liu.shows('digest-phone')
      for (const one of [wang, liu]) expect(await flaws(one.page, RESIDENT)).toEqual([])
    })

    test('a power cut in the middle loses nothing and doubles nothing', async () => {
      // The platform makes the bot wait, so that its receipts are still owed when the power goes.
      await wang.troubles({ 发太快: true })
      for (const nth of ['一', '二', '三']) await zhang.says(`建议：停电前第${nth}件`)
      expect(await zhang.messages(/已记下，建议[789]号/).count()).toBe(0)
      isCut = true
      await program.end('SIGKILL')
      await zhang.page.getByText('没有连上，正在重连').waitFor()
      await zhang.shows('offline-phone')
      await zhang.page.getByRole('textbox', { name: '说点什么' }).fill('建议：停电时写的')
      await zhang.page.getByRole('button', { name: '发送' }).click()
      await zhang.page.getByText('没有连上，请看看五共是不是还开着').waitFor()
      await program.start()
      await zhang.page.getByText('没有连上，正在重连').waitFor({ state: 'hidden' })
      await zhang.page.getByRole('button', { name: '发送' }).click()
      await zhang.hears('建议10号')
      isCut = false
      for (const nth of ['一', '二', '三'])
        expect(await zhang.messages(new RegExp(`已记下，建议\\d号：停电前第${nth}件`)).count()).toBe(1)
      expect(await zhang.messages('大家好，我是五共').count()).toBe(0)
      expect(program.table('suggestions').map(({ text }) => text)).toEqual([
        '3栋门口装个扶手',
        '楼道灯坏了两天了，晚上摸黑',
        '车库地漏堵了',
        '垃圾桶不够',
        '快递柜太高',
        '树枝挡窗户',
        '停电前第一件',
        '停电前第二件',
        '停电前第三件',
        '停电时写的',
      ])
    })

    test('the console opens with the printed link, each page on a desktop and on a phone', async () => {
      const link = program.consoleLink
      const desktop = await context(DESKTOP)
      const page = await desktop.newPage()
      await page.goto(link)
      await picture(page, 'console-login-desktop')
      expect(await flaws(page, STAFF_DESK)).toEqual([])
      await page.getByRole('button').click()
      await page.getByRole('heading', { level: 1, name: '今天' }).waitFor()
      const phone = await context(PHONE)
      await phone.addCookies(await desktop.cookies())
      const small = await phone.newPage()
      const rooms = [
        ['/', '新建议'],
        ['/suggestions', '停电时写的'],
        ['/suggestions/2', '换了新灯'],
        ['/polls', '东门要不要装充电桩'],
        ['/polls/1', '2 人回答'],
        ['/work', '清理车库'],
        ['/work/1', '赵丽'],
        ['/people', '3-2-301'],
        ['/groups', '断线'],
      ] as const
      for (const [one, name, must] of [
        [page, 'desktop', STAFF_DESK],
        [small, 'phone', STAFF_PHONE],
      ] as const)
        for (const [room, words] of rooms) {
          await one.goto(`${program.url}${room}`)
          await one.getByRole('main').getByText(words).first().waitFor()
          await picture(one, `console${room.replaceAll('/', '-').replace(/-$/, '')}-${name}`, true)
          expect.soft(await flaws(one, must), `${room} on a ${name}`).toEqual([])
        }
    })

    test('the evening brings the reminder, the morning the result with its picture', async () => {
      await wang.moves('到明天9:00', /^9:00/)
      expect(await zhao.hears('提醒您')).toContain('清理车库')
      await zhang.opens(GROUP)
      expect(await zhang.hears('【征集结果】')).toMatch(/2人回答：装1，不装0，都行1/)
      const drawn = zhang.messages('【征集结果】').last().getByRole('img')
      await expect
        .poll(() => drawn.evaluate((img: HTMLImageElement) => img.naturalWidth), { timeout: PATIENCE })
        .toBe(720)
      await drawn.scrollIntoViewIfNeeded()
      await zhang.shows('result-phone')
      await wang.opens(GROUP)
      await wang.hears('【征集结果】')
      await wang.shows('result-desktop')
      expect(await flaws(zhang.page, RESIDENT)).toEqual([])
    })

    test('what staff can start from beside the box is a command that works', async () => {
      await wang.opens('幸福里大群')
      await wang.starts('/招工')
      await zhang.opens('幸福里大群')
      await zhang.taps('【招工2号】', '报名 下午')
      expect(await zhang.hears('报上了')).toContain('下午')
      await zhang.shows('chat-shifts-phone')
      await liu.page.locator('.chip').click()
      await liu.shows('drawer-phone')
      expect(await flaws(liu.page, RESIDENT)).toEqual([])
      await liu.page.getByRole('button', { name: '换一次' }).scrollIntoViewIfNeeded()
      await liu.shows('drawer-end-phone')
      await liu.page.getByRole('button', { name: '关上' }).click()
      for (const one of [zhang, wang]) await one.opens(GROUP)
    })

    test('after a login with new ids staff bind the group again and its poll goes on', async () => {
      await wang.starts('/投票')
      await expect.poll(() => zhang.messages('【征集意见】').count(), { timeout: PATIENCE }).toBe(2)
      await zhang.says('1')
      await expect.poll(() => program.table('polls')[1]?.answered, { timeout: PATIENCE }).toBe(1)
      await wang.page.locator('.trouble').click()
      await wang.shows('drawer-desktop')
      expect(await flaws(wang.page, RESIDENT)).toEqual([])
      await wang.page.getByRole('button', { name: '换一次' }).click()
      await wang.page.getByText('已经换了新的号').waitFor()
      await wang.page.getByRole('button', { name: '关上' }).click()
      await zhang.says('2')
      await wang.opens(BOT)
      await wang.says(`/验证 ${program.code()}`)
      await wang.hears('您现在是社区工作者')
      await wang.opens(GROUP)
      await wang.says('/绑定 3栋')
      expect(await zhang.hears('认出来了')).toContain('3栋')
      await zhang.says('2')
      await expect
        .poll(() => program.table('polls')[1], { timeout: PATIENCE })
        .toMatchObject({ answered: 1, options: [{ count: 0 }, { count: 1 }, { count: 0 }] })
    })

    test('the browser had nothing to complain about', () => {
      expect(problems).toEqual([])
    })
  },
)
