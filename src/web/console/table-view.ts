import { html } from 'hono/html'
import type { Html } from './layout.ts'
import { type Arranged, arrange, type Column, hrefOf, type Table } from './table.ts'

/** The whole table as a page's main part: filter, counts, export, rows, pages. */
export const tableView = <R>(table: Table<R>, params: Readonly<Record<string, string>>): Html => {
  if (table.rows.length === 0) return html`<p class="empty">${table.empty}</p>`
  const arranged = arrange(table, params)
  const { found, shown } = arranged
  const columns = table.columns.filter(({ only }) => only !== 'file')
  return html`${tools(table, arranged)}
${
  found.length === 0
    ? html`<p class="empty">没有符合的。<a href="${table.path}">看全部</a></p>`
    : html`<table class="rows">
<caption class="unseen">${table.name}</caption>
<thead><tr>${columns.map((column) => heading(table, arranged, column))}</tr></thead>
<tbody>${shown.map((row) => html`<tr>${columns.map((column) => cell(column, row))}</tr>`)}</tbody>
</table>`
}
${pager(table, arranged)}`
}

const tools = <R>(table: Table<R>, { query, found }: Arranged<R>): Html => {
  const filtered = query.q !== '' || query.status !== ''
  const all = { ...query, page: 1 }
  const sortedOtherwise = query.sort !== table.sort.key || query.desc !== table.sort.desc
  return html`<form class="tools" action="${table.path}" method="get" role="search">
${
  table.filters.length > 0
    ? html`<label><span class="unseen">看哪些</span><select name="status">
<option value="">全部</option>
${table.filters.map(({ value, label }) => html`<option value="${value}"${value === query.status ? html` selected` : ''}>${label}</option>`)}
</select></label>`
    : ''
}
<label class="grow"><span class="unseen">查找</span><input type="search" name="q" value="${query.q}" placeholder="查找" maxlength="100" autocomplete="off"></label>
${sortedOtherwise ? html`<input type="hidden" name="sort" value="${query.sort}">` : ''}
${sortedOtherwise && query.desc ? html`<input type="hidden" name="dir" value="desc">` : ''}
<button>筛选</button>
<p class="found">${filtered ? html`找到 <b>${found.length}</b> 条，共 ${table.rows.length} 条　<a href="${table.path}">看全部</a>` : html`共 <b>${found.length}</b> 条`}</p>
<p class="export">导出 <a href="${hrefOf(table, all, '.xlsx')}">Excel</a><a href="${hrefOf(table, all, '.csv')}">CSV</a></p>
</form>`
}

const heading = <R>(table: Table<R>, { query }: Arranged<R>, { key, header, kind, only }: Column<R>): Html => {
  if (only === 'page') return html`<th scope="col" class="acts"><span class="unseen">${header}</span></th>`
  const current = query.sort === key
  const desc = current && !query.desc
  const order = current ? (query.desc ? 'descending' : 'ascending') : 'none'
  return html`<th scope="col" class="${kind ?? ''}" aria-sort="${order}"><a href="${hrefOf(table, { ...query, sort: key, desc, page: 1 })}">${header}<span class="arrow" aria-hidden="true">${current ? (query.desc ? '↓' : '↑') : ''}</span></a></th>`
}

const cell = <R>(column: Column<R>, row: R): Html => {
  const shown = column.cell ? column.cell(row) : String(column.text(row))
  const kind = column.only === 'page' ? 'acts' : (column.kind ?? '')
  const blank = shown === '' ? ' blank' : ''
  return html`<td class="${kind}${blank}" data-label="${column.header}">${shown}</td>`
}

const pager = <R>(table: Table<R>, { query, pages }: Arranged<R>): Html | '' => {
  if (pages === 1) return ''
  const to = (page: number, label: string, rel: string) =>
    page >= 1 && page <= pages
      ? html`<a rel="${rel}" href="${hrefOf(table, { ...query, page })}">${label}</a>`
      : html`<span></span>`
  return html`<nav class="pager" aria-label="翻页">${to(query.page - 1, '上一页', 'prev')}<span>第 ${query.page} 页，共 ${pages} 页</span>${to(query.page + 1, '下一页', 'next')}</nav>`
}
