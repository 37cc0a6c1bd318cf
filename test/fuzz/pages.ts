import { Simulator } from '../../src/adapters/simulator/index.ts'
import { simulatorRoutes } from '../../src/web/simulator/routes.ts'
import { Ear } from '../contract/harness.ts'
import type { Town } from '../support/town.ts'
import { Browser } from '../web/console-support.ts'
import type { turned } from './mutate.ts'
import type { Target } from './targets.ts'

type Json = Parameters<typeof turned>[0][number]

const utf8 = (text: string) => new TextEncoder().encode(text)
const parsed = (
  input: Uint8Array,
): { readonly path?: unknown; readonly fields?: unknown; readonly query?: unknown } => {
  try {
    return Object(JSON.parse(new TextDecoder().decode(input)))
  } catch {
    return {}
  }
}

const FORMS: readonly Json[] = [
  { path: '/concerns/aside', fields: { key: 'event:1' } },
  { path: '/concerns/back', fields: { key: 'outbox:1' } },
  { path: '/concerns/again', fields: { key: 'outbox:1' } },
  { path: '/people/verify', fields: { member: 'u1', home: '3-2-501' }, query: { q: '张三' } },
  { path: '/people/unverify', fields: { member: 'u1', home: '3-2-501' } },
  { path: '/people/code', fields: { role: 'staff', member: 's1' } },
  { path: '/groups/regain', fields: { chat: '1', group: 'g3' } },
  { path: '/groups/code', fields: { group: 'g3' } },
  { path: '/places/add', fields: { names: '老槐树 幸福路' } },
  { path: '/places/remove', fields: { name: '老槐树' } },
  { path: '/candidates/take', fields: { number: '1' } },
  { path: '/candidates/drop', fields: { number: '1' } },
  { path: '/suggestions/category', fields: { number: '1', category: '物业管理' } },
  { path: '/suggestions/merge', fields: { into: '1', number: '2' } },
  { path: '/login', fields: { t: 'secret' } },
  ...['/', '/suggestions', '/suggestions.csv', '/suggestions/1', '/people', '/polls/1', '/work/1.xlsx', '/places'].map(
    (path) => ({ path, query: { q: '灯', status: 'open', sort: 'at', dir: 'desc', page: '2', aside: 'event:1' } }),
  ),
]

const BODIES: readonly Json[] = [
  { path: '/api/say', fields: { person: 'u1', room: 'g3', text: '建议：灯坏了', quote: 'm1', mentionBot: true } },
  { path: '/api/say', fields: { person: 'u1', room: 'g3', text: '', picture: { base64: 'iVBORw0KGgo=', alt: '门' } } },
  { path: '/api/tap', fields: { person: 'u1', message: 'm1', value: 'poll:1:1' } },
  { path: '/api/recall', fields: { person: 'u1', message: 'm1' } },
  { path: '/api/person', fields: { nick: '李四', staff: true } },
  { path: '/api/room', fields: { name: '三栋' } },
  { path: '/api/join', fields: { room: 'g3', person: 'u2', card: '3-2-502 李四' } },
  { path: '/api/faults', fields: { duplicates: true, reorder: false, rate: 3, unknown: 'shown', relogin: true } },
  { path: '/api/clock', fields: { to: '18:00' } },
  ...['/', '/api/world', '/api/history', '/api/image/m1', '/client/main.js'].map((path) => ({
    path,
    query: { as: 'u1', room: 'g3', since: '3' },
  })),
]

const query = (value: unknown): string => {
  const pairs = Object.entries(Object(value)).map(([name, one]) => [name, String(one)])
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`
}
const addressed = (path: unknown, more: unknown): string =>
  `${typeof path === 'string' && path.startsWith('/') ? new URL(`http://localhost${path}`).pathname : '/'}${query(more)}`

const answered = async (response: Response): Promise<number> => {
  await response.arrayBuffer()
  if (response.status >= 500) throw new Error(`answered ${response.status}`)
  return response.status
}

/** What a browser sends to the pages: forms and addresses of the console, requests to the simulator. */
export const pageTargets = async (town: Town): Promise<Target[]> => {
  const browser = new Browser(town)
  await browser.signIn()
  const clock = { now: () => town.clock.now(), timezone: 'Asia/Shanghai', advanceTo: async () => {} }
  const people = ['u1', 'u2'].map((id) => ({ id, nick: id }))
  const rooms = [{ id: 'g3', name: '三栋', members: [{ person: 'u1' }] }]
  const sim = new Simulator({ clock, seed: { people, rooms } })
  await sim.start(new Ear())
  const simulator = simulatorRoutes(sim, clock)
  const headers = { host: '127.0.0.1', 'x-wugong-sim': '1', 'content-type': 'application/json' }
  return [
    {
      name: 'a form or an address of the console',
      json: FORMS,
      seeds: FORMS.map((one) => utf8(JSON.stringify(one))),
      read: async (input) => {
        const { path, fields, query: asked } = parsed(input)
        const address = addressed(path, asked)
        const values = Object.entries(Object(fields)).map(([name, one]) => [name, String(one)])
        const form = Object.fromEntries(values) as Record<string, string>
        const referer = `http://localhost${address}`
        const get = () => browser.get(address)
        const sent = fields === undefined ? get() : browser.post(address, form, { referer })
        if ((await answered(await sent)) === 401) await browser.signIn()
      },
    },
    {
      name: 'a request to the simulator',
      json: BODIES,
      seeds: BODIES.map((one) => utf8(JSON.stringify(one))),
      read: async (input) => {
        const { path, fields, query: asked } = parsed(input)
        const address = addressed(path, asked)
        const body = fields === undefined ? new TextDecoder().decode(input) : JSON.stringify(fields)
        const isPost = address.startsWith('/api/') && asked === undefined
        await answered(await simulator.request(address, isPost ? { method: 'POST', headers, body } : { headers }))
      },
    },
  ]
}
