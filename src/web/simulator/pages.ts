import { html } from 'hono/html'
import type { Person, World } from './platform.ts'

type Html = ReturnType<typeof html>

const page = (title: string, module: string, body: Html): Html => html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="theme-color" content="#f4f6f4">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/sim/style.css">
<script type="module" src="/sim/client/${module}.js"></script>
</head>
${body}
</html>`

/** Choose who you are: every person opens in a window of his own. Residents stand under the first of their groups. */
export const overviewPage = ({ people, rooms }: World): Html => {
  const roomsOf = (person: Person) =>
    rooms.flatMap(({ name, members }) => {
      const member = members.find((one) => one.person === person.id)
      return member ? [{ name, card: member.card }] : []
    })
  const card = (person: Person) => {
    const places = roomsOf(person)
    const name = places.find((place) => place.card !== undefined)?.card ?? person.nick
    return html`<li><a class="who" href="/sim?as=${person.id}" target="wugong-${person.id}">
<span class="avatar" aria-hidden="true">${[...person.nick][0] ?? ''}</span>
<span class="who-text"><b>${name}</b>${person.staff ? html`<small>在${places.length}个群里</small>` : ''}</span></a></li>`
  }
  const section = (title: string, list: readonly Person[]) =>
    list.length === 0 ? '' : html`<section><h2>${title}</h2><ul class="whos">${list.map(card)}</ul></section>`
  const residents = people.filter((person) => !person.staff)
  const under = (room: string | undefined) => residents.filter((person) => roomsOf(person)[0]?.name === room)
  return page(
    '五共 · 模拟群聊',
    'overview',
    html`<body class="overview"><main>
<header class="hero"><p class="brand">五共</p><h1>您想当谁？</h1>
<p>点一个名字，就用他的身份进群说话。可以同时开几个窗口，看大家怎么聊。这里的人和事都是演示，只在这台电脑上。</p></header>
${people.length === 0 ? html`<p class="empty">这里还没有人。先建一个群，再添一个人。</p>` : ''}
${section(
  '社区工作人员',
  people.filter((person) => person.staff),
)}
${[...new Set(rooms.map((room) => room.name))].map((room) => section(room, under(room)))}
${section('还没进群', under(undefined))}
<section class="tools">
<h2>添人建群</h2>
<form data-api="person"><label>名字<input name="nick" required maxlength="40" autocomplete="off"></label>
<label class="check"><input type="checkbox" name="staff"><span>工作人员</span></label><button>添一个人</button></form>
<form data-api="room"><label>群名<input name="name" required maxlength="40" autocomplete="off"></label><button>建一个群</button></form>
${
  people.length > 0 && rooms.length > 0
    ? html`<form data-api="join"><label>谁<select name="person">${people.map((one) => html`<option value="${one.id}">${one.nick}</option>`)}</select></label>
<label>进哪个群<select name="room">${rooms.map((one) => html`<option value="${one.id}">${one.name}</option>`)}</select></label>
<label>群名片<input name="card" maxlength="40" placeholder="3-2-501 张三" autocomplete="off"></label><button>进群</button></form>`
    : ''
}
${
  people.length > 0
    ? html`<details><summary>清除演示数据</summary><p>这里的群、人和聊天全部清掉，以后启动也不会再出现。</p><form data-api="remove-demo"><button>清除</button></form></details>`
    : ''
}
<p class="notice" role="status" aria-live="polite"></p>
</section></main></body>`,
  )
}

/** One person's phone. The rest is drawn by the client. */
export const chatPage = (me: Person): Html =>
  page(
    `${me.nick} · 五共模拟群聊`,
    'main',
    html`<body class="phone" data-as="${me.id}"><noscript><p class="empty">这个页面要打开浏览器的脚本功能才能聊天。</p></noscript><div id="app"></div></body>`,
  )
