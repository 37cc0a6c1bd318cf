import type { Capabilities } from './adapter.ts'

/** Something to tap: `value` comes back as the action, `say` is what one writes where there are no buttons. */
export interface Button {
  readonly label: string
  readonly value: string
  readonly say: string
}

/** A message with structure. Where the platform has no cards it becomes numbered text, in `render` and nowhere else. */
export interface Card {
  readonly title: string
  readonly lines: readonly string[]
  readonly buttons: readonly Button[]
  readonly footer?: string
}

/** The numbered text of a card: title, lines, "1 装　2 不装", footer. */
export const cardText = (card: Card): string =>
  [card.title, ...card.lines, card.buttons.map((b) => `${b.say} ${b.label}`).join('　'), card.footer ?? '']
    .filter((line) => line !== '')
    .join('\n')

/** What is really sent: the card where it can be shown, its text everywhere else. */
export const render = (
  content: { readonly text: string; readonly card?: Card | undefined },
  caps: Pick<Capabilities, 'buttons'>,
): { text: string; card?: Card } => {
  if (!content.card) return { text: content.text }
  return caps.buttons ? { text: cardText(content.card), card: content.card } : { text: cardText(content.card) }
}
