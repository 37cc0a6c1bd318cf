import type { Hono } from 'hono'
import { html } from 'hono/html'
import { closeSession, openLink, rightLinks } from '../../app/sign-in.ts'
import { type ConsoleEnv, dropSession, keepSession, sessionSecret } from './guard.ts'
import { howToSignIn, plainPage } from './layout.ts'
import type { ConsoleParts } from './parts.ts'
import { Turns } from './turns.ts'

/** A link's page only asks to be clicked on: whoever previews links in a chat must not spend it. */
export const loginRoutes = (app: Hono<ConsoleEnv>, parts: ConsoleParts): void => {
  const turns = new Turns((links) => parts.app.run(() => rightLinks(links, parts.clock.now())))

  app.get('/login', (c) => {
    const secret = c.req.query('t') ?? ''
    if (secret === '') return c.html(plainPage('登录后台', howToSignIn()))
    return c.html(
      plainPage(
        '登录后台',
        html`<form method="post" action="/login"><input type="hidden" name="t" value="${secret}"><button class="big">进入后台</button></form>
<p>这个链接只能用一次。进去以后12小时内不用再登录。</p>`,
      ),
    )
  })

  app.post('/login', async (c) => {
    const { t } = await c.req.parseBody()
    const session = parts.ids.secret()
    const open = (link: string) => parts.app.run(() => openLink(link, session, parts.clock.now()))
    const opened = typeof t === 'string' && t !== '' && (await turns.isRight(t)) && (await open(t))
    if (!opened)
      return c.html(plainPage('这个链接不能用了', html`<p>它用过了，过期了，或者没有复制全。</p>${howToSignIn()}`), 401)
    keepSession(c, session, parts.secure)
    return c.redirect('/', 303)
  })

  app.post('/sign-out', async (c) => {
    const secret = sessionSecret(c, parts.secure)
    if (secret !== undefined) await parts.app.run(() => closeSession(secret))
    dropSession(c, parts.secure)
    return c.html(plainPage('退出了', howToSignIn()))
  })
}
