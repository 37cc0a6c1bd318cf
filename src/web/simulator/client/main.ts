import type { Update, Weather } from '../platform.ts'
import { as, getHistory, getScreen, post } from './api.ts'
import { ClockButtons } from './clock.ts'
import { Composer } from './composer.ts'
import { button, el, icon } from './dom.ts'
import { Drawer } from './drawer.ts'
import { drawList } from './list.ts'
import { BOT, Store } from './store.ts'
import { Thread } from './thread.ts'
import { dateText, timeText } from './time.ts'

const wide = window.matchMedia('(min-width: 760px)')
const store = new Store()

const notice = el('p', { class: 'notice', role: 'status', 'aria-live': 'polite' })
let fading = 0
const say = (text: string | null) => {
  notice.textContent = text ?? ''
  clearTimeout(fading)
  if (text !== null) fading = window.setTimeout(() => say(null), 6000)
}
const act = async (path: string, body: object) => {
  const outcome = await post(path, body)
  say('refused' in outcome ? outcome.refused : null)
}

const drawer = new Drawer(store, say)
const composer = new Composer(store, say)
const thread = new Thread(store, {
  quote: (message) => composer.quote(message),
  recall: (message) => void act('recall', { person: as, message: message.id }),
  tap: (message, value) => void act('tap', { person: as, message: message.id, value }),
})

const time = el('b', {})
const date = el('span', {})
const clockButtons = new ClockButtons(store, say)
const trouble = button('制造麻烦', 'small trouble', () => drawer.show())
const bar = el(
  'header',
  { class: 'bar' },
  el('a', { href: '/sim', class: 'brand', title: '换一个人' }, '五共'),
  el('span', { class: 'me' }),
  el('span', { class: 'clock', role: 'timer', 'aria-label': '模拟的时间' }, time, date),
  clockButtons.root,
  trouble,
)
const list = el('nav', { class: 'list', 'aria-label': '聊天' })
const title = el('h1', {})
const chipTime = el('span', {})
const chip = button(icon('M12 4a8 8 0 1 0 0 16 8 8 0 1 0 0-16M12 8v4l3 2'), 'chip', () => drawer.show(), {
  title: '时钟和麻烦',
})
chip.append(chipTime)
const back = button(icon('M15 5l-7 7 7 7'), 'back', () => show(null), { 'aria-label': '返回' })
const offline = el('p', { class: 'offline', role: 'status', hidden: true }, '没有连上，正在重连……')
const pane = el(
  'main',
  { class: 'pane' },
  el('header', { class: 'pane-top' }, back, title, chip),
  offline,
  thread.root,
  composer.root,
)
const blank = el('div', { class: 'blank' }, el('p', {}, '点左边的群，开始说话'))

/** Opens a chat, or the list. On a phone the back gesture leads from the chat to the list. */
const show = (room: string | null) => {
  if (!wide.matches && room !== null && store.open === null) history.pushState({ room }, '')
  store.open = room
  store.quoted = null
  draw()
  if (room !== null && wide.matches) composer.focus()
}

const drawClock = () => {
  time.textContent = timeText(store.now(), store.timezone)
  date.textContent = dateText(store.now(), store.timezone)
  chipTime.textContent = timeText(store.now(), store.timezone)
  const strange =
    store.faults && Object.entries(store.faults).some(([, value]) => value !== false && value !== 0 && value !== 'off')
  trouble.textContent = strange ? '麻烦开着' : '制造麻烦'
  chip.classList.toggle('strange', strange === true)
  clockButtons.draw()
  drawer.draw()
}

const draw = () => {
  if (store.open !== null && !document.hidden) store.markRead(store.open)
  document.body.classList.toggle('in-chat', store.open !== null)
  const chat = store.chats.find((one) => one.id === store.open)
  title.textContent = chat ? (chat.id === BOT ? chat.name : `${chat.name}（${chat.size}）`) : ''
  const unread = store.chats.reduce((sum, one) => sum + store.unread(one.id).length, 0)
  const nick = store.screen?.me.nick ?? ''
  document.title = `${unread > 0 ? `（${unread}）` : ''}${chat?.name ?? '聊天'} · ${nick}`
  offline.hidden = store.online
  bar.querySelector('.me')?.replaceChildren('我是 ', el('b', {}, nick))
  drawList(list, store, show)
  pane.hidden = chat === undefined
  blank.hidden = chat !== undefined
  thread.draw()
  composer.draw()
  drawClock()
}

/** What a desktop page opens with. */
const newestChat = (): string | null => {
  const last = (room: string) => store.messages(room).at(-1)?.seq ?? 0
  return [...store.chats].sort((a, b) => last(b.id) - last(a.id))[0]?.id ?? null
}

const load = async () => {
  const screen = await getScreen()
  if (!screen) {
    location.href = '/sim'
    return
  }
  store.setScreen(screen)
  const histories = await Promise.all(store.chats.map((chat) => getHistory(chat.id)))
  for (const message of histories.flat()) store.put(message)
}

let stream: EventSource | null = null
/** The latest change this page has heard of. */
let seen = 0

/**
 * Live from what was seen last; the browser reconnects by itself. A hidden page lets go of its stream: a browser keeps
 * at most six connections to one address, and with as many windows open the next one would get none.
 */
const listen = () => {
  if (document.hidden) {
    stream?.close()
    stream = null
    return
  }
  stream ??= open()
}

const open = (): EventSource => {
  const source = new EventSource(`/sim/api/stream?${new URLSearchParams({ as, since: String(seen) })}`)
  const on = <T>(type: string, run: (data: T) => void) =>
    source.addEventListener(type, (event: MessageEvent<string>) => {
      seen = Math.max(seen, Number(event.lastEventId))
      run(JSON.parse(event.data) as T)
    })
  on<Weather>('weather', (weather) => {
    store.setWeather(weather)
    draw()
  })
  on<Extract<Update, { type: 'message' }>>('message', ({ message }) => {
    store.put(message)
    scheduleDraw()
  })
  on('world', () => void load().then(draw))
  on('reset', () => location.reload())
  source.addEventListener('open', () => {
    store.online = true
    draw()
  })
  source.addEventListener('error', () => {
    store.online = false
    draw()
  })
  return source
}

let scheduled = false
/** Many messages at once are drawn once. */
const scheduleDraw = () => {
  if (scheduled) return
  scheduled = true
  setTimeout(() => {
    scheduled = false
    draw()
  }, 16)
}

document.getElementById('app')?.append(bar, el('div', { class: 'columns' }, list, pane, blank), notice, drawer.root)
addEventListener('popstate', () => {
  store.open = null
  draw()
})
document.addEventListener('visibilitychange', () => {
  listen()
  draw()
})
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && store.quoted) composer.quote(null)
})
setInterval(drawClock, 1000)
await load()
seen = store.screen?.rev ?? 0
if (wide.matches) store.open = newestChat()
draw()
listen()
