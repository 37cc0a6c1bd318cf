import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { Hono, type MiddlewareHandler } from 'hono'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { listen } from '../../src/web/server.ts'
import { guard } from '../../src/web/simulator/guard.ts'
import { openTown, type Town } from '../support/town.ts'
import { Browser } from '../web/console-support.ts'

// Where connections are made and ended is in one file; what it allows nobody is below.
test('every server we open has its limits', () => {
  const src = join(import.meta.dirname, '../../src')
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  const opening = /\bcreateServer\(|\bserve\(\{|new WebSocketServer\((?!\{ noServer: true)/
  expect(files.filter((name) => opening.test(readFileSync(join(src, name), 'utf8')))).toEqual([
    'chat/bounded-server.ts',
  ])
})

// Routes without a login, other sites' forms, frames, markup in names and formulas in files: test/web, test/tabular.

const SILENT = { info: () => {}, warn: () => {}, error: () => {} }

let town: Town
let browser: Browser
beforeEach(async () => {
  town = await openTown()
  browser = new Browser(town)
})
afterEach(() => town.close())

test('a cookie that somebody planted before the login opens nothing after it', async () => {
  browser.cookie = 'wugong=planted'
  await browser.signIn()
  expect(browser.cookie).not.toContain('planted')
  const attacker = new Browser(town)
  attacker.cookie = 'wugong=planted'
  expect((await attacker.get('/')).status).toBe(401)
  expect((await browser.get('/')).status).toBe(200)
})

test('a second login does not give its session to whoever holds the first', async () => {
  await browser.signIn()
  const first = browser.cookie
  await browser.signIn()
  expect(browser.cookie).not.toBe(first)
  await browser.post('/sign-out')
  const other = new Browser(town)
  other.cookie = browser.cookie
  expect((await other.get('/')).status).toBe(401)
})

test('a body larger than any form is refused before anything is read from it', async () => {
  await browser.signIn()
  const huge = { number: '1', status: 'x'.repeat(80_000) }
  for (const path of ['/login', '/sign-out', '/people/code']) expect((await browser.post(path, huge)).status).toBe(413)
  // In pieces, whose sum nobody has announced.
  const parts = { host: '127.0.0.1', port: 0, allowedHost: null, console: browser.app, simulator: null, log: SILENT }
  const { port, stop } = await listen(parts)
  const body = new Blob([new URLSearchParams(huge).toString()]).stream()
  const headers = { origin: `http://127.0.0.1:${port}`, 'content-type': 'application/x-www-form-urlencoded' }
  const asked = { method: 'POST', headers, body, duplex: 'half' } as RequestInit
  expect((await fetch(`http://127.0.0.1:${port}/login`, asked)).status).toBe(413)
  await stop()
})

test('an address that climbs out of its folder finds nothing', async () => {
  await browser.signIn()
  for (const path of [
    '/../package.json',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/suggestions/..%2f..%2fetc',
    '/console.css/..%2f',
  ]) {
    const response = await browser.get(path)
    expect([path, response.status]).toEqual([path, 404])
  }
})

describe('the server', () => {
  const PATIENCE = { headersTimeout: 60, requestTimeout: 120, connectionsCheckingInterval: 20, rest: 200 }
  const logged: object[] = []
  let port: number
  let stop: () => Promise<void>
  let letGo: Promise<void>
  beforeEach(async () => {
    const pages = new Hono().post('/form', async (c) => c.text(await c.req.text()))
    // As the console does with what it does not know.
    pages.onError((error) => {
      throw error
    })
    letGo = new Promise((done) => {
      const part = new Uint8Array(64 * 1024)
      const endless = () => new ReadableStream({ pull: (out) => out.enqueue(part), cancel: () => done() })
      pages.get('/endless', (c) => c.body(endless()))
    })
    pages.get('/broken', () => {
      throw new Error('张三 13800138000')
    })
    const simulator = new Hono().use(guard as MiddlewareHandler).get('/', (c) => c.text('王主任'))
    const log = {
      info: () => {},
      warn: () => {},
      error: (code: string, data?: object) => logged.push({ code, ...data }),
    }
    const parts = { host: '127.0.0.1', port: 0, allowedHost: null, console: pages, simulator, log }
    ;({ port, stop } = await listen({ ...parts, patience: PATIENCE }))
  })
  afterEach(() => stop())

  /** Writes something and waits until the server has had enough of it. */
  const answerTo = (sent: string): Promise<string> =>
    new Promise((resolve) => {
      let answer = ''
      const socket = connect(port, '127.0.0.1', () => socket.write(sent))
      socket.on('data', (chunk) => {
        answer += chunk
      })
      socket.on('error', () => {})
      socket.once('close', () => resolve(answer))
    })

  test('sends away whoever is slow with his headers', async () => {
    expect(await answerTo('GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ')).toMatch(/^HTTP\/1\.1 408|^$/)
  })

  test('sends away whoever is slow with his form', async () => {
    const head = 'POST /form HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 100\r\n\r\n'
    expect(await answerTo(`${head}a`)).toMatch(/^HTTP\/1\.1 408|^$/)
  })

  test('lets go of whoever asks for much and reads none of it', async () => {
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /endless HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'))
    socket.pause()
    socket.on('error', () => {})
    await letGo
    socket.destroy()
  })

  test('shows the simulator to this machine’s browser, and to no proxy that calls by this machine’s name', async () => {
    const asked = (version: string) =>
      answerTo(`GET /sim HTTP/${version}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
    expect(await asked('1.1')).toMatch(/ 200 [\s\S]*王主任/)
    expect(await asked('1.0')).toMatch(/ 403 /)
  })

  test('says of its own failures nothing to a stranger and nothing personal to the log', async () => {
    const response = await fetch(`http://127.0.0.1:${port}/broken`)
    expect([response.status, await response.text()]).toEqual([500, '没有做成，请过一会儿再试。'])
    expect(logged).toEqual([{ code: 'web.failed', method: 'GET', error: 'Error' }])
  })
})
