import type { Hono } from 'hono'
import { dropCandidate, takeCandidate } from '../../app/handlers/candidates.ts'
import { correctCategory } from '../../app/handlers/category.ts'
import { joinSuggestions } from '../../app/handlers/suggestion-desk.ts'
import { find } from '../../app/operations.ts'
import { CONSOLE } from '../../app/sign-in.ts'
import { back, fields } from './actions.ts'
import type { ConsoleEnv } from './guard.ts'
import type { ConsoleParts } from './parts.ts'

/** What staff decide about what was sorted for them: candidates, categories, suggestions that are one matter. */
export const triageRoutes = (app: Hono<ConsoleEnv>, { app: wugong }: ConsoleParts): void => {
  app.post('/candidates/take', async (c) => {
    const session = c.get('session')
    const number = numberIn((await fields(c)).number)
    const by = session.member?.id ?? CONSOLE
    await wugong.act(session, `candidate:${number}`, (moment) => takeCandidate(moment, number, by))
    return c.redirect(back(c, '/candidates'), 303)
  })

  for (const [action, status] of [
    ['drop', 'dropped'],
    ['back', 'waiting'],
  ] as const)
    app.post(`/candidates/${action}`, async (c) => {
      const number = numberIn((await fields(c)).number)
      await wugong.act(c.get('session'), `candidate:${number}`, (moment) => dropCandidate(moment, number, status))
      return c.redirect(back(c, '/candidates'), 303)
    })

  app.post('/suggestions/category', async (c) => {
    const { number: said, category = '' } = await fields(c)
    const number = numberIn(said)
    await wugong.act(c.get('session'), `category:${number}`, function* (moment) {
      const s = yield* find('suggestions', { communityId: moment.community.id, number })
      return s && (yield* correctCategory(moment, s, category))
    })
    return c.redirect(`/suggestions/${number}`, 303)
  })

  app.post('/suggestions/merge', async (c) => {
    const { into: first, number: second } = await fields(c)
    const [into, number] = [numberIn(first), numberIn(second)]
    await wugong.act(c.get('session'), `merge:${into}:${number}`, (moment) =>
      joinSuggestions(moment, { into, numbers: [number] }),
    )
    return c.redirect(`/suggestions/${into}`, 303)
  })
}

/** A public number out of a form; 0, which is nobody's, where it is none. */
const numberIn = (field: string | undefined): number => (/^\d{1,9}$/.test(field ?? '') ? Number(field) : 0)
