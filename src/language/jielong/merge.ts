import { homeFromText } from '../../core/people/home.ts'
import { fold } from '../fold.ts'
import type { JielongEntry } from './entry.ts'
import { readJielong } from './read.ts'

/** One message that carried the list. `at`: epoch ms. */
export interface JielongVersion {
  readonly id: string
  readonly sender: string
  /** Where the sender lives and what he is called, as we know him whatever the list says. */
  readonly home?: string | null
  readonly name?: string
  readonly text: string
  readonly at: number
}

interface MergedEntry extends JielongEntry {
  /** Who added it; null where the list was already long when we first saw it. */
  readonly owner: string | null
  /** The version that said it as it stands. */
  readonly version: string
}

/**
 * What a person should look at. Nothing here changes a count by itself.
 * lost, altered: another's line, kept as it was. changed, withdrawn: the sender's own line, followed.
 * same-home: a second line for one home, the first is kept. same-name: two people who may be one; both are kept.
 */
interface JielongRemark {
  readonly kind: 'lost' | 'altered' | 'changed' | 'withdrawn' | 'same-home' | 'same-name'
  readonly version: string
  readonly sender: string
  readonly was: JielongEntry
  /** What the version says instead; null where it says nothing. */
  readonly now: JielongEntry | null
}

export interface MergedJielong {
  readonly title: string
  readonly entries: readonly MergedEntry[]
  readonly remarks: readonly JielongRemark[]
}

interface Slot {
  entry: JielongEntry
  owner: string | null
  /** Whose home this is wrote it, as far as we know, and not a neighbour for him. */
  first: boolean
  version: string
  gone: boolean
}

interface Line {
  readonly key: string
  readonly entry: JielongEntry
  slot: Slot | null
}

const keyOf = ({ text }: JielongEntry): string => fold(text).replace(/\s+/g, ' ').trim()

/** Whether one line goes on where the other ends. */
const extended = (one: JielongEntry, other: JielongEntry): boolean => {
  const [short = '', long = ''] = [keyOf(one), keyOf(other)].toSorted((a, b) => a.length - b.length)
  return short !== '' && long.startsWith(short) && /^[\s,:;(、]/.test(long.slice(short.length))
}

/** Whether two lines are the same person's: the same home, the same name, or one goes on where the other ends. */
const sameWriter = (one: JielongEntry, other: JielongEntry): boolean => {
  if (one.home !== null && other.home !== null) return one.home === other.home
  return (one.name !== null && one.name === other.name) || extended(one, other)
}

/** Who a line is about, however it is worded. */
const subjectOf = ({ key, entry }: Line): string => entry.home ?? entry.name ?? key

type Counts = ReadonlyMap<string, number>

const counted = (keys: readonly string[]): Counts => {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}

const shared = (one: Counts, other: Counts): number => {
  let both = 0
  for (const [key, count] of one) both += Math.min(count, other.get(key) ?? 0)
  return both
}

/** A copy that was seen: its lines, how often each stands in it, and whom it is about. */
interface Copy {
  readonly lines: readonly Line[]
  readonly texts: Counts
  readonly subjects: Counts
}

class Merge {
  readonly slots: Slot[] = []
  readonly remarks: JielongRemark[] = []
  readonly #byKey = new Map<string, Slot[]>()
  readonly #byHome = new Map<string, Slot>()
  readonly #owned = new Map<string, Slot[]>()
  readonly #copies: Copy[] = []

  /** Versions must come in the order in which they were said. */
  add(version: JielongVersion, entries: readonly JielongEntry[]): void {
    const lines = entries.map((entry): Line => ({ key: keyOf(entry), entry, slot: null }))
    const copy: Copy = { lines, texts: counted(lines.map(({ key }) => key)), subjects: counted(lines.map(subjectOf)) }
    const ancestor = this.#nearest(copy)
    const lost = this.#match(lines, ancestor ?? [])
    this.#explain(lines, lost, version)
    // The first list we see may have been copied: only a single line is surely the sender's.
    const owner = ancestor === null && lines.length > 1 ? null : version.sender
    const used = new Set(lines.flatMap(({ slot }) => (slot ? [slot] : [])))
    const fresh = lines.filter(({ slot }) => slot === null)
    for (const line of fresh) {
      line.slot = this.#known(line, version, used, fresh.length === 1) ?? this.#open(line, owner, version)
      used.add(line.slot)
    }
    this.#copies.push(copy)
  }

  /** The version that the sender most likely copied: fewest lines that differ; of equals the latest. */
  #nearest({ texts, subjects }: Copy): readonly Line[] | null {
    let best: readonly Line[] | null = null
    let least = Number.POSITIVE_INFINITY
    for (const copy of this.#copies) {
      const differing = copy.lines.length - shared(texts, copy.texts) - shared(subjects, copy.subjects)
      if (differing <= least) {
        best = copy.lines
        least = differing
      }
    }
    return best
  }

  /** Equal lines are the same entry. What the ancestor has more is returned. */
  #match(lines: readonly Line[], ancestor: readonly Line[]): Slot[] {
    const open = new Map<string, Slot[]>()
    for (const { key, slot } of ancestor) if (slot) open.set(key, [...(open.get(key) ?? []), slot])
    for (const line of lines) line.slot = open.get(line.key)?.shift() ?? null
    const held = new Set(lines.map(({ slot }) => slot))
    return [...new Set([...open.values()].flat())].filter((slot) => !held.has(slot) && !slot.gone)
  }

  /** Lines that are gone: reworded in place, taken back by their owner, or lost by a neighbour. */
  #explain(lines: readonly Line[], lost: readonly Slot[], version: JielongVersion): void {
    for (const slot of lost) {
      const own = isOwn(slot, version)
      const fresh = lines.filter((line) => line.slot === null)
      const reworded =
        fresh.find(({ entry }) => sameWriter(slot.entry, entry)) ?? (own && fresh.length === 1 ? fresh[0] : undefined)
      if (reworded) {
        reworded.slot = slot
        if (own) this.#change(slot, reworded.entry, version)
        else this.#remark('altered', slot.entry, reworded.entry, version)
      } else {
        const taken = slot.owner === version.sender
        this.#remark(taken ? 'withdrawn' : 'lost', slot.entry, null, version)
        slot.gone = taken
      }
    }
  }

  /** The entry that a new line repeats, from another branch of the copies. */
  #known(line: Line, version: JielongVersion, used: ReadonlySet<Slot>, single: boolean): Slot | null {
    const { entry, key } = line
    const own = (this.#owned.get(version.sender) ?? []).filter((slot) => !used.has(slot))
    const home = entry.home === null ? undefined : this.#byHome.get(entry.home)
    if (home) {
      if (isOwn(home, version) && !used.has(home)) this.#change(home, entry, version)
      else if (key !== keyOf(home.entry)) this.#remark('same-home', home.entry, entry, version)
      if (home.gone) home.gone = false
      return home
    }
    const mine = own.find((slot) => keyOf(slot.entry) === key) ?? own.find((slot) => sameName(slot.entry, entry))
    if (mine) {
      this.#change(mine, entry, version)
      mine.gone = false
      return mine
    }
    const repeated = this.#byKey.get(key)?.find((slot) => !used.has(slot) && !slot.gone)
    if (!repeated) return this.#reworded(entry, version, used)
    // A bare name that nobody but its writer adds: a namesake, or the same line put back. Nobody may be lost.
    const namesake = single && repeated.owner !== null && entry.text === entry.name && !this.#owned.has(version.sender)
    if (!namesake) return repeated
    this.#remark('same-name', repeated.entry, entry, version)
    return null
  }

  /** Another's line from another branch, with more or less said in it: kept as he wrote it. A bare name may be a namesake's. */
  #reworded(entry: JielongEntry, version: JielongVersion, used: ReadonlySet<Slot>): Slot | null {
    const slot = this.slots.find(
      (each) => !used.has(each) && !each.gone && each.entry.text !== each.entry.name && extended(each.entry, entry),
    )
    if (slot) this.#remark('altered', slot.entry, entry, version)
    return slot ?? null
  }

  #open(line: Line, owner: string | null, version: JielongVersion): Slot {
    const first = owner !== null && (version.home == null || livesThere(line.entry, version))
    const slot: Slot = { entry: line.entry, owner, first, version: version.id, gone: false }
    this.slots.push(slot)
    this.#byKey.set(line.key, [...(this.#byKey.get(line.key) ?? []), slot])
    if (line.entry.home !== null) this.#byHome.set(line.entry.home, slot)
    if (owner !== null) this.#owned.set(owner, [...(this.#owned.get(owner) ?? []), slot])
    return slot
  }

  #change(slot: Slot, entry: JielongEntry, version: JielongVersion): void {
    const key = keyOf(entry)
    if (keyOf(slot.entry) === key) return
    this.#remark('changed', slot.entry, entry, version)
    slot.entry = entry
    slot.version = version.id
    if (slot.owner !== version.sender) {
      slot.owner = version.sender
      slot.first = true
      this.#owned.set(version.sender, [...(this.#owned.get(version.sender) ?? []), slot])
    }
    this.#byKey.set(key, [...(this.#byKey.get(key) ?? []), slot])
    if (entry.home !== null && !this.#byHome.has(entry.home)) this.#byHome.set(entry.home, slot)
  }

  #remark(
    kind: JielongRemark['kind'],
    was: JielongEntry,
    now: JielongEntry | null,
    { id, sender }: JielongVersion,
  ): void {
    this.remarks.push({ kind, version: id, sender, was, now })
  }
}

/** The line is for the sender's home; written without its unit, 3-501, only where it bears his name. */
const livesThere = (entry: JielongEntry, { home, name }: JielongVersion): boolean => {
  if (entry.home === null || home == null) return false
  if (entry.home === home) return true
  const [written, known] = [homeFromText(entry.home), homeFromText(home)]
  return (
    written?.unit === null &&
    entry.name === name &&
    `${written.building}-${written.room}` === `${known?.building}-${known?.room}`
  )
}

/**
 * Whether a line is the sender's to change: he wrote it; or it is for his home, and nobody of that home wrote it; or,
 * where it names no home and nobody was seen to write it, it bears his name.
 */
const isOwn = ({ entry, owner, first }: Slot, version: JielongVersion): boolean => {
  if (owner === version.sender) return true
  if (entry.home !== null) return !first && livesThere(entry, version)
  return owner === null && entry.name !== null && entry.name === version.name
}

const sameName = (one: JielongEntry, other: JielongEntry): boolean =>
  one.home === null && other.home === null && one.name !== null && one.name === other.name

const order = (one: JielongVersion, other: JielongVersion): number =>
  one.at - other.at || compare(one.id, other.id) || compare(one.text, other.text)
const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/**
 * One list out of all its re-sent copies, in whatever order they arrive. Each is compared with the earlier copy it is
 * nearest to: new lines are the sender's, lines of others that vanished or changed are kept and remarked on. Messages
 * that are no 接龙 are passed over, and so is an id seen twice. Null where none is left.
 */
export const mergeJielong = (versions: readonly JielongVersion[]): MergedJielong | null => {
  const merge = new Merge()
  const seen = new Set<string>()
  let title: string | null = null
  for (const version of versions.toSorted(order)) {
    if (seen.has(version.id)) continue
    seen.add(version.id)
    const jielong = readJielong(version.text)
    if (!jielong) continue
    title = title || jielong.title
    merge.add(version, jielong.entries)
  }
  if (title === null) return null
  const entries = merge.slots
    .filter(({ gone }) => !gone)
    .map(({ entry, owner, version }): MergedEntry => ({ ...entry, owner, version }))
  return { title, entries, remarks: merge.remarks }
}
