import { post } from './api.ts'
import { button, el } from './dom.ts'
import type { Store } from './store.ts'
import { hourOf } from './time.ts'

/** The buttons that move the clock. */
export class ClockButtons {
  readonly root: HTMLElement
  readonly #store: Store
  readonly #evening: HTMLButtonElement

  constructor(store: Store, say: (refused: string | null) => void) {
    this.#store = store
    const move = (label: string, to: string) =>
      button(label, 'small', async () => {
        const outcome = await post('clock', { to })
        say('refused' in outcome ? outcome.refused : null)
      })
    this.#evening = move('到18:00', '18:00')
    this.root = el(
      'div',
      { class: 'clock-buttons' },
      move('过30分钟', '+30'),
      this.#evening,
      move('到明天9:00', '9:00'),
    )
  }

  /** After 18:00 the next one is tomorrow's. */
  draw(): void {
    const isOver = hourOf(this.#store.now(), this.#store.timezone) >= 18
    this.#evening.textContent = isOver ? '到明天18:00' : '到18:00'
  }
}
