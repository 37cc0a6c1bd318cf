import { as, post } from './api.ts'
import { button, el, icon } from './dom.ts'
import { BOT, type Store } from './store.ts'

const MAX_PICTURE = 2 * 1024 * 1024
/** px; a text higher than this has several lines. */
const ONE_LINE = 64

/** What a staff member can start from. */
const TEMPLATES: readonly (readonly [string, string])[] = [
  ['/投票', '/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行\n截止：明天18:00'],
  [
    '/招工',
    '/招工 清理车库\n地点：3栋车库\n上午 明天8:00-11:30 2人\n下午 明天14:00-17:00 2人\n报酬：120元/天\n要求：能弯腰搬东西',
  ],
  ['/日报', '/日报'],
]

/** Where one writes: Enter sends, Shift+Enter begins a line. */
export class Composer {
  readonly root: HTMLElement
  readonly #store: Store
  readonly #say: (refused: string | null) => void
  readonly #text = el('textarea', {
    rows: '1',
    'aria-label': '说点什么',
    placeholder: '说点什么',
    enterkeyhint: 'send',
  })
  readonly #quote = el('div', { class: 'quote-strip' })
  readonly #write = el('div', { class: 'write' })
  readonly #hints = el('div', { class: 'hints' })
  readonly #mention: HTMLButtonElement
  #room: string | null = null

  /** `say` shows a sentence, or takes it away. */
  constructor(store: Store, say: (refused: string | null) => void) {
    this.#store = store
    this.#say = say
    const file = el('input', { type: 'file', accept: 'image/png,image/jpeg,image/webp,image/gif', hidden: true })
    file.addEventListener('change', () => {
      const picture = file.files?.[0]
      if (picture) void this.#sendPicture(picture)
      file.value = ''
    })
    this.#mention = button('@五共', 'tool', () => this.#insert('@五共 '))
    const pictureButton = button(
      icon('M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01'),
      'tool square',
      () => file.click(),
      { 'aria-label': '发图片', title: '发图片' },
    )
    const send = button('发送', 'send', () => void this.#send())
    this.#write.append(this.#mention, pictureButton, file, this.#text, send)
    this.root = el('footer', { class: 'composer' }, this.#hints, this.#quote, this.#write)
    this.#text.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
      event.preventDefault()
      void this.#send()
    })
    this.#text.addEventListener('input', () => this.#fit())
  }

  draw(): void {
    const { open, drafts, quoted, screen } = this.#store
    if (open !== this.#room) {
      if (this.#room !== null) drafts.set(this.#room, this.#text.value)
      this.#room = open
      this.#text.value = open === null ? '' : (drafts.get(open) ?? '')
      this.#fit()
    }
    this.#mention.hidden = open === BOT
    this.#hints.replaceChildren(
      ...(screen?.me.staff ? TEMPLATES.map(([label, text]) => button(label, 'hint', () => this.#fill(text))) : []),
    )
    this.#quote.replaceChildren(
      ...(quoted
        ? [
            el('span', {}, `引用 ${quoted.from?.name ?? ''}：${quoted.card?.title ?? (quoted.text || '［图片］')}`),
            button('×', 'close', () => this.quote(null), { 'aria-label': '不引用了' }),
          ]
        : []),
    )
  }

  quote(message: Store['quoted']): void {
    this.#store.quoted = message
    this.draw()
    this.focus()
  }

  focus(): void {
    this.#text.focus()
  }

  #fill(text: string): void {
    this.#text.value = text
    this.#fit()
    this.focus()
  }

  #insert(text: string): void {
    this.#text.setRangeText(text, this.#text.selectionStart, this.#text.selectionEnd, 'end')
    this.#fit()
    this.focus()
  }

  /** As high as its text, up to a third of the screen. On a phone more than one line takes the whole width. */
  #fit(): void {
    this.#write.classList.remove('tall')
    this.#text.style.height = 'auto'
    this.#write.classList.toggle('tall', this.#text.scrollHeight > ONE_LINE)
    this.#text.style.height = `${Math.min(this.#text.scrollHeight + 2, window.innerHeight / 3)}px`
  }

  async #send(): Promise<void> {
    const text = this.#text.value
    if (this.#room === null || text.trim() === '') return this.focus()
    const refused = await this.#post({ text, ...(text.includes('@五共') ? { mentionBot: true } : {}) })
    // What could not be sent stays where it was written.
    if (refused) return
    this.#fill('')
  }

  async #sendPicture(file: File): Promise<void> {
    if (file.size > MAX_PICTURE) return this.#say('图片不能超过2MB。')
    const url = await new Promise<string>((resolve) => {
      const reader = new FileReader()
      reader.addEventListener('load', () => resolve(String(reader.result)))
      reader.readAsDataURL(file)
    })
    await this.#post({ text: '', picture: { base64: url.slice(url.indexOf(',') + 1), alt: file.name.slice(0, 80) } })
  }

  async #post(what: object): Promise<boolean> {
    const { quoted } = this.#store
    const outcome = await post('say', {
      person: as,
      room: this.#room,
      ...what,
      ...(quoted ? { quote: quoted.id } : {}),
    })
    const refused = 'refused' in outcome
    this.#say(refused ? outcome.refused : null)
    if (!refused) this.quote(null)
    return refused
  }
}
