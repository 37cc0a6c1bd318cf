import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dataDigest,
  type EventData,
  type Happening,
  type Link,
  linkAfter,
  NO_EVENTS,
  TrailCheck,
  type TrailFault,
  type TrailHead,
} from '../../../src/core/kernel/trail.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const happening = (n: number, data: EventData = { home: `3-2-${n}` }): Happening => ({
  at: n,
  type: 'poll.answered',
  actor: `u${n}`,
  messageId: `m${n}`,
  subject: 'poll:1',
  data,
})

const trailOf = (happenings: readonly Happening[]): { links: Link[]; head: TrailHead } => {
  const links: Link[] = []
  let head = NO_EVENTS
  for (const one of happenings) {
    const link = linkAfter(head, one, `salt${one.at}`, sha256)
    links.push(link)
    head = { events: link.seq, hash: link.hash }
  }
  return { links, head }
}

const faultOf = (links: readonly Link[], head: TrailHead): TrailFault | null => {
  const check = new TrailCheck(head, sha256)
  for (const link of links) {
    const fault = check.add(link)
    if (fault) return fault
  }
  return check.end()
}

/** As somebody would who puts numbers right after taking one out or putting one in. */
const renumbered = (links: readonly Link[]): Link[] => links.map((link, i) => ({ ...link, seq: i + 1 }))

const five = () => trailOf([1, 2, 3, 4, 5].map((n) => happening(n)))

describe('an audit trail', () => {
  test('that nobody touched is sound, also when it is empty', () => {
    const { links, head } = five()
    expect(faultOf(links, head)).toBeNull()
    expect(faultOf([], NO_EVENTS)).toBeNull()
  })

  test.each([
    ['at', { at: 9 }],
    ['type', { type: 'poll.opened' }],
    ['actor', { actor: 'u9' }],
    ['messageId', { messageId: null }],
    ['subject', { subject: 'poll:2' }],
    ['data', { data: { home: '9-9-999' } }],
    ['digest', { digest: sha256('else') }],
    ['salt', { salt: 'another' }],
    ['hash', { hash: sha256('else') }],
  ] as const)('names an event whose %s was altered', (_, change) => {
    const { links, head } = five()
    const altered = links.map((link) => (link.seq === 3 ? { ...link, ...change } : link))
    expect(faultOf(altered, head)).toEqual({ seq: 3, reason: 'altered' })
  })

  test('names the first event that was dropped, also at the end', () => {
    const { links, head } = five()
    expect(faultOf(links.slice(1), head)).toEqual({ seq: 1, reason: 'dropped' })
    expect(
      faultOf(
        links.filter(({ seq }) => seq !== 3),
        head,
      ),
    ).toEqual({ seq: 3, reason: 'dropped' })
    expect(faultOf(links.slice(0, 3), head)).toEqual({ seq: 4, reason: 'dropped' })
    expect(faultOf([], head)).toEqual({ seq: 1, reason: 'dropped' })
  })

  test('shows a dropped event also where the others were numbered anew', () => {
    const { links, head } = five()
    const closed = renumbered(links.filter(({ seq }) => seq !== 3))
    expect(faultOf(closed, head)).toMatchObject({ seq: 3 })
  })

  test('names an event that was inserted, wherever', () => {
    const { links, head } = five()
    const forged = (seq: number) => ({ ...happening(9), seq, digest: '', salt: 's', hash: '' })
    const [third, fourth] = [links[2], links[3]]
    if (!third || !fourth) throw new Error('five links')
    expect(faultOf([...links.slice(0, 3), forged(3), ...links.slice(3)], head)).toEqual({ seq: 4, reason: 'inserted' })
    // One that is well made: only what follows it betrays it.
    const made = linkAfter({ events: 3, hash: third.hash }, happening(9), 'salt', sha256)
    expect(faultOf(renumbered([...links.slice(0, 3), made, ...links.slice(3)]), head)).toEqual({
      seq: 4,
      reason: 'inserted',
    })
    const last = linkAfter(head, happening(9), 'salt', sha256)
    expect(faultOf([...links, last], head)).toEqual({ seq: 6, reason: 'inserted' })
  })

  test('shows a head that belongs to another trail', () => {
    const { links } = five()
    expect(faultOf(links, { events: 5, hash: sha256('else') })).toEqual({ seq: 5, reason: 'altered' })
  })

  test('stays sound where what was personal was erased and a later event says so', () => {
    const left = { home: null }
    const erased = [{ seq: 2, digest: dataDigest(left, null, sha256) }]
    const { links, head } = trailOf([happening(1), happening(2), happening(3, { erased })])
    const kept = links.map((link) => (link.seq === 2 ? { ...link, data: left, salt: null } : link))
    expect(faultOf(kept, head)).toBeNull()
    // Without the salt nobody can find out by trying homes which one it was.
    expect(kept[1]?.digest).not.toBe(dataDigest({ home: '3-2-2' }, null, sha256))
    const more = kept.map((link) => (link.seq === 2 ? { ...link, data: { home: '1-1-101' } } : link))
    expect(faultOf(more, head)).toEqual({ seq: 2, reason: 'altered' })
  })

  test('shows what was erased without a trace', () => {
    const { links, head } = five()
    const erased = links.map((link) => (link.seq === 2 ? { ...link, data: {}, salt: null } : link))
    expect(faultOf(erased, head)).toEqual({ seq: 2, reason: 'altered' })
  })

  test('shows every single change of a character, wherever it is made', () => {
    const { links, head } = five()
    const fields = ['type', 'actor', 'subject', 'digest', 'salt', 'hash'] as const
    fc.assert(
      fc.property(fc.nat(4), fc.constantFrom(...fields), fc.nat(), fc.string({ minLength: 1 }), (i, field, at, put) => {
        const link = links[i]
        const before = link?.[field]
        if (!link || before == null) return
        const cut = at % (before.length + 1)
        const after = before.slice(0, cut) + put + before.slice(cut + 1)
        if (after === before) return
        const changed = links.map((one) => (one === link ? { ...one, [field]: after } : one))
        expect(faultOf(changed, head)).toEqual({ seq: i + 1, reason: 'altered' })
      }),
    )
  })
})
