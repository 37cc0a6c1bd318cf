import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeLink } from '../../src/app/sign-in.ts'
import { consoleRoutes } from '../../src/web/console/routes.ts'
import { openTown, type Town } from '../support/town.ts'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
)
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const PAGES = [
  ...['/', '/suggestions', '/suggestions/1', '/candidates', '/polls', '/polls/1', '/work', '/work/1'],
  ...['/jielong', '/people', '/places', '/places?removed=老槐树', '/groups'],
]
const SCREENS = [
  { width: 390, height: 844 },
  { width: 320, height: 640 },
  { width: 1280, height: 800 },
] as const

// CI installs Chromium; on a machine without one the rest of the tests still runs.
describe.skipIf(CHROMIUM === undefined)('the console in a browser without scripts', () => {
  let town: Town
  let server: ReturnType<typeof serve>
  let browser: Browser
  let page: Page
  let base: string
  let secrets = 0

  beforeAll(async () => {
    town = await openTown()
    const zhang = town.resident('u1', '3-2-501 张三')
    await zhang.says(
      '建议：3栋门口装个扶手，老人下台阶不方便，去年就说过一次了，一直没有消息，https://example.com/averylongaddressthatneverends/averylongaddressthatneverends',
    )
    await town.staff().says('/投票 东门要不要装充电桩\n1 装\n2 不装')
    await zhang.says('1')
    await town.staff().says('/招工 清理车库\n地点：3栋车库\n时间：3月6日8:00-12:00 2人\n报酬：120元/天')
    await zhang.says('报名')
    await zhang.says('二单元下水道堵塞，污水都倒灌到一楼了，说了好多次没人管，物业推给城管，城管推给物业，请社区管一管')
    await town.staff().says('/接龙 周六大扫除')
    await zhang.says('接龙 3-2-501 两个人')
    await town.staff().says('/地名 老槐树 幸福路')
    await town.query(() => makeLink({ communityId: 'c1', memberId: 's1', role: 'staff' }, 'one-time', town.clock.now()))
    const ids = {
      forNative: (_: string, native: { nativeId: string }) => native.nativeId,
      secret: () => `session-${++secrets}`,
      code: () => '482913',
    }
    const { app, clock } = town
    server = serve({
      fetch: consoleRoutes({ app, clock, ids, health: async () => [], codes: async () => [], secure: false }).fetch,
      port: 0,
      hostname: '127.0.0.1',
    })
    await new Promise((ready) => server.once('listening', ready))
    base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    browser = await chromium.launch({ ...(CHROMIUM ? { executablePath: CHROMIUM } : {}), args: QUIET })
    page = await (await browser.newContext({ locale: 'zh-CN', javaScriptEnabled: false })).newPage()
    await page.goto(`${base}/login?t=one-time`)
    await page.getByRole('button', { name: '进入后台' }).click()
  }, 60_000)

  afterAll(async () => {
    await browser.close()
    server.close()
    await town.close()
  })

  test('a link and one tap lead in', async () => {
    await page.goto(base)
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toContain('今天')
  })

  test('no page is wider than its screen, and on a phone every control is big enough for a thumb', async () => {
    for (const screen of SCREENS) {
      await page.setViewportSize(screen)
      for (const path of PAGES) {
        await page.goto(base + path)
        for (const block of await page.locator('main > *:visible, main tr:visible').all()) {
          const box = await block.boundingBox()
          expect([path, screen.width, (box?.x ?? 0) + (box?.width ?? 0) <= screen.width + 0.5]).toEqual([
            path,
            screen.width,
            true,
          ])
        }
        if (screen.width > 760) continue
        for (const control of await page.locator('main button:visible, main select:visible, nav a:visible').all())
          expect((await control.boundingBox())?.height ?? 0).toBeGreaterThanOrEqual(44)
      }
    }
  })

  test('everything is reached by keyboard, the way past the menu first', async () => {
    await page.setViewportSize(SCREENS[2])
    await page.goto(`${base}/suggestions`)
    const reached: string[] = []
    for (let step = 0; step < 24; step += 1) {
      await page.keyboard.press('Tab')
      reached.push((await page.locator(':focus').first().textContent()) ?? '')
    }
    expect(reached[0]).toBe('跳到正文')
    for (const wanted of ['意见征集', '退出', '筛选', 'Excel', '状态']) expect(reached).toContain(wanted)
  })

  test('a filtered table is sorted by its heading and taken home as a file', async () => {
    await page.goto(`${base}/suggestions`)
    await page.getByRole('searchbox', { name: '查找' }).fill('扶手')
    await page.getByRole('button', { name: '筛选' }).click()
    await page.getByRole('link', { name: '谁提的' }).click()
    expect(page.url()).toContain('sort=author')
    expect(await page.getByRole('row').count()).toBe(2)
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Excel' }).click()])
    expect(file.suggestedFilename()).toBe('建议-2026-03-01.xlsx')
  })

  test('names of places are added, removed and brought back, candidates taken', async () => {
    await page.goto(`${base}/places`)
    await page.getByRole('textbox', { name: '加地名' }).fill('石狮子')
    await page.getByRole('button', { name: '加地名' }).click()
    await page.getByRole('button', { name: /去掉.*石狮子/ }).click()
    expect(await page.getByRole('status').textContent()).toContain('“石狮子”去掉了。')
    await page.getByRole('button', { name: '加回来' }).click()
    expect(await page.getByRole('row', { name: '石狮子' }).count()).toBe(1)
    await page.goto(`${base}/candidates`)
    await page.getByRole('button', { name: '收下' }).click()
    expect(await page.getByRole('link', { name: '建议2号' }).count()).toBe(1)
  })

  test('a home is verified and taken back, and a code is made', async () => {
    await page.goto(`${base}/people`)
    await page.getByRole('button', { name: '核实' }).first().click()
    expect(await page.getByRole('status').textContent()).toContain('记成已核实了')
    await page.getByRole('button', { name: '撤销' }).click()
    expect(await page.getByText('待核实', { exact: true }).count()).toBe(1)
    await page.getByText('给工作人员一个验证码').click()
    await page.getByRole('button', { name: '生成验证码' }).click()
    expect(await page.locator('.big-code').textContent()).toBe('482 913')
  })

  test('signing out ends it', async () => {
    await page.goto(base)
    await page.getByRole('button', { name: '退出' }).click()
    await page.goto(`${base}/people`)
    expect(await page.getByRole('heading').textContent()).toBe('请先登录')
  })
})
