import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import { addDays, instant, MINUTE, nextDaily, wallTime } from '../../core/kernel/calendar.ts'
import { clientModule, style } from './assets.ts'
import { guard } from './guard.ts'
import * as input from './input.ts'
import { chatPage, overviewPage } from './pages.ts'
import type { ClockControl, Outcome, Screen, SimulatorPlatform } from './platform.ts'
import { Streams } from './stream.ts'

const MAX_BODY = 3 * 1024 * 1024
/** A page starts with the latest messages of each chat; older ones are on the journal. */
const LATEST = 300

const NOT_OURS = '模拟群聊现在不归这里管，没有发出去。请到另一个网关的页面上说；没有另一个，过半分钟再试。'

/**
 * The simulator's page and what it calls, to be mounted at /sim. Loopback only. `removeDemo` is called before the
 * platform forgets its rooms and people, for what 五共 itself keeps about them. `isOurs`: whether this process is the
 * gateway now; where another is, only that one may change anything.
 */
export const simulatorRoutes = (
  sim: SimulatorPlatform,
  clock: ClockControl,
  options: { removeDemo?(): Promise<void>; isOurs?(): boolean } = {},
): Hono => {
  const app = new Hono()
  const streams = new Streams(sim, clock)
  app.use(guard)
  app.use(bodyLimit({ maxSize: MAX_BODY, onError: (c) => c.json({ refused: '内容太大了，最多3MB。' }, 413) }))

  app.on('POST', '*', (c, next) => (options.isOurs?.() === false ? c.json({ refused: NOT_OURS }, 409) : next()))

  app.get('/', (c) => {
    const as = c.req.query('as')
    if (as === undefined) return c.html(overviewPage(sim.world()))
    const me = sim.world().people.find((person) => person.id === as)
    return me ? c.html(chatPage(me)) : c.redirect('/sim')
  })
  app.get('/style.css', async (c) => c.body(await style(), 200, { 'content-type': 'text/css; charset=utf-8' }))
  app.get('/client/:name', async (c) => {
    const text = await clientModule(c.req.param('name'))
    return text === null ? c.notFound() : c.body(text, 200, { 'content-type': 'text/javascript; charset=utf-8' })
  })

  app.get('/api/world', (c) => {
    const screen = screenOf(sim, c.req.query('as') ?? '')
    return screen ? c.json(screen) : c.json({ refused: '没有这个人。' }, 404)
  })
  app.get('/api/history', (c) => {
    const view = { person: c.req.query('as') ?? '', room: c.req.query('room') ?? '' }
    const messages = sim.history(view, Number(c.req.query('since') ?? 0) || 0)
    return messages ? c.json({ messages: messages.slice(-LATEST) }) : c.json({ refused: '您不在这个群里。' }, 404)
  })
  app.get('/api/image/:message', (c) => {
    const found = sim.picture({ person: c.req.query('as') ?? '', message: c.req.param('message') })
    if (!found) return c.notFound()
    return c.body(new Uint8Array(found.bytes), 200, {
      'content-type': found.type,
      'cache-control': 'private, max-age=86400',
    })
  })
  app.get('/api/stream', (c) => streams.open(c))

  app.post('/api/say', (c) => act(c, input.say, (what) => sim.say(what)))
  app.post('/api/tap', (c) => act(c, input.tap, (what) => sim.tap(what)))
  app.post('/api/recall', (c) => act(c, input.recall, (what) => sim.takeBack(what)))
  app.post('/api/person', (c) => act(c, input.person, (what) => sim.addPerson(what)))
  app.post('/api/room', (c) => act(c, input.room, (what) => sim.addRoom(what)))
  app.post('/api/join', (c) => act(c, input.join, (what) => sim.join(what)))
  app.post('/api/faults', (c) =>
    act(c, input.faults, ({ relogin, ...change }) => {
      if (relogin) sim.relogin()
      sim.setFaults(change)
      streams.weather()
      return { id: 'faults' }
    }),
  )
  app.post('/api/clock', (c) =>
    act(c, input.clock, async ({ to }) => {
      if (!clock.advanceTo) return { refused: '几个进程一起跑的时候，钟不能拨。' }
      await clock.advanceTo(moment(to, clock))
      streams.weather()
      return { id: 'clock' }
    }),
  )
  app.post('/api/remove-demo', async (c) => {
    await options.removeDemo?.()
    sim.removeAll()
    return c.json({ id: 'removed' })
  })
  return app
}

/** Reads the body by its schema, does it, and answers: 400 with one sentence for what cannot be. */
const act = async <S extends z.ZodType>(
  c: Context,
  schema: S,
  run: (what: Defined<z.output<S>>) => Outcome | Promise<Outcome>,
): Promise<Response> => {
  const body: unknown = await c.req.json().catch(() => null)
  const read = schema.safeParse(body)
  if (!read.success) return c.json({ refused: sentence(read.error) }, 400)
  const outcome = await run(defined(read.data))
  return c.json(outcome, 'refused' in outcome ? 400 : 200)
}

/** zod's optional keys may be present and undefined; ours are absent. */
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> }

const defined = <T>(value: T): Defined<T> =>
  Object.fromEntries(Object.entries(value ?? {}).filter(([, v]) => v !== undefined)) as Defined<T>

const sentence = (error: z.ZodError): string =>
  error.issues.find((issue) => issue.code === 'custom')?.message ?? '这样发不了，请检查写的内容。'

const moment = (to: z.output<typeof input.clock>['to'], { now, timezone }: ClockControl): number => {
  if (to === '+30') return now() + 30 * MINUTE
  if (to === '18:00') return nextDaily(now(), 18, 0, timezone)
  return instant(addDays({ ...wallTime(now(), timezone), hour: 9, minute: 0 }, 1), timezone)
}

const screenOf = (sim: SimulatorPlatform, person: string): Screen | null => {
  const { people, rooms } = sim.world()
  const me = people.find((one) => one.id === person)
  if (!me) return null
  return {
    rev: sim.rev,
    me,
    rooms: rooms.flatMap(({ id, name, members }) => {
      const membership = members.find((member) => member.person === person)
      if (!membership) return []
      // The bot is a member too.
      return [
        { id, name, size: members.length + 1, ...(membership.card === undefined ? {} : { card: membership.card }) },
      ]
    }),
  }
}
