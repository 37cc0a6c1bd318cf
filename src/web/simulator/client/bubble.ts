import type { ShownMessage } from '../platform.ts'
import { imageUrl } from './api.ts'
import { avatar, button, el } from './dom.ts'
import { BOT } from './store.ts'
import { piecesOf } from './words.ts'

/** What can be done with a message. */
export interface Actions {
  quote(message: ShownMessage): void
  recall(message: ShownMessage): void
  tap(message: ShownMessage, value: string): void
  /** Shows the message that was quoted. */
  find(id: string): void
}

/** One message as people see it in a chat. */
export const bubble = (message: ShownMessage, actions: Actions): HTMLElement => {
  const { from, mine, text, quote, card, picture } = message
  if (message.recalled) return line(`${mine ? '您' : (from?.name ?? '')}撤回了一条消息`)
  if (from === null) return line(text)
  const isBot = from.id === BOT
  const content = el(
    'div',
    { class: 'bubble' },
    card ? cardOf(message, actions) : text !== '' && el('p', { class: 'said' }, ...wordsOf(text)),
    picture && pictureOf(message.id, picture.alt || '图片'),
  )
  const more = button('⋯', 'more', () => menu.toggle(), { 'aria-label': '更多', 'aria-haspopup': 'menu' })
  const body = el(
    'div',
    { class: 'body' },
    !mine && el('span', { class: 'name' }, from.name),
    el('div', { class: 'row' }, content, more),
    quote && quoteOf(quote, actions),
  )
  const root = el(
    'article',
    {
      class: `message${mine ? ' mine' : ''}${isBot ? ' from-bot' : ''}`,
      id: `m-${message.id}`,
      'aria-label': from.name,
    },
    avatar(from.name, isBot),
    body,
  )
  const menu = menuOf(message, actions, more)
  onLongPress(content, menu.toggle)
  return root
}

const line = (text: string) => el('p', { class: 'system' }, text)

const wordsOf = (text: string): (Node | string)[] =>
  piecesOf(text).map((piece) => (piece.is === 'words' ? piece.text : el('span', { class: piece.is }, piece.text)))

/** As wide as the bubble; a click shows it by itself, as large as the screen. */
const pictureOf = (message: string, alt: string) =>
  el(
    'a',
    { href: imageUrl(message), target: '_blank', class: 'picture', title: '看大图' },
    el('img', { src: imageUrl(message), alt, loading: 'lazy' }),
  )

/** Its first line is enough to know it by: of a card that is the title. */
const quoteOf = (quote: { readonly id: string; readonly name: string; readonly text: string }, actions: Actions) => {
  const [first = '', ...rest] = quote.text.trim().split('\n')
  const words = `${quote.name}：${first}${rest.length > 0 ? '……' : ''}`
  return button(el('span', {}, words), 'quoted', () => actions.find(quote.id), { title: '看原来那条' })
}

const cardOf = (message: ShownMessage, actions: Actions): HTMLElement => {
  const { title = '', lines = [], buttons = [], footer } = message.card ?? {}
  const chosen = message.tapped.at(-1)
  return el(
    'div',
    { class: 'card' },
    el('h3', {}, title),
    ...lines.map((text) => el('p', {}, text)),
    buttons.length > 0 &&
      el(
        'div',
        { class: 'choices' },
        ...buttons.map(({ label, value, say }) => {
          const isChosen = value === chosen
          const choice = button(null, 'choice', () => actions.tap(message, value), { 'aria-pressed': String(isChosen) })
          // What the tap says for you: a number before its words, anything else above them.
          if (/^\d+$/.test(say)) choice.append(el('span', { class: 'number' }, say), el('span', {}, label))
          else choice.append(el('span', { class: 'words' }, say !== label && el('b', {}, say), el('span', {}, label)))
          if (isChosen) choice.append(el('span', { class: 'mark' }, '✓', el('span', { class: 'wide' }, ' 您点了')))
          return choice
        }),
      ),
    footer !== undefined && footer !== '' && el('small', {}, footer),
  )
}

/** 引用, and 撤回 for one's own; closed by a choice, Escape or a click elsewhere. */
const menuOf = (message: ShownMessage, actions: Actions, anchor: HTMLElement) => {
  let open: HTMLElement | null = null
  const close = () => {
    open?.remove()
    open = null
    document.removeEventListener('pointerdown', outside, true)
  }
  const outside = (event: Event) => {
    if (event.target instanceof Node && !open?.contains(event.target) && event.target !== anchor) close()
  }
  const item = (label: string, run: (message: ShownMessage) => void) =>
    button(
      label,
      'item',
      () => {
        close()
        run(message)
      },
      { role: 'menuitem' },
    )
  const toggle = () => {
    if (open) return close()
    open = el(
      'div',
      { class: 'menu', role: 'menu' },
      item('引用', actions.quote),
      message.mine && item('撤回', actions.recall),
    )
    open.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') {
        close()
        anchor.focus()
      }
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
        event.preventDefault()
        const items = [...(open?.querySelectorAll<HTMLElement>('.item') ?? [])]
        const at = items.findIndex((item) => item.matches(':focus'))
        items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length]?.focus()
      }
    })
    anchor.after(open)
    open.querySelector<HTMLElement>('.item')?.focus({ preventScroll: true })
    open.scrollIntoView({ block: 'nearest' })
    document.addEventListener('pointerdown', outside, true)
  }
  return { toggle }
}

/** A long press by finger, or the other mouse button. */
const onLongPress = (target: HTMLElement, run: () => void) => {
  let timer = 0
  let isTouch = false
  target.addEventListener('pointerdown', (event) => {
    isTouch = event.pointerType === 'touch'
    if (isTouch) timer = window.setTimeout(run, 500)
  })
  for (const end of ['pointerup', 'pointercancel', 'pointermove'])
    target.addEventListener(end, () => clearTimeout(timer))
  target.addEventListener('contextmenu', (event) => {
    event.preventDefault()
    if (!isTouch) run()
  })
}
