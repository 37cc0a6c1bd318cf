import type { ShownMessage } from '../platform.ts'
import { type Actions, bubble } from './bubble.ts'
import { el } from './dom.ts'
import type { Store } from './store.ts'
import { dateText, whenText } from './time.ts'

/** A time line stands above a message that comes this long (ms) after the one before. */
const PAUSE = 5 * 60_000

/** The messages of the open chat. Draws only what changed, so that a menu or a place in the text stays. */
export class Thread {
  readonly root = el('div', { class: 'thread', role: 'log', 'aria-label': '聊天记录', tabindex: '0' })
  readonly #store: Store
  readonly #actions: Actions
  readonly #drawn = new Map<string, { readonly rev: number; readonly node: HTMLElement }>()
  /** The chat and the day that are drawn: what was today is yesterday when the clock has moved. */
  #shown = ''
  #wasAtEnd = true

  constructor(store: Store, actions: Omit<Actions, 'find'>) {
    this.#store = store
    this.#actions = { ...actions, find: (id) => this.#find(id) }
    // A picture that arrives makes the page longer: stay at its end.
    this.root.addEventListener('load', () => this.#wasAtEnd && this.#toEnd(), true)
    this.root.addEventListener('scroll', () => {
      this.#wasAtEnd = this.#atEnd()
    })
  }

  draw(): void {
    const room = this.#store.open
    const shown = `${room} ${dateText(this.#store.now(), this.#store.timezone)}`
    if (shown !== this.#shown) {
      this.#shown = shown
      this.#drawn.clear()
      this.root.replaceChildren()
      this.#wasAtEnd = true
    }
    if (room === null) return
    const messages = this.#store.messages(room)
    const stay = this.#wasAtEnd || (messages.at(-1)?.mine && !this.#drawn.has(messages.at(-1)?.id ?? ''))
    const fresh: Node[] = []
    messages.forEach((message, index) => {
      const known = this.#drawn.get(message.id)
      if (known?.rev === message.rev) return
      const node = bubble(message, this.#actions)
      this.#drawn.set(message.id, { rev: message.rev, node })
      if (known) swap(known.node, node)
      else fresh.push(...this.#timeLine(message, messages[index - 1]), node)
    })
    if (fresh.length > 0) this.root.querySelector('.nothing')?.remove()
    this.root.append(...fresh)
    if (messages.length === 0) this.root.replaceChildren(el('p', { class: 'system nothing' }, '还没有人说话'))
    if (stay) this.#toEnd()
  }

  #timeLine(message: ShownMessage, before: ShownMessage | undefined): Node[] {
    if (before && message.at - before.at < PAUSE) return []
    return [el('p', { class: 'system time' }, whenText(message.at, this.#store.now(), this.#store.timezone, true))]
  }

  #find(id: string): void {
    const node = this.#drawn.get(id)?.node
    node?.scrollIntoView({ block: 'center' })
    node?.classList.add('found')
    setTimeout(() => node?.classList.remove('found'), 1500)
  }

  #atEnd(): boolean {
    return this.root.scrollHeight - this.root.scrollTop - this.root.clientHeight < 80
  }

  #toEnd(): void {
    this.root.scrollTop = this.root.scrollHeight
  }
}

/** Puts one drawing in place of another; whoever was on a button by keyboard stays on it. */
const swap = (old: HTMLElement, fresh: HTMLElement): void => {
  const at = [...old.querySelectorAll('button')].findIndex((button) => button.matches(':focus'))
  old.replaceWith(fresh)
  if (at >= 0) [...fresh.querySelectorAll('button')][at]?.focus({ preventScroll: true })
}
