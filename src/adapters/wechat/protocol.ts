import type { SendResult } from '../../chat/adapter.ts'
import type { ChatRef, Inbound } from '../../chat/message.ts'

/** What is said between us and the process that holds the login: one JSON document each. */

export type Heard = Omit<Inbound, 'adapter' | 'account' | 'epoch' | 'late'>

export interface Person {
  readonly id: string
  readonly name: string
}

export type Order =
  | { readonly t: 'send'; readonly id: number; readonly to: ChatRef; readonly text: string }
  | { readonly t: 'picture'; readonly id: number; readonly to: ChatRef; readonly png: string }
  | { readonly t: 'members'; readonly id: number; readonly chat: ChatRef }
  | { readonly t: 'ping'; readonly id: number }
  /** Ends the process; the login stays. */
  | { readonly t: 'quit' }
  /** Logs the account out of WeChat, then ends. */
  | { readonly t: 'logout' }

export type Report =
  /** A person must scan this code with the phone. */
  | { readonly t: 'scan'; readonly text: string }
  /** `epoch` is another one exactly when ids are. */
  | { readonly t: 'login'; readonly epoch: string }
  | { readonly t: 'logged-out' }
  | { readonly t: 'heard'; readonly event: Heard }
  | { readonly t: 'unknown'; readonly type: string; readonly raw: string }
  | { readonly t: 'sent'; readonly id: number; readonly result: SendResult }
  | { readonly t: 'members'; readonly id: number; readonly members: readonly Person[] }
  /** `quietMs`: how long ago the server last answered. */
  | { readonly t: 'pong'; readonly id: number; readonly quietMs: number }
  | { readonly t: 'trouble'; readonly code: string }

/** A line to a process that holds the login, or to something that behaves like one. */
export interface Line {
  tell(order: Order): void
  listen(hear: (report: Report) => void, ended: () => void): void
  /** Ends it at once, whatever it is doing. `ended` follows. */
  kill(): void
}
