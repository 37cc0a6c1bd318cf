import { readFile } from 'node:fs/promises'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { html } from 'hono/html'
import { HTTPException } from 'hono/http-exception'
import type { Task } from '../../app/operations.ts'
import { type Session, staffOf } from '../../app/sign-in.ts'
import { dayKey } from '../../core/kernel/calendar.ts'
import { actionRoutes } from './actions.ts'
import { candidateTable } from './candidates.ts'
import { groupTable, platformView } from './groups.ts'
import { type ConsoleEnv, headers, sameSite, signedIn } from './guard.ts'
import { version } from './health.ts'
import { jielongTable } from './jielong.ts'
import { type Html, page, plainPage, type Room } from './layout.ts'
import { loginRoutes } from './login.ts'
import type { ConsoleParts } from './parts.ts'
import { codeForm, peopleTable, verifiedNotice } from './people.ts'
import { placeForm, placeRoutes, placeTable } from './places.ts'
import { pollTable, pollView } from './polls.ts'
import { suggestionTable, suggestionView } from './suggestions.ts'
import { exportTable, type Table } from './table.ts'
import { tableView } from './table-view.ts'
import { asideNotice, todayView } from './today.ts'
import { triageRoutes } from './triage.ts'
import { unboundView } from './unbound.ts'
import { roster, workTable } from './work.ts'

const STYLE = new URL('../../../src/web/console/style.css', import.meta.url)
/** Forms here are a few words. */
const MAX_BODY = 64 * 1024

const TYPES = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const
type Format = keyof typeof TYPES

/** The staff console and `/health`, to be mounted at / after everything else: it answers whatever is asked of it. */
export const consoleRoutes = (parts: ConsoleParts): Hono => {
  const app = new Hono<ConsoleEnv>()
  const { clock } = parts
  app.use(headers)
  app.use(bodyLimit({ maxSize: MAX_BODY }))
  app.use(sameSite)
  app.use(signedIn(parts))
  app.onError(failed)

  app.get('/health', (c) => c.json({ status: 'ok', version }))
  app.get('/console.css', async (c) =>
    c.body(await readFile(STYLE, 'utf8'), 200, {
      'content-type': 'text/css; charset=utf-8',
      'cache-control': 'no-cache',
    }),
  )
  loginRoutes(app, parts)
  actionRoutes(app, parts)
  triageRoutes(app, parts)
  placeRoutes(app, parts)

  const view = (c: Context<ConsoleEnv>, room: Room, title: string, main: Html | null) => {
    const session = c.get('session')
    return main === null
      ? c.html(page(session, room, '没有找到', notFound()), 404)
      : c.html(page(session, room, title, main))
  }

  /** A table's page and its files. `before` stands above the table. */
  const tableRoutes = <R>(
    room: Exclude<Room, '/'>,
    load: (session: Session, now: number) => Task<Table<R>>,
    before: (c: Context<ConsoleEnv>, session: Session) => Promise<Html | ''> = async () => '',
  ) => {
    app.get(room, async (c) => {
      const session = c.get('session')
      const table = await parts.app.look(session.community.id, () => load(session, clock.now()))
      const title = room === '/groups' ? '群和平台' : table.name
      return view(c, room, title, html`<h1>${title}</h1>${await before(c, session)}${tableView(table, c.req.query())}`)
    })
    for (const format of ['csv', 'xlsx'] as const)
      app.get(`${room}.${format}`, async (c) => {
        const session = c.get('session')
        return file(
          c,
          await parts.app.look(session.community.id, () => load(session, clock.now())),
          format,
          clock.now(),
        )
      })
  }

  app.get('/', async (c) => {
    const session = c.get('session')
    const aside = c.req.query('aside')
    const health = await parts.health()
    const main = await parts.app.look(session.community.id, () => todayView(session, clock.now(), health))
    return view(
      c,
      '/',
      '今天',
      html`${aside === undefined ? '' : asideNotice(aside)}${c.req.query('again') === undefined ? '' : SENDING}${main}`,
    )
  })

  tableRoutes('/suggestions', suggestionTable)
  app.get('/suggestions/:number{[0-9]{1,9}}', async (c) => {
    const number = Number(c.req.param('number'))
    const session = c.get('session')
    const show = () => suggestionView(session, number, clock.now(), parts.app.categorisers)
    return view(c, '/suggestions', `建议${number}号`, await parts.app.look(session.community.id, show))
  })

  tableRoutes('/candidates', candidateTable)
  tableRoutes('/polls', pollTable)
  app.get('/polls/:number{[0-9]{1,9}}', async (c) => {
    const number = Number(c.req.param('number'))
    return view(
      c,
      '/polls',
      `意见征集${number}号`,
      await parts.app.look(c.get('session').community.id, () => pollView(c.get('session'), number, clock.now())),
    )
  })

  tableRoutes('/jielong', jielongTable)

  tableRoutes('/work', workTable)
  app.get('/work/:number{[0-9]{1,9}}', async (c) => {
    const found = await parts.app.look(c.get('session').community.id, () =>
      roster(c.get('session'), Number(c.req.param('number')), clock.now()),
    )
    return view(c, '/work', found?.title ?? '', found && html`${found.head}${tableView(found.table, c.req.query())}`)
  })
  for (const format of ['csv', 'xlsx'] as const)
    app.get(`/work/:file{[0-9]{1,9}\\.${format}}`, async (c) => {
      const number = Number.parseInt(c.req.param('file') ?? '', 10)
      const found = await parts.app.look(c.get('session').community.id, () =>
        roster(c.get('session'), number, clock.now()),
      )
      return found ? file(c, found.table, format, clock.now()) : view(c, '/work', '', null)
    })

  tableRoutes('/people', peopleTable, async (c, session) => {
    const { verified = '', home = '' } = c.req.query()
    return html`${await parts.app.look(session.community.id, () => verifiedNotice(session, verified, home))}${codeForm(await parts.app.look(session.community.id, () => staffOf(session.community.id)))}`
  })
  tableRoutes('/places', placeTable, async (c) => placeForm(c))
  tableRoutes('/groups', groupTable, async (_, session) => {
    const [health, codes] = await Promise.all([parts.health(), parts.codes()])
    const now = clock.now()
    const { id } = session.community
    const platforms = await parts.app.look(id, () => platformView(session, now, health, codes))
    return html`${await parts.app.look(id, () => unboundView(session, now))}${platforms}`
  })

  app.all('*', (c) => c.html(page(c.get('session'), null, '没有找到', notFound()), 404))
  return new Hono().route('/', app)
}

const file = async <R>(c: Context<ConsoleEnv>, table: Table<R>, format: Format, now: number): Promise<Response> => {
  const bytes = await exportTable(table, c.req.query(), format)
  const { timezone } = c.get('session').community
  const name = encodeURIComponent(`${table.name}-${dayKey(now, timezone)}.${format}`)
  return c.body(new Uint8Array(bytes), 200, {
    'content-type': TYPES[format],
    'content-disposition': `attachment; filename*=UTF-8''${name}`,
  })
}

const SENDING = html`<p class="notice" role="status"><span>正在再发一次。</span></p>`

const notFound = (): Html =>
  html`<h1>没有找到</h1><p>没有这一页，或者它不在您的社区里。</p><p><a href="/">回到今天</a></p>`

const failed = (error: Error, c: Context): Response | Promise<Response> => {
  if (error instanceof HTTPException && error.status < 500)
    return c.html(
      plainPage('没有做成', html`<p>请回到后台的页面里再试一次。</p><p><a href="/">回到今天</a></p>`),
      error.status,
    )
  throw error
}
