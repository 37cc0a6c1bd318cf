import { html } from 'hono/html'
import type { Row } from '../../app/model.ts'
import { list, type Task } from '../../app/operations.ts'
import type { Session } from '../../app/sign-in.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import { hundredthsText } from '../../core/kernel/quantity.ts'
import { groupsById } from './lookups.ts'
import type { Table } from './table.ts'
import { timesOf } from './time.ts'

interface Line {
  readonly kept: Row<'jielongs'>
  readonly line: Row<'jielongLines'>
  readonly group: string
}

/** Every line of the lists that staff count or that the bot keeps. */
export function* jielongTable({ community }: Session, now: number): Task<Table<Line>> {
  const times = timesOf(community.timezone, now)
  const groups = yield* groupsById(community.id)
  const rows: Line[] = []
  for (const kept of yield* list('jielongs', { communityId: community.id }, { order: 'id' }))
    if (kept.number !== null)
      for (const line of yield* list(
        'jielongLines',
        { communityId: community.id, jielongId: kept.id },
        { order: 'id' },
      ))
        rows.push({ kept, line, group: groups.get(kept.groupId)?.name ?? '' })
  const titles = new Map(rows.map(({ kept }) => [kept.number, kept.title]))
  return {
    path: '/jielong',
    name: '接龙',
    rows,
    columns: [
      { key: 'list', header: '接龙', kind: 'number', text: ({ kept }) => kept.number ?? 0 },
      { key: 'title', header: '标题', kind: 'minor', text: ({ kept }) => kept.title },
      { key: 'number', header: '序号', kind: 'number', text: ({ line }) => line.number ?? '' },
      { key: 'home', header: '门牌', text: ({ line }) => line.home ?? '' },
      { key: 'name', header: '谁', text: ({ line }) => (line.name === line.home ? '' : (line.name ?? '')) },
      { key: 'choice', header: '选的', text: ({ line }) => line.choice ?? '' },
      {
        key: 'quantity',
        header: '数量',
        kind: 'number',
        text: ({ line }) => (line.quantity === null ? '' : hundredthsText(line.quantity)),
        order: ({ line }) => line.quantity ?? 0,
      },
      {
        key: 'text',
        header: '原话',
        kind: 'main',
        text: ({ line }) => maskNumbers(line.text),
        cell: ({ line }) => html`<span class="words">${maskNumbers(line.text)}</span>`,
      },
      { key: 'group', header: '群', kind: 'minor', text: ({ group }) => group },
      {
        key: 'at',
        header: '时间',
        kind: 'short',
        text: ({ line }) => times.stamp(line.at),
        order: ({ line }) => line.at,
        cell: ({ line }) => times.moment(line.at),
      },
    ],
    filters: [...titles].map(([number, title]) => ({
      value: String(number),
      label: `${number}号 ${title}`,
      keep: ({ kept }) => kept.number === number,
    })),
    sort: { key: 'list', desc: true },
    empty: '还没有要统计的接龙。在群里引用一条接龙，发“/统计接龙”；或者发“/接龙 标题”，由机器人来记。',
  }
}
