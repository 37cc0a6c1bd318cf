import { homeFromText, homeText } from '../../core/people/home.ts'
import { fold } from '../../language/fold.ts'
import { saidHomes } from '../../language/home.ts'
import type { JielongEntry } from '../../language/jielong/entry.ts'
import type { MergedJielong } from '../../language/jielong/merge.ts'
import { resolveHome } from '../../language/register.ts'
import { listText } from '../../phrases/jielong.ts'
import type { Conversation } from '../context.ts'
import { estateFor } from '../estate.ts'
import type { Row } from '../model.ts'
import { find, insert, list, remove, type Task } from '../operations.ts'
import { tokenHash } from '../secrets.ts'
import { tellGroup } from '../speak.ts'

/* The lines of a list as they are kept, and as its group sees them. */

export type List = Row<'jielongs'>

/** A title, or a line, as it is compared. */
export const titleKey = (title: string): string => fold(title).replace(/\s/g, '')

/** What a person is called, without the home that his card names. */
export const ownName = ({ name }: Row<'members'>, home: string | null): string => name.replace(home ?? ' ', '').trim()

/** Keeps the lines of a list that is counted, in the register's way of writing homes. */
export function* writeLines(at: Conversation, { id, groupId }: List, merged: MergedJielong): Task<void> {
  const group = yield* find('groups', { communityId: at.community.id, id: groupId })
  yield* remove('jielongLines', { communityId: at.community.id, jielongId: id })
  for (const { owner, version, ...entry } of merged.entries) {
    if (yield* isForgotten(id, entry.text)) continue
    const copy = yield* find('jielongCopies', { communityId: at.community.id, jielongId: id, messageId: version })
    yield* addLine(at, id, group, entry, { memberId: owner, messageId: version, at: copy?.at ?? at.now })
  }
}

/** The mark of a line whose author had his information deleted; nothing of it can be read from it. */
export const forgottenLine = (jielongId: number, text: string): string =>
  `jielong-forgotten:${tokenHash(`${jielongId} ${titleKey(text)}`)}`

/** Whether it is such a line: copies of others still have it. */
export function* isForgotten(jielongId: number, text: string): Task<boolean> {
  return (yield* find('marks', { key: forgottenLine(jielongId, text) })) !== null
}

interface Said {
  readonly memberId: string | null
  readonly messageId: string
  readonly at: number
}

export function* addLine(
  at: Conversation,
  jielongId: number,
  group: Row<'groups'> | null,
  entry: JielongEntry,
  said: Said,
): Task<void> {
  const { number, name, choice, quantity, text } = entry
  yield* insert('jielongLines', {
    communityId: at.community.id,
    jielongId,
    number,
    name,
    home: yield* homeOf(at, group, entry),
    choice,
    quantity: quantity === null ? null : Math.round(quantity * 100),
    text,
    ...said,
  })
}

/**
 * The home that a line is for, as far as it is written: also a room alone ahead, 101 王秀英, where only one such home is
 * asked, or only one in which somebody of that name lives.
 */
export function* homeOf(
  at: Conversation,
  group: Row<'groups'> | null,
  { home, name, text }: Pick<JielongEntry, 'home' | 'name' | 'text'>,
): Task<string | null> {
  if (home !== null) return yield* registered(at, group, home)
  const estate = yield* estateFor(at.community.id, group)
  const said = saidHomes(fold(text.slice(0, LONGEST_DOOR)), estate)
  const [written, another] = said?.homes ?? []
  if (!written || another || said?.start !== 0) return null
  const resolved = resolveHome(written, estate.register, estate.scope)
  if (resolved.kind === 'none') return null
  if (resolved.kind === 'one') return homeText(resolved.home)
  const fitting: string[] = []
  for (const one of resolved.homes) {
    const door = homeText(one)
    if ((yield* livingIn(at, door)).includes(name ?? '')) fitting.push(door)
  }
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}

/** A door stands at the head of a line. */
const LONGEST_DOOR = 40

/** The names of a home: its owners, and whoever we know to live there. */
function* livingIn({ community }: Conversation, home: string): Task<readonly string[]> {
  const communityId = community.id
  const names = [...((yield* find('households', { communityId, home }))?.owners ?? [])]
  for (const { memberId } of yield* list('residencies', { communityId, home })) {
    const member = yield* find('members', { id: memberId })
    if (member) names.push(ownName(member, home))
  }
  return names
}

/** 3-501 is 3-2-501 where only that fits; otherwise it stays as it was written. */
function* registered(at: Conversation, group: Row<'groups'> | null, written: string): Task<string> {
  const home = homeFromText(written)
  const { register, scope } = yield* estateFor(at.community.id, group)
  const resolved = home && resolveHome(home, register, scope)
  return resolved?.kind === 'one' ? homeText(resolved.home) : written
}

export function* lastPlace(at: Conversation, { id }: List): Task<number> {
  const last = yield* find(
    'jielongLines',
    { communityId: at.community.id, jielongId: id },
    { order: 'number', desc: true },
  )
  return last?.number ?? 0
}

/** The whole list as it stands, in its group. */
export function* showList(at: Conversation, kept: List): Task<void> {
  const lines = yield* list('jielongLines', { communityId: at.community.id, jielongId: kept.id }, { order: 'number' })
  yield* tellGroup(at, kept.groupId, { text: listText(kept, lines), about: aboutList(kept) }, 'free')
}

export const aboutList = ({ number }: List): { kind: 'jielong'; number: number } => ({
  kind: 'jielong',
  number: number ?? 0,
})
