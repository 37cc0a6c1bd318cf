import { html } from 'hono/html'
import type { Row } from '../../app/model.ts'
import { count, find, list, type Task } from '../../app/operations.ts'
import { happenedSince, lastDigest } from '../../app/handlers/since-digest.ts'
import { waitingIn } from '../../app/handlers/waiting-ballots.ts'
import type { Session } from '../../app/sign-in.ts'
import { tally } from '../../core/consult/poll.ts'
import type { Html } from './layout.ts'
import { FORGOTTEN, groupsById, memberNames } from './lookups.ts'
import type { Table } from './table.ts'
import { type Times, timesOf } from './time.ts'
import { POLL_STATUS } from './words.ts'

interface Line {
  readonly poll: Row<'polls'>
  readonly answered: number
  readonly group: string
}

/** All polls of a community with how many answered; what they answered is on each one's own page. */
export function* pollTable({ community }: Session, now: number): Task<Table<Line>> {
  const times = timesOf(community.timezone, now)
  const { seq } = yield* lastDigest(community)
  const ended = yield* happenedSince(community.id, ['poll.closed'], seq)
  const groups = yield* groupsById(community.id)
  const rows: Line[] = []
  for (const poll of yield* list('polls', { communityId: community.id }, { order: 'number' }))
    rows.push({
      poll,
      answered: yield* count('ballots', { pollId: poll.id, counted: true }),
      group: groups.get(poll.groupId)?.name ?? '',
    })
  return {
    path: '/polls',
    name: '意见征集',
    rows,
    columns: [
      {
        key: 'number',
        header: '编号',
        kind: 'number',
        text: ({ poll }) => poll.number,
        cell: ({ poll }) => html`<a href="/polls/${poll.number}">${poll.number}</a>`,
      },
      {
        key: 'title',
        header: '题目',
        kind: 'main',
        text: ({ poll }) => poll.title,
        cell: ({ poll }) => html`<a class="words" href="/polls/${poll.number}">${poll.title}</a>`,
      },
      {
        key: 'status',
        header: '状态',
        text: ({ poll }) => POLL_STATUS[poll.status],
        cell: ({ poll }) =>
          html`<span class="mark ${poll.status === 'open' ? 'open' : 'over'}">${POLL_STATUS[poll.status]}</span>`,
      },
      {
        key: 'answered',
        header: '回答',
        kind: 'number',
        text: ({ answered }) => answered,
        cell: ({ poll, answered }) => html`<a href="/polls/${poll.number}">${answered}${voters(poll)}</a>`,
      },
      { key: 'group', header: '群', text: ({ group }) => group },
      {
        key: 'closesAt',
        header: '截止',
        kind: 'short',
        text: ({ poll }) => times.stamp(poll.closedAt ?? poll.closesAt),
        order: ({ poll }) => poll.closedAt ?? poll.closesAt,
        cell: ({ poll }) => closeText(poll, times),
      },
      { key: 'rules', header: '规则', text: ({ poll }) => rulesText(poll) },
    ],
    filters: [
      { value: 'open', label: POLL_STATUS.open, keep: ({ poll }) => poll.status === 'open' },
      { value: 'closed', label: POLL_STATUS.closed, keep: ({ poll }) => poll.status === 'closed' },
      { value: 'cancelled', label: POLL_STATUS.cancelled, keep: ({ poll }) => poll.status === 'cancelled' },
      {
        value: 'just-closed',
        label: '上次日报后结束的',
        keep: ({ poll }) => poll.status === 'closed' && ended.has(poll.number),
      },
    ],
    sort: { key: 'number', desc: true },
    empty: '还没有意见征集。在居民群里发“/投票 题目”，下面每行写一个选项。',
  }
}

/** One poll with its result as bars; none while the poll hides it, or where it was called off. Null where the community has none of that number. */
export function* pollView({ community }: Session, number: number, now: number): Task<Html | null> {
  const poll = yield* find('polls', { communityId: community.id, number })
  if (!poll) return null
  const times = timesOf(community.timezone, now)
  const group = yield* find('groups', { id: poll.groupId })
  const makers = yield* memberNames(community.id)
  const open = poll.status === 'open'
  return html`<p class="back"><a href="/polls">全部征集</a></p>
<h1>${poll.title} <span class="mark ${open ? 'open' : 'over'}">${POLL_STATUS[poll.status]}</span></h1>
<div class="two"><div>${poll.status === 'cancelled' ? yield* cancelledPart(poll) : yield* answeredPart(poll)}<p class="weight">意见征集，不具表决效力。</p></div>
<dl class="facts">
<dt>编号</dt><dd>${poll.number}</dd>
<dt>群</dt><dd>${group?.name ?? ''}</dd>
<dt>谁发的</dt><dd>${makers.get(poll.createdBy) ?? FORGOTTEN}，${times.moment(poll.openedAt)}</dd>
<dt>${open ? '截止' : '结束'}</dt><dd>${closeText(poll, times)}</dd>
<dt>规则</dt><dd>${rulesText(poll)}</dd>
</dl></div>
${open ? html`<p class="hint">在群里告诉机器人：<code>/未答 ${poll.number}</code>看哪些户没回答，<code>/结束 ${poll.number}</code>提前结束。</p>` : ''}`
}

function* answeredPart(poll: Row<'polls'>): Task<Html> {
  const { counts, answered } = tally(poll.options, yield* list('ballots', { pollId: poll.id, counted: true }))
  const result =
    poll.status === 'open' && poll.hidden
      ? html`<p class="hint">这个征集约好截止后才公布，现在谁也看不到结果。</p>${labels(poll.options)}`
      : bars(poll.options, counts, answered, voters(poll))
  return html`<p class="total">共 <b>${answered}</b> ${voters(poll)}回答${poll.multiple ? '，可多选' : ''}</p>
${result}
${waitingHint(poll, yield* waitingIn(poll))}`
}

/** Why it was called off; it has no result. */
function* cancelledPart({ communityId, number, options }: Row<'polls'>): Task<Html> {
  const cancelled = yield* find('events', { communityId, type: 'poll.cancelled', subject: `poll:${number}` })
  return html`<p class="hint">取消了：${cancelled?.data.reason ?? ''}。回过的都不算。</p>${labels(options)}`
}

/** Answers that do not count yet. Of an anonymous poll it is not said which homes they are of. */
const waitingHint = ({ anonymous }: Row<'polls'>, waiting: readonly Row<'ballots'>[]): Html | string => {
  if (waiting.length === 0) return ''
  const homes = [...new Set(waiting.flatMap(({ home }) => home ?? []))]
  const claimed = waiting.filter(({ home }) => home !== null).length
  const unknown = waiting.length - claimed
  const named = homes.map((home, i) => html`${i > 0 ? '、' : ''}<a href="/people?q=${home}">${home}</a>`)
  const parts = [
    ...(claimed > 0 ? [html`${claimed}个门牌没核实${anonymous ? '' : html`（${named}）`}`] : []),
    ...(unknown > 0 ? [html`<a href="/people?status=no-home">${unknown}个没说住哪户</a>`] : []),
  ]
  return html`<p class="hint">还有${waiting.length}个回答没算上：${parts.map((part, i) => html`${i > 0 ? '，' : ''}${part}`)}。截止前在“居民”页核实，或发<code>/核实 3-2-501 张三</code>，就算进去。</p>`
}

/** When it closed, or until when it is open. */
const closeText = ({ closedAt, closesAt }: Row<'polls'>, times: Times): string =>
  closedAt === null ? times.until(closesAt) : times.moment(closedAt)

const labels = (options: readonly string[]): Html =>
  html`<ol class="bars">${options.map((label) => html`<li><span class="label">${label}</span></li>`)}</ol>`

/** Zero-based: a full bar is everyone who answered. */
const bars = (options: readonly string[], counts: readonly number[], answered: number, unit: string): Html =>
  html`<ol class="bars">${options.map((label, i) => {
    const n = counts[i] ?? 0
    const share = answered === 0 ? 0 : Math.round((n / answered) * 100)
    return html`<li><span class="label">${label}</span><span class="count"><b>${n}</b> ${unit}<small>${answered === 0 ? '' : `${share}%`}</small></span>
<svg class="bar" aria-hidden="true" focusable="false"><rect class="track" width="100%" height="100%" rx="4"/><rect width="${share}%" height="100%" rx="4"/></svg></li>`
  })}</ol>`

const voters = (poll: Pick<Row<'polls'>, 'perHome'>): string => (poll.perHome ? '户' : '人')

const rulesText = (poll: Row<'polls'>): string =>
  [
    poll.perHome ? '每户一票' : '每人一票',
    poll.multiple ? '可多选' : '单选',
    poll.anonymous ? '不记名' : '',
    poll.hidden ? '截止后公布' : '',
    poll.buildings === null ? '' : poll.buildings.map((b) => `${b}栋`).join('、'),
  ]
    .filter((rule) => rule !== '')
    .join('，')
