import type { Card } from '../chat/card.ts'
import type { BarSpec } from '../core/kernel/picture.ts'

/** What is said. `about` lets a later quote of this message be understood. */
export interface Content {
  readonly text: string
  readonly card?: Card | undefined
  readonly picture?: BarSpec | undefined
  readonly about?: About | undefined
  /** Life in danger: goes before everything else that its account has to say, and before our own notice. */
  readonly urgent?: boolean | undefined
  /** The message sent under that key shows this card from now on, where the platform can change it. */
  readonly change?: CardChange | undefined
  /** Native id of the message to quote; `reply` fills it in. */
  readonly quote?: string | undefined
  /** How many of its parts are said already: the platform wanted a pause before the next. */
  readonly said?: number
  /** How often nobody knew whether it had been said. */
  readonly doubts?: number
}

export interface CardChange {
  /** Where, when and about what the message was sent that shows the card. */
  readonly of: { readonly chatId: number; readonly at: number; readonly about: About }
  readonly card: Card
  /** Where it can be changed nothing else need be said. */
  readonly instead: boolean
}

export interface About {
  readonly kind: 'poll' | 'work' | 'suggestion' | 'question' | 'jielong'
  readonly number: number
}
