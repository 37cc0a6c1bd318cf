import type { ShownMessage } from '../platform.ts'
import { el } from './dom.ts'
import { BOT, type Store } from './store.ts'
import { whenText } from './time.ts'

/** The list of chats, the one with the newest message first. */
export const drawList = (root: HTMLElement, store: Store, open: (room: string) => void): void => {
  const focused = document.activeElement?.getAttribute('data-chat')
  const rows = store.chats
    .map((chat) => ({ chat, last: store.messages(chat.id).at(-1), unread: store.unread(chat.id) }))
    .sort((a, b) => (b.last?.seq ?? 0) - (a.last?.seq ?? 0))
    .map(({ chat, last, unread }) => {
      const isOpen = chat.id === store.open
      const mentioned = unread.some((message) => message.mentionsMe)
      const row = el(
        'button',
        { type: 'button', class: 'chat', 'data-chat': chat.id, 'aria-current': isOpen ? 'true' : undefined },
        el('span', { class: chat.id === BOT ? 'avatar bot' : 'avatar group', 'aria-hidden': 'true' }, sign(chat)),
        el(
          'span',
          { class: 'chat-text' },
          el(
            'span',
            { class: 'chat-top' },
            el('b', {}, chat.name),
            last && el('time', {}, whenText(last.at, store.now(), store.timezone, false)),
          ),
          el(
            'span',
            { class: 'chat-bottom' },
            el('span', { class: 'chat-last' }, mentioned && el('em', {}, '［有人@您］'), last ? preview(last) : ' '),
            unread.length > 0 &&
              el(
                'span',
                { class: 'badge', 'aria-label': `${unread.length}条没看` },
                unread.length > 99 ? '99+' : String(unread.length),
              ),
          ),
        ),
      )
      row.addEventListener('click', () => open(chat.id))
      return row
    })
  root.replaceChildren(...rows)
  if (focused) root.querySelector<HTMLElement>(`[data-chat="${CSS.escape(focused)}"]`)?.focus()
}

/** What stands for a group: its building's number where its name has one, else its last but one character. */
const sign = (chat: { readonly id: string; readonly name: string }): string =>
  chat.id === BOT ? '五' : (/\d+/.exec(chat.name)?.[0] ?? [...chat.name.replace(/群$/, '')].at(-1) ?? '群')

const preview = (message: ShownMessage): string => {
  const who = message.from === null || message.mine || message.room === BOT ? '' : `${message.from.name}：`
  if (message.recalled) return `${message.mine ? '您' : (message.from?.name ?? '')}撤回了一条消息`
  const what = message.card?.title ?? (message.text || (message.picture ? '［图片］' : ''))
  return `${who}${what.replace(/\s+/g, ' ').slice(0, 60)}`
}
