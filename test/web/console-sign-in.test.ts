import { afterEach, beforeEach, expect, test } from 'vitest'
import { list, remove, update } from '../../src/app/operations.ts'
import { addCommunity } from '../../src/app/setup.ts'
import { makeLink } from '../../src/app/sign-in.ts'
import { PUBLIC_ROUTES } from '../../src/web/console/guard.ts'
import { Turns } from '../../src/web/console/turns.ts'
import { openTown, type Town } from '../support/town.ts'
import { Browser } from './console-support.ts'

let town: Town
let browser: Browser
beforeEach(async () => {
  town = await openTown()
  browser = new Browser(town)
})
afterEach(() => town.close())

const link = (secret = 'one-time') =>
  town.query(() => makeLink({ communityId: 'c1', memberId: 's1', role: 'staff' }, secret, town.clock.now()))

test('every route but the listed ones needs a login', async () => {
  const routes = browser.app.routes.filter(({ method }) => method !== 'ALL')
  expect(routes.length).toBeGreaterThan(25)
  for (const { method, path } of routes) {
    if (PUBLIC_ROUTES.includes(`${method} ${path}`)) continue
    const address = path.replace(/:number\{[^/]*\}/, '1').replace(/:file\{.*\.(csv|xlsx)\}/, '1.$1')
    for (const asked of method === 'GET' ? ['GET', 'HEAD'] : [method]) {
      const headers = { origin: 'http://localhost', host: 'localhost', 'sec-fetch-site': 'same-origin' }
      const response = await browser.app.request(address, { method: asked, headers })
      expect([asked, address, response.status]).toEqual([asked, address, 401])
    }
  }
})

test('what is listed as public exists, and no more', () => {
  const known = new Set(browser.app.routes.map(({ method, path }) => `${method} ${path}`))
  for (const route of PUBLIC_ROUTES) expect(known).toContain(route)
  expect(PUBLIC_ROUTES).toHaveLength(4)
})

test('a path nobody knows tells a stranger nothing', async () => {
  expect((await browser.get('/no-such-page')).status).toBe(401)
  await browser.signIn()
  expect((await browser.get('/no-such-page')).status).toBe(404)
})

test('health is one line of JSON for whoever asks', async () => {
  const response = await browser.get('/health')
  expect(await response.json()).toEqual({ status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
})

test('looking at a link does not spend it, opening it does, and a second time is told how to get another', async () => {
  await link()
  for (let preview = 0; preview < 3; preview += 1) expect(await browser.text('/login?t=one-time')).toContain('进入后台')
  const opened = await browser.post('/login', { t: 'one-time' })
  expect([opened.status, opened.headers.get('location')]).toEqual([303, '/'])
  expect(await browser.text('/')).toContain('幸福里社区')

  const again = await new Browser(town).post('/login', { t: 'one-time' })
  const text = await again.text()
  expect([again.status, again.headers.get('set-cookie')]).toEqual([401, null])
  expect(text).toContain('npm run wugong -- link')
  expect(text).toContain('/后台')
})

test('of two who open one link at once, one is let in', async () => {
  await link()
  const statuses = await Promise.all([
    browser.post('/login', { t: 'one-time' }),
    browser.post('/login', { t: 'one-time' }),
  ])
  expect(statuses.map(({ status }) => status).sort()).toEqual([303, 401])
})

test('a link is too old after ten minutes', async () => {
  await link()
  town.clock.set(town.clock.now() + 10 * 60_000)
  expect((await browser.post('/login', { t: 'one-time' })).status).toBe(401)
})

test('a staff code or a session opens no session', async () => {
  await browser.signIn()
  await browser.post('/people/code', { role: 'staff' })
  for (const secret of ['482913', browser.cookie.split('=')[1] ?? ''])
    expect((await new Browser(town).post('/login', { t: secret })).status).toBe(401)
})

test('the cookie is out of reach of scripts and other sites, and bound to https where there is https', async () => {
  const plain = (await browser.signIn()).headers.get('set-cookie') ?? ''
  expect(plain).toMatch(/^wugong=[^;]+; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/)
  const secure = new Browser(town, { secure: true })
  const cookie = (await secure.signIn()).headers.get('set-cookie') ?? ''
  expect(cookie).toMatch(/^__Host-wugong=[^;]+; .*HttpOnly; Secure; SameSite=Strict$/)
  expect((await secure.get('/')).status).toBe(200)
  await secure.post('/sign-out')
  expect((await secure.get('/')).status).toBe(401)
})

test('no secret is stored as it is', async () => {
  await link('very-secret')
  await browser.post('/login', { t: 'very-secret' })
  const stored = JSON.stringify(await town.query(() => list('tokens')))
  expect(stored).not.toContain('very-secret')
  expect(stored).not.toContain(browser.cookie.split('=')[1])
})

test('a session ends after twelve hours', async () => {
  await browser.signIn()
  town.clock.set(town.clock.now() + 12 * 3_600_000 - 1)
  expect((await browser.get('/')).status).toBe(200)
  town.clock.set(town.clock.now() + 1)
  expect((await browser.get('/')).status).toBe(401)
})

test('signing out ends the session even for whoever kept the cookie', async () => {
  await browser.signIn()
  const { cookie } = browser
  await browser.post('/sign-out')
  browser.cookie = cookie
  expect((await browser.get('/')).status).toBe(401)
})

test('who is staff no longer has no session any more', async () => {
  await browser.signIn()
  await town.query(() => remove('roles', { memberId: 's1' }))
  expect((await browser.get('/')).status).toBe(401)
})

test('who had his information deleted has no session any more', async () => {
  await browser.signIn()
  await town.query(() => update('members', { id: 's1' }, { forgottenAt: town.clock.now() }))
  expect((await browser.get('/')).status).toBe(401)
})

test('another site cannot make a browser do anything', async () => {
  await browser.signIn()
  // What a form of another site can send without being asked first; `''`: no such header at all.
  for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data; boundary=x', ''])
    for (const from of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost.evil.example' },
      { origin: '' },
      { origin: '', 'sec-fetch-site': 'same-site' },
    ]) {
      const headers = { ...from, 'content-type': type }
      const response = await browser.post('/people/code', { role: 'staff' }, headers)
      expect([headers, response.status]).toEqual([headers, 403])
      expect(await response.text()).toContain('没有做成')
    }
  expect(await town.query(() => list('tokens', { kind: 'staff' }))).toEqual([])
})

test('behind a proxy that speaks https the console still knows its own pages', async () => {
  await browser.signIn()
  const response = await browser.post(
    '/sign-out',
    {},
    { host: 'wugong.example.cn', origin: 'https://wugong.example.cn' },
  )
  expect(response.status).toBe(200)
})

test('a right link opens however many wrong ones were tried from its address, and however many are tried at once', async () => {
  for (let n = 0; n < 11; n += 1) expect((await browser.post('/login', { t: `guess${n}` })).status).toBe(401)
  await link()
  const wrong = Array.from({ length: 600 }, (_, n) => browser.post('/login', { t: `more${n}` }))
  expect((await browser.post('/login', { t: 'one-time' })).status).toBe(303)
  for (const { status } of await Promise.all(wrong)) expect(status).toBe(401)
})

test('after a wrong link the next wait, and are then looked up together; after a right one nobody waits', async () => {
  const ends: (() => void)[] = []
  const asked: (readonly string[])[] = []
  const look = async (links: readonly string[]) => {
    asked.push(links)
    if (links.includes('broken')) throw new Error('the store')
    return new Set(links.filter((one) => one.startsWith('right')))
  }
  const turns = new Turns(look, () => new Promise((end) => ends.push(end)))
  const pauseEnds = () => new Promise(setImmediate).then(() => ends.shift()?.())
  expect(await turns.isRight('right 1')).toBe(true)
  expect(await turns.isRight('wrong 2')).toBe(false)
  const waiting = ['right 3', 'right 3', 'right 4'].map((one) => turns.isRight(one))
  expect(asked).toEqual([['right 1'], ['wrong 2']])
  await pauseEnds()
  expect(await Promise.all(waiting)).toEqual([true, true, true])
  expect(asked.slice(2)).toEqual([['right 3', 'right 3', 'right 4']])
  // A store that fails is spared too.
  await expect(turns.isRight('broken')).rejects.toThrow('the store')
  const last = turns.isRight('right 5')
  expect(asked).toHaveLength(4)
  await pauseEnds()
  expect(await last).toBe(true)
})

test('pages run no scripts, stand in no frame, and are kept by no browser', async () => {
  await browser.signIn()
  for (const path of ['/', '/suggestions', '/suggestions.csv', '/login?t=x']) {
    const { headers } = await browser.get(path)
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; style-src 'self'; .*frame-ancestors 'none'$/,
    )
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('same-origin')
    expect(headers.get('cache-control')).toBe('no-store')
  }
})

test('opening the console leaves its trace', async () => {
  await browser.signIn()
  const events = await town.query(() => list('events', { type: 'console.opened' }))
  expect(events.map(({ actor, communityId }) => [actor, communityId])).toEqual([['s1', 'c1']])
})

test('a session made at the command line sees its own community only', async () => {
  await town.query(() =>
    addCommunity({ id: 'c2', name: '隔壁社区', timezone: 'Asia/Shanghai', demo: false }, town.clock.now()),
  )
  await town.resident('u1', '3-2-501 张三').says('建议：装扶手')
  await browser.signIn('c2', null)
  for (const path of ['/', '/suggestions', '/people', '/groups', '/suggestions.csv', '/people.csv']) {
    const page = await browser.text(path)
    expect(page).not.toMatch(/扶手|张三|王主任|幸福里|3-2-501/)
  }
  expect((await browser.get('/suggestions/1')).status).toBe(404)
})
