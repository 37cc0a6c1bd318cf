import { html } from 'hono/html'
import type { Row } from '../../app/model.ts'
import { ALONE } from '../../app/model-triage.ts'
import { list, type Task } from '../../app/operations.ts'
import type { Session } from '../../app/sign-in.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import type { Html } from './layout.ts'
import { FORGOTTEN, groupsById, memberNames } from './lookups.ts'
import type { Table } from './table.ts'
import { timesOf } from './time.ts'
import { CANDIDATE_STATUS } from './words.ts'

interface Line {
  readonly c: Row<'candidates'>
  readonly author: string
  readonly where: string
}

/** Talk that looked like an appeal, and private words that were not understood: each waits for one tap. */
export function* candidateTable({ community }: Session, now: number): Task<Table<Line>> {
  const communityId = community.id
  const times = timesOf(community.timezone, now)
  const names = yield* memberNames(communityId)
  const groups = yield* groupsById(communityId)
  const all = yield* list('candidates', { communityId }, { order: 'number' })
  return {
    path: '/candidates',
    name: '候选',
    rows: all.map((c) => ({
      c,
      author: names.get(c.memberId) ?? FORGOTTEN,
      where: c.groupId === ALONE ? '私下' : (groups.get(c.groupId)?.name ?? ''),
    })),
    columns: [
      { key: 'number', header: '编号', kind: 'number', text: ({ c }) => c.number },
      {
        key: 'text',
        header: '说的话',
        kind: 'main',
        text: ({ c }) => maskNumbers(c.text),
        cell: ({ c }) => html`<span class="words">${spanned(c)}</span>`,
      },
      { key: 'kind', header: '像是', text: ({ c }) => c.kind },
      {
        key: 'because',
        header: '为什么',
        kind: 'minor',
        text: ({ c }) => c.because.map((word) => `“${maskNumbers(word)}”`).join(''),
      },
      { key: 'author', header: '谁说的', text: ({ author }) => author },
      { key: 'where', header: '哪里说的', kind: 'minor', text: ({ where }) => where },
      {
        key: 'at',
        header: '时间',
        kind: 'short',
        text: ({ c }) => times.stamp(c.at),
        order: ({ c }) => c.at,
        cell: ({ c }) => times.moment(c.at),
      },
      {
        key: 'status',
        header: '状态',
        kind: 'short',
        text: ({ c }) => statusText(c),
        cell: ({ c }) =>
          c.suggestion === null ? statusText(c) : html`<a href="/suggestions/${c.suggestion}">${statusText(c)}</a>`,
      },
      { key: 'acts', header: '处理', only: 'page', text: () => '', cell: ({ c }) => acts(c) },
    ],
    filters: Object.entries(CANDIDATE_STATUS).map(([value, label]) => ({
      value,
      label,
      keep: ({ c }: Line) => c.status === value,
    })),
    sort: { key: 'number', desc: true },
    empty: '没有候选。群里的话像是诉求、又没明说的，会放到这里等您看，私下说的、我没听明白的也在这里，30天后忘掉。',
  }
}

const statusText = (c: Row<'candidates'>): string =>
  c.suggestion === null ? CANDIDATE_STATUS[c.status] : `建议${c.suggestion}号`

/** The message with the part marked that looked like an appeal. */
const spanned = ({ text, start, end }: Row<'candidates'>): Html =>
  html`${maskNumbers(text.slice(0, start))}<b>${maskNumbers(text.slice(start, end))}</b>${maskNumbers(text.slice(end))}`

const acts = (c: Row<'candidates'>): Html | '' => {
  const button = (action: string, label: string, look: string) =>
    html`<form method="post" action="/candidates/${action}"><input type="hidden" name="number" value="${c.number}"><button class="${look}">${label}</button></form>`
  if (c.status === 'waiting') return html`${button('take', '收下', 'small')}${button('drop', '不收', 'quiet small')}`
  return c.status === 'dropped' ? button('back', '撤销', 'quiet small') : ''
}
