import { html } from 'hono/html'
import type { Row } from '../../app/model.ts'
import { find, list, type Task } from '../../app/operations.ts'
import type { Session } from '../../app/sign-in.ts'
import { positionOf } from '../../core/build/signup.ts'
import { yuanText } from '../../phrases/amounts.ts'
import type { Html } from './layout.ts'
import { FORGOTTEN, groupsById, memberNames } from './lookups.ts'
import type { Table } from './table.ts'
import { type Times, timesOf } from './time.ts'
import { SIGNUP_STATUS, WORK_STATUS } from './words.ts'

interface Line {
  readonly work: Row<'works'>
  readonly group: string
  readonly shifts: readonly Row<'shifts'>[]
  readonly places: number
  readonly taken: number
  readonly waiting: number
  readonly requested: number
}

/** All postings of a community with how full they are. */
export function* workTable({ community }: Session, now: number): Task<Table<Line>> {
  const times = timesOf(community.timezone, now)
  const groups = yield* groupsById(community.id)
  const rows: Line[] = []
  for (const work of yield* list('works', { communityId: community.id }, { order: 'number' })) {
    const shifts = yield* list('shifts', { workId: work.id }, { order: 'start' })
    const signups = yield* list('signups', { workId: work.id })
    const inStatus = (status: Row<'signups'>['status']) => signups.filter((s) => s.status === status).length
    rows.push({
      work,
      group: groups.get(work.groupId)?.name ?? '',
      shifts,
      places: shifts.reduce((sum, shift) => sum + shift.places, 0),
      taken: inStatus('in'),
      waiting: inStatus('waiting'),
      requested: inStatus('requested'),
    })
  }
  const to = ({ work }: Line, status: string) => `/work/${work.number}?status=${status}`
  const linked = (n: number, line: Line, status: string) =>
    n === 0 ? '0' : html`<a href="${to(line, status)}">${n}</a>`
  return {
    path: '/work',
    name: '招工',
    rows,
    columns: [
      {
        key: 'number',
        header: '编号',
        kind: 'number',
        text: ({ work }) => work.number,
        cell: ({ work }) => html`<a href="/work/${work.number}">${work.number}</a>`,
      },
      {
        key: 'title',
        header: '做什么',
        kind: 'main',
        text: ({ work }) => work.title,
        cell: ({ work }) => html`<a class="words" href="/work/${work.number}">${work.title}</a>`,
      },
      {
        key: 'status',
        header: '状态',
        text: ({ work }) => WORK_STATUS[work.status],
        cell: ({ work }) =>
          html`<span class="mark ${work.status === 'open' ? 'open' : 'over'}">${WORK_STATUS[work.status]}</span>`,
      },
      {
        key: 'start',
        header: '开工',
        kind: 'short',
        text: ({ shifts }) => (shifts[0] ? times.stamp(shifts[0].start) : ''),
        order: ({ shifts }) => shifts[0]?.start ?? null,
        cell: ({ shifts }) => (shifts[0] ? times.moment(shifts[0].start) : ''),
      },
      {
        key: 'taken',
        header: '报上',
        kind: 'number',
        text: ({ taken }) => taken,
        cell: (line) => linked(line.taken, line, 'in'),
      },
      { key: 'places', header: '名额', kind: 'number', text: ({ places }) => places },
      {
        key: 'waiting',
        header: '排队',
        kind: 'number',
        text: ({ waiting }) => waiting,
        cell: (line) => linked(line.waiting, line, 'waiting'),
      },
      {
        key: 'requested',
        header: '等确认',
        kind: 'number',
        text: ({ requested }) => requested,
        cell: (line) => linked(line.requested, line, 'requested'),
      },
      { key: 'pay', header: '报酬', text: ({ work }) => payText(work), order: ({ work }) => work.payFen },
      { key: 'place', header: '地点', text: ({ work }) => work.place },
      { key: 'group', header: '群', kind: 'minor', text: ({ group }) => group },
    ],
    filters: Object.entries(WORK_STATUS).map(([value, label]) => ({
      value,
      label,
      keep: ({ work }) => work.status === value,
    })),
    sort: { key: 'number', desc: true },
    empty: '还没有招工。在居民群里发“/招工 做什么”，下面写时间、人数和报酬。',
  }
}

interface Entry {
  readonly signup: Row<'signups'>
  readonly shift: Row<'shifts'>
  readonly position: number | null
  readonly name: string
}

/** One posting: its shifts, and its full list as a table. */
export interface Roster {
  readonly head: Html
  readonly title: string
  readonly table: Table<Entry>
}

/** Null where the community has no posting of that number. */
export function* roster({ community }: Session, number: number, now: number): Task<Roster | null> {
  const work = yield* find('works', { communityId: community.id, number })
  if (!work) return null
  const times = timesOf(community.timezone, now)
  const names = yield* memberNames(community.id)
  const group = yield* find('groups', { id: work.groupId })
  const shifts = yield* list('shifts', { workId: work.id }, { order: 'start' })
  const signups = yield* list('signups', { workId: work.id }, { order: 'id' })
  const byId = new Map(shifts.map((shift) => [shift.id, shift]))
  const rows = signups.flatMap((signup): Entry[] => {
    const shift = byId.get(signup.shiftId)
    if (!shift) return []
    return [{ signup, shift, position: positionOf(signup, signups), name: names.get(signup.memberId) ?? FORGOTTEN }]
  })
  return {
    head: head(work, group?.name ?? '', shifts, signups, times),
    title: `招工${number}号`,
    table: entryTable(work, rows, times),
  }
}

const entryTable = (work: Row<'works'>, rows: readonly Entry[], times: Times): Table<Entry> => ({
  path: `/work/${work.number}`,
  name: `招工${work.number}号名单`,
  rows,
  columns: [
    {
      key: 'shift',
      header: '班次',
      text: ({ shift }) => shift.label,
      order: ({ shift, signup }) => shift.start * 1_000 + RANK[signup.status],
    },
    {
      key: 'position',
      header: '第几个',
      kind: 'number',
      text: ({ position }) => position ?? '',
      order: ({ position }) => position,
    },
    { key: 'name', header: '谁来', kind: 'main', text: ({ signup, name }) => signup.onBehalfOf ?? name },
    {
      key: 'status',
      header: '状态',
      text: ({ signup }) => SIGNUP_STATUS[signup.status],
      cell: ({ signup }) =>
        html`<span class="mark ${signup.status === 'in' ? 'open' : 'over'}">${SIGNUP_STATUS[signup.status]}</span>`,
    },
    { key: 'home', header: '门牌', kind: 'short', text: ({ signup }) => signup.home ?? '' },
    { key: 'by', header: '谁代报的', text: ({ signup, name }) => (signup.onBehalfOf === null ? '' : name) },
    {
      key: 'at',
      header: '报名时间',
      text: ({ signup }) => times.stamp(signup.at),
      order: ({ signup }) => signup.at,
      cell: ({ signup }) => times.moment(signup.at),
    },
  ],
  filters: Object.entries(SIGNUP_STATUS).map(([value, label]) => ({
    value,
    label,
    keep: ({ signup }) => signup.status === value,
  })),
  sort: { key: 'shift', desc: false },
  empty: '还没有人报名。',
})

/** Within a shift: who comes first, who left last. */
const RANK = { in: 0, waiting: 1, requested: 2, cancelled: 3 } as const

const head = (
  work: Row<'works'>,
  group: string,
  shifts: readonly Row<'shifts'>[],
  signups: readonly Row<'signups'>[],
  times: Times,
): Html => {
  const inShift = (id: number, status: Row<'signups'>['status']) =>
    signups.filter((s) => s.shiftId === id && s.status === status).length
  const shiftLine = ({ id, label, start, end, places }: Row<'shifts'>): Html => {
    const taken = inShift(id, 'in')
    const waiting = inShift(id, 'waiting')
    const left = Math.max(0, places - taken)
    return html`<li><span class="label">${label}<small>${times.span(start, end)}</small></span><span class="count"><b>${taken}</b>/${places}<small>${left === 0 ? '满了' : `还缺${left}个`}${waiting > 0 ? `，${waiting}个排队` : ''}</small></span>
<svg class="bar" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%" rx="4"/><rect width="${Math.round((taken / Math.max(1, places)) * 100)}%" height="100%" rx="4"/></svg></li>`
  }
  return html`<p class="back"><a href="/work">全部招工</a></p>
<h1>${work.title} <span class="mark ${work.status === 'open' ? 'open' : 'over'}">${WORK_STATUS[work.status]}</span></h1>
<div class="two"><ul class="bars">${shifts.map(shiftLine)}</ul>
<dl class="facts">
<dt>编号</dt><dd>${work.number}</dd>
<dt>报酬</dt><dd>${payText(work)}</dd>
${work.place === '' ? '' : html`<dt>地点</dt><dd>${work.place}</dd>`}
${work.requirements === '' ? '' : html`<dt>要求</dt><dd>${work.requirements}</dd>`}
<dt>群</dt><dd>${group}</dd>
</dl></div>
<h2>名单</h2>`
}

const payText = (work: Row<'works'>): string => `${yuanText(work.payFen)}一${work.payPer === 'day' ? '天' : '小时'}`
