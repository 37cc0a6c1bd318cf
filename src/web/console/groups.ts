import { html, raw } from 'hono/html'
import type { Row } from '../../app/model.ts'
import { find, list, type Task } from '../../app/operations.ts'
import type { Session } from '../../app/sign-in.ts'
import { DAY } from '../../core/kernel/calendar.ts'
import type { AdapterHealth, LoginCode } from './health.ts'
import type { Html } from './layout.ts'
import { accountKey, gapsOf, groupsById, reachOf } from './lookups.ts'
import type { Table } from './table.ts'
import { timesOf } from './time.ts'
import { HEALTH, platformWord, scopeWord } from './words.ts'

/** How far back gaps are listed, in ms. */
const WINDOW = 30 * DAY

interface Line {
  readonly name: string
  /** Null: nobody has bound it yet. */
  readonly group: Row<'groups'> | null
  readonly chat: Row<'chats'> | null
  readonly people: number
  readonly messages: number
}

/** The groups of a community, and those that nobody has bound yet. */
export function* groupTable({ community }: Session, now: number): Task<Table<Line>> {
  const times = timesOf(community.timezone, now)
  const groups = yield* groupsById(community.id)
  const { chats } = yield* reachOf(community.id)
  const rows: Line[] = []
  for (const group of groups.values()) {
    const { length } = yield* list('memberships', { groupId: group.id })
    // Each login has a chat of its own: what was said in the earlier ones was said in this group.
    let messages = 0
    for (const chat of chats.values())
      if (chat.groupId === group.id) messages += (yield* find('lanes', { chatId: chat.id }))?.seq ?? 0
    rows.push({ name: group.name, group, chat: chats.get(group.chatId) ?? null, people: length, messages })
  }
  for (const chat of chats.values())
    if (chat.groupId === null) {
      const messages = (yield* find('lanes', { communityId: chat.communityId, chatId: chat.id }))?.seq ?? 0
      rows.push({ name: chat.name === '' ? chat.nativeId : chat.name, group: null, chat, people: 0, messages })
    }
  const scope = ({ group }: Line) => (group ? scopeWord(group) : '还没绑定')
  return {
    path: '/groups',
    name: '群',
    rows,
    columns: [
      {
        key: 'name',
        header: '群',
        kind: 'main',
        text: ({ name }) => name,
        cell: ({ name }) => html`<span class="words">${name}</span>`,
      },
      {
        key: 'scope',
        header: '管哪里',
        text: scope,
        cell: (line) => html`<span class="mark ${line.group ? 'over' : 'open'}">${scope(line)}</span>`,
      },
      { key: 'platform', header: '平台', text: ({ chat }) => (chat ? platformWord(chat.adapter) : '') },
      { key: 'people', header: '说过话的人', kind: 'number', text: ({ people }) => people },
      { key: 'messages', header: '消息', kind: 'number', text: ({ messages }) => messages },
      {
        key: 'createdAt',
        header: '绑定于',
        text: ({ group }) => (group ? times.stamp(group.createdAt) : ''),
        order: ({ group }) => group?.createdAt ?? null,
        cell: ({ group }) => (group ? times.moment(group.createdAt) : ''),
      },
    ],
    filters: [
      { value: 'bound', label: '绑定了的', keep: ({ group }) => group !== null },
      { value: 'unbound', label: '还没绑定的', keep: ({ group }) => group === null },
    ],
    sort: { key: 'name', desc: false },
    empty: '还没有群。把机器人拉进群，由工作人员在群里发“/绑定 3栋”。',
  }
}

/** How the platforms are doing, and when a community could not be heard. */
export function* platformView(
  { community }: Session,
  now: number,
  health: readonly AdapterHealth[],
  codes: readonly LoginCode[],
): Task<Html> {
  const times = timesOf(community.timezone, now)
  const reach = yield* reachOf(community.id)
  const gaps = yield* gapsOf(reach, now - WINDOW)
  const own = health.filter(
    ({ name, account }) => reach.accounts === null || reach.accounts.has(accountKey({ adapter: name, account })),
  )
  return html`<h2>平台</h2>
${
  own.length === 0
    ? html`<p class="empty">还没有接上平台。</p>`
    : html`<ul class="platforms">${own.map(
        ({ name, account, health, lastGap }) =>
          // An account's id says something only where there is another of the same platform.
          html`<li><b>${platformWord(name)}</b><span class="mark ${health === 'ok' ? 'over' : 'bad'}">${health === 'ok' ? '✓' : '!'} ${HEALTH[health]}</span><small>${own.filter((one) => one.name === name).length > 1 ? account : ''}${lastGap ? `　上次断线：${times.span(lastGap.from, lastGap.to)}` : ''}</small></li>`,
      )}</ul>`
}
${codes
  .filter((code) => own.some(({ name, account }) => name === code.platform && account === code.account))
  .map(
    ({ platform, svg, official }) =>
      html`<section class="scan"><h3>${platformWord(platform)}要扫码登录</h3><div class="qr" role="img" aria-label="登录二维码">${raw(svg)}</div>${official ? '' : RISK}</section>`,
  )}
<h2>没看到的时间</h2>
${
  gaps.length === 0
    ? html`<p class="empty">近30天没有断线。</p>`
    : html`<ul class="plain-list">${gaps.map((gap) => html`<li>${platformWord(gap.adapter)}：${times.span(gap.from, gap.to)}断线，这段时间群里的话没看到。</li>`)}</ul>`
}
<h2>群</h2>`
}

const RISK = html`<p>用那个号的手机扫，扫完在手机上点同意，手机保持登录。这不是官方途径：这个号随时可能登不上、被限制或被封，请用一个丢得起的号。</p>`
