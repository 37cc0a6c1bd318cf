import { describe, expect, test } from 'vitest'
import { Simulator } from '../../src/adapters/simulator/index.ts'
import { simulatorRoutes } from '../../src/web/simulator/routes.ts'

const START = Date.parse('2026-03-01T09:05:00+08:00')
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const HEADERS = { host: '127.0.0.1:8080' }

const begin = (options: Parameters<typeof simulatorRoutes>[2] = {}) => {
  let at = START
  const clock = {
    now: () => at,
    timezone: 'Asia/Shanghai',
    async advanceTo(to: number) {
      at = to
    },
  }
  const sim = new Simulator({
    clock,
    seed: {
      people: [
        { id: 'u1', nick: '张三<b>' },
        { id: 'u2', nick: '李四' },
      ],
      rooms: [{ id: 'g3', name: '3栋业主群', members: [{ person: 'u1', card: '3-2-501 张三' }] }],
    },
  })
  const app = simulatorRoutes(sim, clock, options)
  const get = (path: string, headers: Record<string, string> = HEADERS) => app.request(path, { headers })
  const post = (path: string, body: unknown, headers: Record<string, string> = { ...HEADERS, 'x-wugong-sim': '1' }) =>
    app.request(path, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) })
  return { sim, clock, get, post }
}

const refusal = async (response: Response): Promise<string> => ((await response.json()) as { refused: string }).refused

describe('the simulator’s page', () => {
  test.each(['evil.example', 'evil.example:8080', '127.0.0.1.evil.example', 'localhost.evil.example', ''])(
    'a request by the name %j is refused',
    async (host) => {
      expect((await begin().get('/', { host })).status).toBe(403)
    },
  )

  test.each(['127.0.0.1:8080', 'localhost:8080', '[::1]:8080', 'localhost'])('%s is this machine', async (host) => {
    expect((await begin().get('/', { host })).status).toBe(200)
  })

  test.each(['forwarded', 'via', 'x-forwarded-for', 'X-Forwarded-Proto', 'X-Real-IP'])(
    'what a proxy forwards is refused, even by the right name: %s',
    async (name) => {
      const { sim, get, post } = begin()
      expect((await get('/', { ...HEADERS, [name]: '203.0.113.7' })).status).toBe(403)
      const said = { person: 'u1', room: 'g3', text: '我是王主任' }
      expect((await post('/api/say', said, { ...HEADERS, 'x-wugong-sim': '1', [name]: '127.0.0.1' })).status).toBe(403)
      expect(sim.history({ person: 'u1', room: 'g3' }, 0)).toEqual([])
    },
  )

  test('another site’s form changes nothing', async () => {
    const { sim, post } = begin()
    const response = await post('/api/say', { person: 'u1', room: 'g3', text: '假的' }, HEADERS)
    expect(response.status).toBe(403)
    expect(sim.history({ person: 'u1', room: 'g3' }, 0)).toEqual([])
  })

  test('pages allow nothing but their own scripts and styles, and names are never markup', async () => {
    const { get } = begin()
    for (const path of ['/', '/?as=u1']) {
      const response = await get(path)
      expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'self';.*frame-ancestors 'none'$/)
      expect(response.headers.get('x-frame-options')).toBe('DENY')
      expect(await response.text()).not.toContain('张三<b>')
    }
  })

  test('an unknown person is led to the choice of who to be', async () => {
    expect((await begin().get('/?as=nobody')).status).toBe(302)
  })

  test('what is said is in the history of those who see it, and of nobody else', async () => {
    const { get, post } = begin()
    expect((await post('/api/say', { person: 'u1', room: 'g3', text: '楼道灯坏了' })).status).toBe(200)
    expect(await (await get('/api/history?as=u1&room=g3')).json()).toMatchObject({
      messages: [{ text: '楼道灯坏了', mine: true }],
    })
    expect((await get('/api/history?as=u2&room=g3')).status).toBe(404)
  })

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a missing field', { person: 'u1', text: '一' }],
    ['an empty message', { person: 'u1', room: 'g3', text: '  ' }],
    ['a group one is not in', { person: 'u2', room: 'g3', text: '一' }],
    ['a quote from nowhere', { person: 'u1', room: 'g3', text: '一', quote: 'm99' }],
    ['a picture that is none', { person: 'u1', room: 'g3', text: '', picture: { base64: 'PHNjcmlwdD4=', alt: 'x' } }],
  ])('%s is refused with one Chinese sentence', async (_, body) => {
    const response = await begin().post('/api/say', body)
    expect(response.status).toBe(400)
    expect(await refusal(response)).toMatch(/^[^a-z]*\p{Script=Han}.*。$/u)
  })

  test('a page of a process that is not the gateway shows what is said, and refuses in a sentence to say anything', async () => {
    let isOurs = false
    const { sim, get, post } = begin({ isOurs: () => isOurs })
    const said = { person: 'u1', room: 'g3', text: '没人听' }
    for (const [path, body] of [
      ['say', said],
      ['room', { name: '新群' }],
      ['faults', { rate: 1 }],
      ['remove-demo', {}],
    ]) {
      const response = await post(`/api/${path}`, body)
      expect(response.status, `${path}`).toBe(409)
      expect(await refusal(response)).toContain('另一个网关')
    }
    expect([sim.history({ person: 'u1', room: 'g3' }, 0), sim.world().rooms.length, sim.faults.rate]).toEqual([
      [],
      1,
      0,
    ])
    expect((await get('/?as=u1')).status).toBe(200)
    isOurs = true
    expect((await post('/api/say', said)).status).toBe(200)
  })

  test('a picture of more than 2 MB and a body of more than 3 MB are refused', async () => {
    const { post } = begin()
    const big = (bytes: number) => Buffer.concat([Buffer.from(PIXEL, 'base64'), Buffer.alloc(bytes)]).toString('base64')
    const picture = (bytes: number) => ({
      person: 'u1',
      room: 'g3',
      text: '',
      picture: { base64: big(bytes), alt: '大' },
    })
    expect(await refusal(await post('/api/say', picture(2.1 * 1024 * 1024)))).toContain('2MB')
    expect((await post('/api/say', picture(3 * 1024 * 1024))).status).toBe(413)
  })

  test('a picture is served as what it is, to those who see it', async () => {
    const { get, post } = begin()
    const said = await post('/api/say', { person: 'u1', room: 'g3', text: '', picture: { base64: PIXEL, alt: '门口' } })
    const { id } = (await said.json()) as { id: string }
    const response = await get(`/api/image/${id}?as=u1`)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await response.arrayBuffer()).toString('base64')).toBe(PIXEL)
    expect((await get(`/api/image/${id}?as=u2`)).status).toBe(404)
  })

  test.each([
    ['18:00', '2026-03-01T18:00:00+08:00'],
    ['9:00', '2026-03-02T09:00:00+08:00'],
    ['+30', '2026-03-01T09:35:00+08:00'],
  ])('the clock moves to %s', async (to, at) => {
    const { clock, post } = begin()
    expect((await post('/api/clock', { to })).status).toBe(200)
    expect(clock.now()).toBe(Date.parse(at))
  })

  test('faults are switched on by name, and unknown ones are refused', async () => {
    const { sim, post } = begin()
    expect((await post('/api/faults', { duplicates: true, rate: 3, relogin: true })).status).toBe(200)
    expect(sim.faults).toMatchObject({ duplicates: true, rate: 3, late: false })
    expect(sim.epoch()).not.toBe('')
    expect((await post('/api/faults', { explode: true })).status).toBe(400)
  })

  test('a page that was away is told what it missed, and nothing twice', async () => {
    const { sim, get } = begin()
    sim.say({ person: 'u1', room: 'g3', text: '看过的' })
    const seen = sim.rev
    sim.say({ person: 'u1', room: 'g3', text: '没看过' })
    const response = await get('/api/stream?as=u1', { ...HEADERS, 'last-event-id': String(seen) })
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    while (!text.includes('event: message')) text += (await reader?.read())?.value ?? ''
    await reader?.cancel()
    expect(text).toContain('event: weather')
    expect(text).toContain('没看过')
    expect(text).not.toContain('看过的')
    expect(text).toContain(`id: ${sim.rev}`)
  })

  test('the demonstration is removed in one step', async () => {
    const { sim, post } = begin()
    expect((await post('/api/remove-demo', {})).status).toBe(200)
    expect(sim.world()).toEqual({ people: [], rooms: [] })
  })

  test('only client modules are served as such', async () => {
    const { get } = begin()
    for (const name of ['..%2Fplatform.js', 'nothing.js', 'main.ts'])
      expect((await get(`/client/${name}`)).status).toBe(404)
    expect((await get('/style.css')).headers.get('content-type')).toContain('text/css')
  })
})
