import { html } from 'hono/html'
import type { Session } from '../../app/sign-in.ts'

export type Html = ReturnType<typeof html>

const ROOMS = [
  ['/', '今天'],
  ['/suggestions', '建议'],
  ['/candidates', '候选'],
  ['/polls', '意见征集'],
  ['/work', '招工'],
  ['/jielong', '接龙'],
  ['/people', '居民'],
  ['/places', '地名'],
  ['/groups', '群和平台'],
] as const

export type Room = (typeof ROOMS)[number][0]

const frame = (title: string, body: Html): Html => html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="#ffffff">
<meta name="robots" content="noindex">
<title>${title} · 五共</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/console.css">
</head>
${body}
</html>`

/** A page of the console: where one is, where one can go, and the page's own main part. */
export const page = (session: Session, room: Room | null, title: string, main: Html): Html =>
  frame(
    `${title} · ${session.community.name}`,
    html`<body>
<a class="skip" href="#main">跳到正文</a>
<header class="top"><div class="inner">
<p class="brand"><b>五共</b><span>${session.community.name}</span></p>
<nav aria-label="栏目">${ROOMS.map(([href, name]) => html`<a class="room" href="${href}"${room === href ? html` aria-current="page"` : ''}>${name}</a>`)}</nav>
<form class="me" method="post" action="/sign-out"><span>${session.member?.name ?? ''}</span><button class="quiet">退出</button></form>
</div></header>
<main id="main" class="inner">${main}</main>
</body>`,
  )

/** A page for somebody who is not signed in: one thing on it. */
export const plainPage = (title: string, main: Html): Html =>
  frame(title, html`<body class="plain"><main><p class="brand"><b>五共</b></p><h1>${title}</h1>${main}</main></body>`)

/** How to get a link, wherever one is missing. */
export const howToSignIn = (): Html => html`<p>每个登录链接只能用一次，10分钟内有效。要一个新的：</p>
<ul>
<li>给机器人私聊发 <code>/后台</code></li>
<li>或者在装着五共的电脑上运行 <code>npm run wugong -- link</code></li>
</ul>`
