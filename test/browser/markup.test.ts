import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { type Browser as Chromium, type BrowserContext, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Simulator } from '../../src/adapters/simulator/index.ts'
import { makeLink } from '../../src/app/sign-in.ts'
import { simulatorRoutes } from '../../src/web/simulator/routes.ts'
import { evil, NAMES, openMarkedTown } from '../attack/marked-town.ts'
import { Ear } from '../contract/harness.ts'
import { Browser } from '../web/console-support.ts'
import { chromiumOnPath, PATIENCE, PHONE } from './support.ts'

const CHROMIUM = chromiumOnPath()
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

// The pages' own policy, which would stop a script that got in, is switched off: nothing is to get in.
describe.skipIf(CHROMIUM === null)('markup in names and texts, in a browser that would run it', () => {
  let chrome: Chromium
  let context: BrowserContext
  const ran: string[] = []

  beforeAll(async () => {
    chrome = await chromium.launch({ executablePath: CHROMIUM ?? '', args: ['--no-sandbox', '--disable-gpu'] })
  }, 60_000)
  afterAll(() => chrome?.close())

  const serving = async (app: Pick<Hono, 'fetch'>): Promise<{ base: string; close: () => void }> => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' })
    await new Promise((ready) => server.once('listening', ready))
    context = await chrome.newContext({ bypassCSP: true, viewport: PHONE })
    context.on('page', (page) => {
      page.setDefaultTimeout(PATIENCE)
      page.on('dialog', (dialog) => {
        ran.push(`${page.url()} ${dialog.message()}`)
        void dialog.dismiss()
      })
    })
    const close = () => void server.close()
    return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
  }

  test('such a browser does run it', async () => {
    const { base, close } = await serving(new Hono().get('/', (c) => c.html(evil('here'))))
    const page = await context.newPage()
    await page.goto(base)
    await expect.poll(() => ran.splice(0), { timeout: PATIENCE }).toEqual([`${base}/ 1`])
    await context.close()
    close()
  })

  test('the console', { timeout: 120_000 }, async () => {
    const town = await openMarkedTown()
    const { app } = new Browser(town, { health: [{ name: evil('platform'), account: 'bot', health: 'needs-login' }] })
    const { base, close } = await serving(app)
    await town.query(() => makeLink({ communityId: 'c1', memberId: 's1', role: 'staff' }, 'once', town.clock.now()))
    const page = await context.newPage()
    await page.goto(`${base}/login?t=once`)
    await page.getByRole('button').click()
    let shown = ''
    for (const path of [
      ...['/', '/suggestions', '/suggestions/1', '/candidates', '/polls', '/polls/1', '/work', '/work/1'],
      ...['/jielong', '/people', `/people?verified=u1&home=${encodeURIComponent(evil('home'))}`, '/groups'],
      ...[
        '/places',
        `/places?removed=${encodeURIComponent(evil('removed'))}`,
        `/?aside=${encodeURIComponent(evil('a'))}`,
      ],
      ...['suggestions', 'people', 'polls'].map((room) => `/${room}?q=${encodeURIComponent(evil('q'))}`),
    ]) {
      await page.goto(base + path, { waitUntil: 'load' })
      expect([path, await page.locator('img[src=x]').count()]).toEqual([path, 0])
      shown += await page.evaluate(() => document.documentElement.textContent)
    }
    expect(NAMES.filter((name) => !shown.includes(evil(name)))).toEqual([])
    expect(ran).toEqual([])
    await context.close()
    close()
    await town.close()
  })

  test('the simulated chat: people, groups, cards of the bot, quotes, pictures, what is taken back', {
    timeout: 120_000,
  }, async () => {
    const clock = { now: () => Date.parse('2026-03-01T09:05:00+08:00'), timezone: 'Asia/Shanghai' }
    const people = ['u1', 'u2'].map((id) => ({ id, nick: evil(id), staff: id === 'u2' }))
    const members = people.map(({ id }) => ({ person: id, card: evil(`card-${id}`) }))
    const sim = new Simulator({ clock, seed: { people, rooms: [{ id: 'g3', name: evil('room'), members }] } })
    await sim.start(new Ear())
    const said = (what: {
      text: string
      quote?: string
      picture?: { type: 'image/png'; base64: string; alt: string }
    }) => {
      const outcome = sim.say({ person: 'u2', room: 'g3', ...what })
      return 'id' in outcome ? outcome.id : ''
    }
    const first = said({ text: evil('first') })
    said({ text: evil('second'), quote: first })
    said({ text: '', picture: { type: 'image/png', base64: PIXEL, alt: evil('alt') } })
    sim.takeBack({ person: 'u2', message: said({ text: evil('gone') }) })
    const button = { label: evil('button'), value: 'poll:1:1', say: '1' }
    const card = { title: evil('title'), lines: [evil('line')], buttons: [button], footer: evil('footer') }
    for (const chat of [
      { kind: 'group', id: 'g3' },
      { kind: 'direct', id: 'u1' },
    ] as const)
      await sim.send({ key: chat.kind, chat, text: evil('text'), card })
    const { base, close } = await serving(new Hono().route('/sim', simulatorRoutes(sim, clock)))
    const page = await context.newPage()
    await page.goto(`${base}/sim`)
    await page.locator(`a[href="/sim?as=u1"]`).waitFor()
    expect(await page.locator('img[src=x]').count()).toBe(0)
    await page.goto(`${base}/sim?as=u1`)
    for (const chat of ['g3', 'bot']) {
      await page.locator(`[data-chat="${chat}"]`).click()
      const log = page.getByRole('log')
      await log.getByText(evil('title')).waitFor()
      const words = (await log.textContent()) ?? ''
      const seen = chat === 'bot' ? [] : ['first', 'second', 'card-u2']
      for (const one of [...seen, 'title', 'line', 'button', 'footer']) expect(words).toContain(evil(one))
      expect(await page.locator('img[src=x]').count()).toBe(0)
      await page.getByRole('button', { name: '返回' }).click()
    }
    expect(ran).toEqual([])
    await context.close()
    close()
    await sim.stop()
  })
})
