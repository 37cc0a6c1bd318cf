import type { Context, Hono } from 'hono'
import { html } from 'hono/html'
import { addPlaces, removePlace } from '../../app/handlers/places.ts'
import type { Row } from '../../app/model.ts'
import { list, type Task } from '../../app/operations.ts'
import type { Session } from '../../app/sign-in.ts'
import { fields } from './actions.ts'
import type { ConsoleEnv } from './guard.ts'
import type { Html } from './layout.ts'
import type { ConsoleParts } from './parts.ts'
import type { Table } from './table.ts'
import { timesOf } from './time.ts'

interface Line {
  readonly place: Row<'places'>
  /** Open or not: suggestions that are there, as their words say. */
  readonly suggestions: number
}

/** Names that residents use for places, beside buildings and gates. */
export function* placeTable({ community }: Session, now: number): Task<Table<Line>> {
  const communityId = community.id
  const times = timesOf(community.timezone, now)
  const counts = new Map<string, number>()
  for (const { place } of yield* list('suggestions', { communityId }))
    if (place !== null) counts.set(place, (counts.get(place) ?? 0) + 1)
  const places = yield* list('places', { communityId }, { order: 'name' })
  return {
    path: '/places',
    name: '地名',
    rows: places.map((place) => ({ place, suggestions: counts.get(place.name) ?? 0 })),
    columns: [
      { key: 'name', header: '地名', kind: 'main', text: ({ place }) => place.name },
      { key: 'suggestions', header: '那里的建议', kind: 'number', text: ({ suggestions }) => suggestions },
      {
        key: 'at',
        header: '什么时候加的',
        kind: 'short',
        text: ({ place }) => times.stamp(place.at),
        order: ({ place }) => place.at,
        cell: ({ place }) => times.moment(place.at),
      },
      {
        key: 'acts',
        header: '处理',
        only: 'page',
        text: () => '',
        cell: ({ place: { name } }) =>
          html`<form method="post" action="/places/remove"><input type="hidden" name="name" value="${name}"><button class="quiet small">去掉<span class="unseen">${name}</span></button></form>`,
      },
    ],
    filters: [],
    sort: { key: 'name', desc: false },
    empty: '还没有地名。楼栋和大门不用加，大家才懂的叫法加在这里，比如老槐树、幸福路。',
  }
}

/** The names to add, and what was just done with the way back. */
export const placeForm = (c: Context): Html => {
  const { removed, refused, added, known } = c.req.query()
  const notice =
    removed !== undefined
      ? html`<form class="notice" role="status" method="post" action="/places/add"><span>“${removed}”去掉了。</span><input type="hidden" name="names" value="${removed}"><button class="quiet">加回来</button></form>`
      : refused !== undefined
        ? html`<p class="notice" role="alert"><span>没加上：一个地名2到20个字，一次最多20个，用空格隔开。</span></p>`
        : added !== undefined && known !== undefined
          ? html`<p class="notice" role="status"><span>${added === '' ? '' : `“${added}”加上了。`}${known === '' ? '' : `“${known}”本来就有。`}</span></p>`
          : ''
  return html`${notice}<form class="tools" method="post" action="/places/add">
<label class="grow"><span class="unseen">加地名</span><input name="names" required maxlength="450" placeholder="老槐树 幸福路" autocomplete="off"></label><button>加地名</button>
</form>`
}

/** Each leads back to the page. */
export const placeRoutes = (app: Hono<ConsoleEnv>, { app: wugong }: ConsoleParts): void => {
  app.post('/places/add', async (c) => {
    const { names = '' } = await fields(c)
    const done = await wugong.act(c.get('session'), 'places', (moment) => addPlaces(moment, names))
    if (!done) return c.redirect('/places?refused', 303)
    const said = new URLSearchParams({ added: done.added.join('、'), known: done.known.join('、') })
    return c.redirect(`/places?${said}`, 303)
  })

  app.post('/places/remove', async (c) => {
    const { name = '' } = await fields(c)
    const done = await wugong.act(c.get('session'), 'places', (moment) => removePlace(moment, name))
    return c.redirect(done ? `/places?removed=${encodeURIComponent(name)}` : '/places', 303)
  })
}
