import type { Faults } from '../platform.ts'
import { post } from './api.ts'
import { ClockButtons } from './clock.ts'
import { button, el } from './dom.ts'
import type { Store } from './store.ts'

interface Switch {
  readonly title: string
  readonly hint: string
  readonly isOn: (faults: Faults) => boolean
  readonly change: (on: boolean) => Partial<Faults>
}

const SWITCHES: readonly Switch[] = [
  {
    title: '重复',
    hint: '每条消息送到五共那里两次',
    isOn: (f) => f.duplicates,
    change: (duplicates) => ({ duplicates }),
  },
  { title: '颠倒', hint: '挨着的两条消息，后说的先到', isOn: (f) => f.reorder, change: (reorder) => ({ reorder }) },
  { title: '迟到', hint: '下一条消息晚50秒才到', isOn: (f) => f.late, change: (late) => ({ late }) },
  { title: '断线', hint: '五共听不到群里说话，也发不出话', isOn: (f) => f.dropped, change: (dropped) => ({ dropped }) },
  {
    title: '补送',
    hint: '重新连上以后，把断线时的消息补给五共',
    isOn: (f) => f.backfill,
    change: (backfill) => ({ backfill }),
  },
  {
    title: '发太快',
    hint: '五共接下来3条消息，平台都让它等等',
    isOn: (f) => f.rate > 0,
    change: (on) => ({ rate: on ? 3 : 0 }),
  },
  {
    title: '不知发没发出（其实发了）',
    hint: '五共的下一条消息，大家看到了，五共不知道',
    isOn: (f) => f.unknown === 'shown',
    change: (on) => ({ unknown: on ? 'shown' : 'off' }),
  },
  {
    title: '不知发没发出（其实没发）',
    hint: '五共的下一条消息，谁也没看到，五共也不知道',
    isOn: (f) => f.unknown === 'lost',
    change: (on) => ({ unknown: on ? 'lost' : 'off' }),
  },
]

/** The drawer 制造麻烦: what goes wrong on real platforms, to be switched on here. On a phone it has the clock too. */
export class Drawer {
  readonly root = el('dialog', { class: 'drawer', 'aria-label': '时钟和麻烦' })
  readonly #store: Store
  readonly #say: (refused: string | null) => void
  readonly #clock: ClockButtons
  readonly #boxes: readonly { readonly box: HTMLInputElement; readonly of: Switch }[]

  constructor(store: Store, say: (refused: string | null) => void) {
    this.#store = store
    this.#say = say
    this.#clock = new ClockButtons(store, say)
    this.#boxes = SWITCHES.map((of) => {
      const box = el('input', { type: 'checkbox', role: 'switch' })
      box.addEventListener('change', () => void this.#set(of.change(box.checked)))
      return { box, of }
    })
    this.root.append(
      el(
        'header',
        {},
        el('h2', {}, '时钟'),
        button('关上', 'small', () => this.root.close()),
      ),
      this.#clock.root,
      el('h2', {}, '制造麻烦'),
      el('p', { class: 'explain' }, '真的聊天平台会出这些事。打开试试，看五共会不会漏、会不会乱。'),
      ...this.#boxes.map(({ box, of }) =>
        el('label', { class: 'switch' }, el('span', {}, el('b', {}, of.title), el('small', {}, of.hint)), box),
      ),
      el(
        'div',
        { class: 'switch' },
        el(
          'span',
          {},
          el('b', {}, '重新登录'),
          el('small', {}, '群号和人号全部换新。工作人员先用后台“居民”页给的码验证，再到群里发“/绑定 3栋”，五共才认得'),
        ),
        button('换一次', 'small', () => void this.#set({ relogin: true })),
      ),
    )
    this.root.addEventListener('click', (event) => {
      if (event.target === this.root) this.root.close()
    })
  }

  show(): void {
    this.draw()
    this.root.showModal()
  }

  draw(): void {
    const { faults } = this.#store
    this.#clock.draw()
    if (faults) for (const { box, of } of this.#boxes) box.checked = of.isOn(faults)
  }

  async #set(change: Partial<Faults> & { relogin?: boolean }): Promise<void> {
    const outcome = await post('faults', change)
    this.#say('refused' in outcome ? outcome.refused : change.relogin ? '已经换了新的号。' : null)
  }
}
