import type { SendResult, Traits } from '../../chat/adapter.ts'

/** One request to a robot. */
export interface Post {
  readonly url: string
  readonly body: object
}

/** What differs between the robots of the platforms. */
export interface Kind {
  readonly maxText: Traits['maxText']
  /** Smallest pause (ms) between two messages. */
  readonly pauseMs: number
  /** The requests that show a text and, where the robot takes one, a picture. */
  text(text: string, now: number): Post
  picture?(png: Uint8Array): Post
  /** A request that says nothing in the group and whose refusal tells whether the address is right. */
  readonly empty: (now: number) => Post
  /** What the answer means; `empty` is refused as such where the address is right. */
  result(body: unknown): SendResult
  /** Whether the refusal of the empty request shows that address and signature are right. */
  isKnown(body: unknown): boolean
}
