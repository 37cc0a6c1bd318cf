import { html } from 'hono/html'
import type { Categorisers } from '../../app/categorisers.ts'
import { type AlikeSuggestion, suggestionsLike } from '../../app/handlers/alike.ts'
import { categoriesOf, type Explained, explainCategory } from '../../app/handlers/category.ts'
import { digestFacts } from '../../app/handlers/digest.ts'
import { happenedSince, lastDigest } from '../../app/handlers/since-digest.ts'
import { historyOf, type Reopening, reopeningsIn, type Step } from '../../app/handlers/suggestion-history.ts'
import type { Row } from '../../app/model.ts'
import { find, list, type Task } from '../../app/operations.ts'
import { CONSOLE, type Session } from '../../app/sign-in.ts'
import { daysBetween, wallTime } from '../../core/kernel/calendar.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import { timesText } from '../../phrases/when.ts'
import type { Html } from './layout.ts'
import { FORGOTTEN, groupsById, memberNames } from './lookups.ts'
import type { Filter, Table } from './table.ts'
import { type Times, timesOf } from './time.ts'
import { SUGGESTION_STATUS } from './words.ts'

/** Characters of a suggestion shown in a list. */
const LIST_CHARACTERS = 80

interface Line {
  readonly s: Row<'suggestions'>
  readonly author: string
  readonly where: string
  readonly supporters: number
  /** Opened again at some time. */
  readonly again: boolean
}

/** All suggestions of a community. What is new, due and overdue is what the digest says is. */
export function* suggestionTable({ community }: Session, now: number): Task<Table<Line>> {
  const communityId = community.id
  const times = timesOf(community.timezone, now)
  const names = yield* memberNames(communityId)
  const groups = yield* groupsById(communityId)
  const all = yield* list('suggestions', { communityId }, { order: 'number' })
  const supporters = supportersOf(all)
  const again = yield* happenedSince(communityId, ['suggestion.reopened'], 0)
  const facts = yield* digestFacts(community, yield* lastDigest(community), now)
  return {
    path: '/suggestions',
    name: '建议',
    rows: all.map((s) => ({
      s,
      author: names.get(s.authorId) ?? FORGOTTEN,
      where: s.private ? '私下说的' : ((s.groupId && groups.get(s.groupId)?.name) ?? '私聊'),
      supporters: supporters.get(s.number)?.size ?? 1,
      again: again.has(s.number),
    })),
    columns: [
      {
        key: 'number',
        header: '编号',
        kind: 'number',
        text: ({ s }) => s.number,
        cell: ({ s }) => html`<a href="/suggestions/${s.number}">${s.number}</a>`,
      },
      {
        key: 'text',
        header: '内容',
        kind: 'main',
        text: ({ s }) => maskNumbers(s.text),
        cell: ({ s }) => html`<a class="words" href="/suggestions/${s.number}">${cut(maskNumbers(s.text))}</a>`,
      },
      {
        key: 'status',
        header: '状态',
        text: ({ s, again }) => statusText(s, again),
        cell: ({ s, again }) =>
          html`<span class="mark ${isOpen(s) ? 'open' : 'over'}">${statusText(s, again)}</span> ${s.unit ?? ''}`,
      },
      {
        key: 'dueAt',
        header: '期限',
        kind: 'short',
        text: ({ s }) => (isOpen(s) ? times.stamp(s.dueAt) : ''),
        order: ({ s }) => (isOpen(s) ? s.dueAt : null),
        cell: ({ s }) => dueCell(s, times),
      },
      { key: 'author', header: '谁提的', text: ({ author }) => author },
      { key: 'home', header: '门牌', kind: 'short', text: ({ s }) => s.home ?? '' },
      { key: 'where', header: '哪里说的', kind: 'minor', text: ({ where }) => where },
      {
        key: 'supporters',
        header: '几人提',
        kind: 'number',
        text: ({ supporters }) => supporters,
        cell: ({ s, supporters }) => html`<a href="/suggestions/${s.number}">${supporters}</a>`,
      },
      { key: 'place', header: '地点', text: ({ s }) => s.place ?? '', only: 'file' },
      {
        key: 'times',
        header: '说到的时间',
        text: ({ s }) => timesText(s.times ?? [], wallTime(s.createdAt, times.timezone).year),
        only: 'file',
      },
      { key: 'kind', header: '种类', text: ({ s }) => s.kind ?? '', only: 'file' },
      { key: 'category', header: '类别', text: ({ s }) => s.category, only: 'file' },
      { key: 'unit', header: '转给', text: ({ s }) => s.unit ?? '', only: 'file' },
      {
        key: 'createdAt',
        header: '提出时间',
        kind: 'short',
        text: ({ s }) => times.stamp(s.createdAt),
        order: ({ s }) => s.createdAt,
        cell: ({ s }) => times.moment(s.createdAt),
      },
      { key: 'outcome', header: '结果', text: ({ s }) => maskNumbers(s.outcome ?? ''), only: 'file' },
    ],
    filters: [
      among('new', '上次日报后新来的', facts.received),
      among('reopened', '上次日报后又打开的', facts.reopened),
      among('overdue', '到期没办完的', facts.overdue),
      among('today', '今天到期的', facts.dueToday),
      among('due', '明天到期的', facts.dueTomorrow),
      among('closed', '上次日报后办结答复的', facts.closed),
      ...Object.entries(SUGGESTION_STATUS).map(([value, label]) => ({
        value,
        label,
        keep: ({ s }: Line) => s.status === value && s.mergedInto === null,
      })),
      { value: 'merged', label: '已并入别的', keep: ({ s }) => s.mergedInto !== null },
    ],
    sort: { key: 'number', desc: true },
    empty: '还没有建议。居民在群里说“建议：……”，就会记到这里。',
  }
}

/** One suggestion in full, with what was merged into it. Null where the community has none of that number. */
export function* suggestionView(
  { community }: Session,
  number: number,
  now: number,
  categorisers: Categorisers,
): Task<Html | null> {
  const communityId = community.id
  const s = yield* find('suggestions', { communityId, number })
  if (!s) return null
  const times = timesOf(community.timezone, now)
  const names = yield* memberNames(communityId)
  const group = s.groupId === null ? null : yield* find('groups', { id: s.groupId })
  const merged = yield* list('suggestions', { communityId, mergedInto: number }, { order: 'number' })
  const author = names.get(s.authorId) ?? FORGOTTEN
  const history = yield* historyOf(communityId, number)
  const reopenings = reopeningsIn(history)
  const explained = yield* explainCategory(s, categorisers)
  const alike = isOpen(s) ? yield* suggestionsLike(s) : []
  const categories = yield* categoriesOf(communityId)
  const link = (n: number) => html`<a href="/suggestions/${n}">建议${n}号</a>`
  const fact = (name: string, value: Html | string | null) =>
    value === null || value === '' ? '' : html`<dt>${name}</dt><dd>${value}</dd>`
  return html`<p class="back"><a href="/suggestions">全部建议</a></p>
<h1>建议${s.number}号 <span class="mark ${isOpen(s) ? 'open' : 'over'}">${statusText(s, reopenings.length > 0)}</span></h1>
<blockquote class="said">${s.text}</blockquote>
<dl class="facts">
${fact('谁提的', s.home === null || author.includes(s.home) ? author : `${author}，${s.home}`)}
${fact('哪里说的', s.private ? '私下说的，请只私下回复' : (group?.name ?? '私聊'))}
${fact('提出时间', times.moment(s.createdAt))}
${fact('又打开', reopenings.length === 0 ? null : html`${reopenings.map((one) => reopeningLine(one, times))}`)}
${fact('期限', isOpen(s) ? dueCell(s, times) : null)}
${fact('转给', s.unit)}
${fact('地点', s.place)}
${fact('说到的时间', timesText(s.times ?? [], wallTime(now, community.timezone).year))}
${fact('种类', s.kind)}
${fact('类别', categoryFact(s, explained, categories))}
${fact('一般找谁', explained.route)}
${fact('结果', s.outcome)}
${fact('办结时间', s.closedAt === null ? null : times.moment(s.closedAt))}
${fact('并入', s.mergedInto === null ? null : link(s.mergedInto))}
${merged.length === 0 ? '' : html`<dt>并进来的</dt><dd>${merged.map((m) => html`<p>${link(m.number)}　${cut(m.text)}</p>`)}</dd>`}
</dl>
${historySection(history, names, times)}
${alikeSection(s, alike)}
${isOpen(s) ? html`<p class="hint">在群里或私聊里告诉机器人：<code>/受理 ${s.number}</code><code>/转办 ${s.number} 物业 3天</code><code>/办结 ${s.number} 已经……</code></p>` : ''}`
}

/** Who waits again was told something before: whoever takes it up should know what. */
const reopeningLine = ({ at, outcome, closedAt, dueAt }: Reopening, times: Times): Html =>
  html`<p>${times.moment(at)}说没好 <small>${times.moment(closedAt)}告诉过他：“${outcome}”；原来的期限是${times.moment(dueAt)}</small></p>`

/** What it is about, why, and the way to say otherwise: what staff say is learned from. */
const categoryFact = (s: Row<'suggestions'>, { detail, guess }: Explained, categories: readonly string[]): Html => {
  const why =
    guess.category === s.category && guess.because.length > 0
      ? `因为说到${guess.because.map((word) => `“${maskNumbers(word)}”`).join('')}`
      : ''
  return html`<p>${s.category}${detail === null ? '' : ` · ${detail}`} <small>${why}</small></p>
<form class="acts" method="post" action="/suggestions/category"><input type="hidden" name="number" value="${s.number}">
<label><span class="unseen">改成</span><select name="category">${categories.map((one) => html`<option${one === s.category ? html` selected` : ''}>${one}</option>`)}</select></label><button class="small">改类别</button></form>`
}

/** Who did what with it, and when. */
const historySection = (history: readonly Step[], names: ReadonlyMap<string, string>, times: Times): Html | '' => {
  const lines = history.flatMap(({ at, actor, type, data }) => {
    const words = stepWords(type, data, times)
    const who = actor === CONSOLE ? '后台' : (names.get(actor) ?? '')
    return words === null ? [] : [html`<li>${words} <small>${times.moment(at)}　${who}</small></li>`]
  })
  return lines.length === 0 ? '' : html`<section><h2>经过</h2><ul class="plain-list">${lines}</ul></section>`
}

/** Null: nothing that staff need to read again. */
const stepWords = (type: string, data: Step['data'], times: Times): string | null => {
  const said = maskNumbers(String(data.text ?? ''))
  switch (type) {
    case 'suggestion.received':
      return data.recordedBy === undefined ? '提出' : '由工作人员记下'
    case 'suggestion.accepted':
      return '受理'
    case 'suggestion.handed':
      return `转给${String(data.unit)}${typeof data.dueAt === 'number' ? `，${times.until(data.dueAt)}前回话` : ''}`
    case 'suggestion.done':
      return `办结：${said}`
    case 'suggestion.answered':
      return `答复：${said}`
    case 'suggestion.reopened':
      return '说没好，又打开'
    case 'suggestion.resumed':
      return `收回办结：${said}`
    case 'suggestion.appended':
      return '补充'
    case 'suggestion.merged':
      return `并进${String(data.into)}号`
    case 'suggestion.split':
      return '拆开'
    case 'suggestion.withdrawn':
      return '撤回'
    case 'suggestion.categorised':
      return `类别从${String(data.before)}改成${String(data.category)}`
    default:
      return null
  }
}

/** Others that may be one matter with it. A person says so. */
const alikeSection = (s: Row<'suggestions'>, alike: readonly AlikeSuggestion[]): Html | '' =>
  alike.length === 0
    ? ''
    : html`<section><h2>可能是一件事</h2><ul class="concerns">${alike.map(({ s: other, shared }) => {
        const [into, number] = [Math.min(s.number, other.number), Math.max(s.number, other.number)]
        return html`<li><div><p><a href="/suggestions/${other.number}">建议${other.number}号</a>　${cut(maskNumbers(other.text))}</p><small>${shared.length === 0 ? '' : `都说到${shared.map((word) => `“${word}”`).join('')}`}</small></div>
<div class="acts"><form method="post" action="/suggestions/merge"><input type="hidden" name="into" value="${into}"><input type="hidden" name="number" value="${number}"><button class="small">是，合并</button></form></div></li>`
      })}</ul></section>`

const isOpen = ({ status, mergedInto }: Row<'suggestions'>): boolean =>
  mergedInto === null && (status === 'received' || status === 'accepted' || status === 'handed')

const statusText = (s: Row<'suggestions'>, again: boolean): string => {
  if (s.mergedInto !== null) return `并入${s.mergedInto}号`
  return again && s.status === 'received' ? '又打开' : SUGGESTION_STATUS[s.status]
}

const dueCell = (s: Row<'suggestions'>, times: Times): Html | string => {
  if (!isOpen(s)) return ''
  if (s.dueAt >= times.now) return times.day(s.dueAt)
  const days = daysBetween(s.dueAt, times.now, times.timezone)
  return html`<b class="warn">${days === 0 ? '今天到期' : `超了${days}天`}</b>`
}

/** Who asked for each: its author and those of what was merged into it, each once. */
const supportersOf = (all: readonly Row<'suggestions'>[]): Map<number, Set<string>> => {
  const supporters = new Map<number, Set<string>>()
  const add = (number: number, authorId: string) =>
    supporters.set(number, (supporters.get(number) ?? new Set()).add(authorId))
  for (const s of all) {
    add(s.number, s.authorId)
    if (s.mergedInto !== null) add(s.mergedInto, s.authorId)
  }
  return supporters
}

const among = (value: string, label: string, items: readonly { readonly number: number }[]): Filter<Line> => {
  const numbers = new Set(items.map(({ number }) => number))
  return { value, label, keep: ({ s }) => numbers.has(s.number) }
}

const cut = (text: string): string => {
  const characters = [...text.replace(/\s+/g, ' ').slice(0, LIST_CHARACTERS * 4)]
  return characters.length <= LIST_CHARACTERS
    ? characters.join('')
    : `${characters.slice(0, LIST_CHARACTERS - 1).join('')}…`
}
