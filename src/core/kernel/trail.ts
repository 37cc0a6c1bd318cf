/**
 * The audit trail as a chain: each event's hash covers the one before it, so that nobody can alter, drop or insert one
 * without its showing. What was personal in an event can still be erased: the hash covers only a salted digest of it.
 */

/** SHA-256 of a text, in hex. Passed in: a rule knows no library. */
export type Digest = (text: string) => string

/** What an event tells. Named: what is read again, in whichever event it stands. */
export interface EventData {
  readonly [name: string]: unknown
  readonly text?: string
  readonly reason?: string
  readonly dueAt?: number
  readonly path?: readonly number[]
}

export interface Happening {
  /** ms since 1970. */
  readonly at: number
  readonly type: string
  readonly actor: string
  readonly messageId: string | null
  /** Like `poll:3`. */
  readonly subject: string
  readonly data: EventData
}

/** An event in its place in the trail: the first has seq 1. */
export interface Link extends Happening {
  readonly seq: number
  readonly digest: string
  /** Null: something of `data` was erased, and a later event says what was left (`Erased`). */
  readonly salt: string | null
  readonly hash: string
}

/** The end of a trail: how many events it has, and the last one's hash. */
export interface TrailHead {
  readonly events: number
  readonly hash: string
}

/** What an event that erases others says of each in its data, under `erased`. */
export interface Erased {
  readonly seq: number
  /** Of the data that was left. */
  readonly digest: string
}

/** The event at which a trail is first wrong. */
export interface TrailFault {
  readonly seq: number
  readonly reason: 'altered' | 'dropped' | 'inserted'
}

/** Of an event's data. Without a salt a short text could be guessed from it, so what was erased has none. */
export const dataDigest = (data: EventData, salt: string | null, digest: Digest): string =>
  digest(`${salt ?? ''}\n${JSON.stringify(data)}`)

type Covered = Pick<Link, 'seq' | 'at' | 'type' | 'actor' | 'messageId' | 'subject' | 'digest'>

const hashAfter = (before: string, link: Covered, digest: Digest): string => {
  const { seq, at, type, actor, messageId, subject, digest: data } = link
  return digest(JSON.stringify([before, seq, at, type, actor, messageId, subject, data]))
}

/** The next link of a trail. */
export const linkAfter = (head: TrailHead, event: Happening, salt: string, digest: Digest): Link => {
  const { at, type, actor, messageId, subject, data } = event
  const covered = { seq: head.events + 1, at, type, actor, messageId, subject, digest: dataDigest(data, salt, digest) }
  return { data, salt, hash: hashAfter(head.hash, covered, digest), ...covered }
}

/** Where no event has happened yet. */
export const NO_EVENTS: TrailHead = { events: 0, hash: '' }

/** Checks a trail link by link, in the order of their seq; it may be too long to be had at once. */
export class TrailCheck {
  readonly #digest: Digest
  /** The end that was kept apart from the links. */
  readonly #head: TrailHead
  #end = NO_EVENTS
  /** The hash before the last link: from it an inserted one is told from an altered one. */
  #before = ''
  /** Links of which something was erased, and what is left of them, until the event comes that says so. */
  readonly #erased = new Map<number, string>()

  constructor(head: TrailHead, digest: Digest) {
    this.#head = head
    this.#digest = digest
  }

  /** The next link. Null: nothing wrong so far. After a fault there is nothing more to learn. */
  add(link: Link): TrailFault | null {
    const { events, hash } = this.#end
    if (link.seq !== events + 1) return { seq: events + 1, reason: link.seq > events ? 'dropped' : 'inserted' }
    if (link.seq > this.#head.events) return { seq: link.seq, reason: 'inserted' }
    if (hashAfter(hash, link, this.#digest) !== link.hash) {
      const without = hashAfter(this.#before, { ...link, seq: events }, this.#digest)
      return events > 0 && without === link.hash
        ? { seq: events, reason: 'inserted' }
        : { seq: link.seq, reason: 'altered' }
    }
    const left = dataDigest(link.data, link.salt, this.#digest)
    if (link.salt === null) this.#erased.set(link.seq, left)
    else if (left !== link.digest) return { seq: link.seq, reason: 'altered' }
    for (const { seq, digest } of erasedBy(link)) if (this.#erased.get(seq) === digest) this.#erased.delete(seq)
    this.#before = hash
    this.#end = { events: link.seq, hash: link.hash }
    return null
  }

  /** After the last link. */
  end(): TrailFault | null {
    const [unsaid] = this.#erased.keys()
    if (unsaid !== undefined) return { seq: unsaid, reason: 'altered' }
    const { events, hash } = this.#end
    if (events < this.#head.events) return { seq: events + 1, reason: 'dropped' }
    return hash === this.#head.hash ? null : { seq: events, reason: 'altered' }
  }
}

const erasedBy = ({ data }: Link): readonly Erased[] =>
  'erased' in data && Array.isArray(data.erased) ? (data.erased as Erased[]) : []
