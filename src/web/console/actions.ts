import type { Context, Hono } from 'hono'
import { makeGroupCode, makeStaffCode, staffOf } from '../../app/sign-in.ts'
import { bringBack, putAside, sendAgain } from './attention.ts'
import type { ConsoleEnv } from './guard.ts'
import { page } from './layout.ts'
import type { ConsoleParts } from './parts.ts'
import { codeView, unverifyResidency, verifyResidency } from './people.ts'
import { groupCodeView, regainByHand } from './unbound.ts'
import { STAFF_ROLES } from './words.ts'

/** Codes drawn before giving up: two alike within half an hour are one in a million. */
const DRAWS = 5

/** What staff can do here. Each leads back to the page it came from, which offers the way back. */
export const actionRoutes = (app: Hono<ConsoleEnv>, { app: wugong, clock, ids }: ConsoleParts): void => {
  app.post('/concerns/aside', async (c) => {
    const { key } = await fields(c)
    const done = await wugong.change(c.get('session').community.id, () =>
      putAside(c.get('session'), key ?? '', clock.now()),
    )
    return c.redirect(done ? `/?aside=${encodeURIComponent(key ?? '')}` : '/', 303)
  })

  app.post('/concerns/back', async (c) => {
    const { key } = await fields(c)
    await wugong.change(c.get('session').community.id, () => bringBack(c.get('session'), key ?? '', clock.now()))
    return c.redirect('/', 303)
  })

  app.post('/concerns/again', async (c) => {
    const { key } = await fields(c)
    const done = await wugong.change(c.get('session').community.id, () =>
      sendAgain(c.get('session'), key ?? '', clock.now()),
    )
    if (done) wugong.onCommit(new Set())
    return c.redirect(done ? '/?again' : '/', 303)
  })

  app.post('/people/verify', async (c) => {
    const { member = '', home = '' } = await fields(c)
    const done = await wugong.change(c.get('session').community.id, () =>
      verifyResidency(c.get('session'), member, home, clock.now()),
    )
    return c.redirect(back(c, '/people', done ? { verified: member, home } : {}), 303)
  })

  app.post('/people/unverify', async (c) => {
    const { member = '', home = '' } = await fields(c)
    await wugong.change(c.get('session').community.id, () =>
      unverifyResidency(c.get('session'), member, home, clock.now()),
    )
    return c.redirect(back(c, '/people'), 303)
  })

  app.post('/groups/regain', async (c) => {
    const { chat = '', group = '' } = await fields(c)
    const done = await wugong.run(() => regainByHand(c.get('session'), Number(chat), group, clock.now()))
    if (done) wugong.onCommit(new Set())
    if (done) await wugong.sweep()
    return c.redirect('/groups', 303)
  })

  app.post('/groups/code', async (c) => {
    const session = c.get('session')
    const { group = '' } = await fields(c)
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const code = ids.code()
      if (await wugong.run(() => makeGroupCode(session, group, code, clock.now())))
        return c.html(page(session, '/groups', '绑定码', groupCodeView(code)))
    }
    return c.redirect('/groups', 303)
  })

  app.post('/people/code', async (c) => {
    const session = c.get('session')
    const asked = await fields(c)
    const role = STAFF_ROLES.find((one) => one === asked.role) ?? 'staff'
    const known = (await wugong.run(() => staffOf(session.community.id))).find(({ id }) => id === asked.member)
    const to = { role, memberId: known?.id ?? null }
    for (let draw = 0; draw < DRAWS; draw += 1) {
      const code = ids.code()
      if (await wugong.run(() => makeStaffCode(session, to, code, clock.now())))
        return c.html(page(session, '/people', '验证码', codeView(code, role)))
    }
    return c.redirect('/people', 303)
  })
}

/** The page somebody came from, filtered and sorted as it was. */
export const back = (c: Context, path: string, said: Readonly<Record<string, string>> = {}): string => {
  const referer = c.req.header('referer') ?? ''
  const from = URL.canParse(referer) ? new URL(referer) : null
  const query = new URLSearchParams(from?.pathname === path ? from.search : '')
  for (const key of ['verified', 'home']) query.delete(key)
  for (const [key, value] of Object.entries(said)) query.set(key, value)
  return query.size === 0 ? path : `${path}?${query}`
}

/** The text fields of a form. */
export const fields = async (c: Context): Promise<Record<string, string | undefined>> => {
  const body = await c.req.parseBody()
  return Object.fromEntries(
    Object.entries(body).filter((field): field is [string, string] => typeof field[1] === 'string'),
  )
}
