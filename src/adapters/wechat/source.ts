import type { SendResult } from '../../chat/adapter.ts'
import type { ChatRef } from '../../chat/message.ts'
import type { Heard, Person } from './protocol.ts'

/** What a puppet lets us hear and do once it is logged in. */
export interface Source {
  /** Changes exactly when the platform's ids do. */
  epoch(): string
  /** How long ago (ms) the server last answered. */
  quietMs(): number
  sendText(to: ChatRef, text: string): Promise<SendResult>
  sendPicture(to: ChatRef, png: Buffer): Promise<SendResult>
  members(chat: ChatRef): Promise<readonly Person[]>
  /** Logs the account out of WeChat. */
  logout(): void
}

export interface Hearing {
  heard(event: Heard): void
  unknown(type: string, raw: string): void
  trouble(code: string): void
  /** Nothing more can be done in this process; the session is kept. */
  gaveUp(): void
}
