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

/** Choices no longer than this stand side by side; longer ones have a line each. */
const SHORT = 8

/** The numbered text of a card: title, lines, "1 装　2 不装", footer. */
export const cardText = (card: Card): string => {
  const short = card.buttons.every(({ label }) => label.length <= SHORT)
  const choices = card.buttons.map(({ say, label }) => `${say} ${label}`).join(short ? '　' : '\n')
  return [card.title, ...card.lines, choices, card.footer ?? ''].filter((line) => line !== '').join('\n')
}

/** What is really sent: the card where it can be shown, its text everywhere else. */
export const render = (
  content: { readonly text: string; readonly card?: Card | undefined },
  caps: Pick<Capabilities, 'buttons'>,
): { text: string; card?: Card } => {
  if (!content.card) return { text: content.text }
  return caps.buttons ? { text: cardText(content.card), card: content.card } : { text: cardText(content.card) }
}
