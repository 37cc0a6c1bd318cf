import { sumJielong } from '../../core/consult/jielong.ts'
import { isAsked } from '../../core/consult/poll.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import { reject } from '../../core/kernel/rejection.ts'
import { unitOfEntry } from '../../language/jielong/entry.ts'
import { openedListText, sentPrivatelyText, sumText } from '../../phrases/jielong.ts'
import { type Conversation, isDesk, type Outcome, record } from '../context.ts'
import type { Row } from '../model.ts'
import { nextNumber } from '../numbers.ts'
import { find, insert, list, type Task, update } from '../operations.ts'
import { replyPrivately, tellGroup } from '../speak.ts'
import { mergedOf } from './jielong.ts'
import { aboutList, type List, ownName, showList, titleKey, writeLines } from './jielong-lines.ts'
import { refuse } from './privately.ts'
import { quotedMessage } from './quoted.ts'

/** 接龙 标题: we keep the list, so that nobody has to send it again. */
export function* startJielong(at: Conversation, title: string): Task<Outcome> {
  if (!at.group || isDesk(at.group)) return yield* refuse(at, reject('jielong.no-group'))
  const same = { communityId: at.community.id, groupId: at.group.id, status: 'open', origin: 'bot' } as const
  const before = yield* find('jielongs', { titleKey: titleKey(title), ...same })
  if (before) return yield* refuse(at, reject('jielong.same', { number: before.number ?? 0 }))
  const number = yield* nextNumber(at, 'jielong')
  const row = {
    communityId: at.community.id,
    groupId: at.group.id,
    number,
    title: maskNumbers(title),
    titleKey: titleKey(title),
    origin: 'bot' as const,
    status: 'open' as const,
    poll: null,
    work: null,
    createdBy: at.member.id,
    createdAt: at.now,
    closedAt: null,
  }
  const kept = { id: yield* insert('jielongs', row), ...row }
  yield* record(at, 'jielong.opened', `jielong:${kept.id}`, { number, title: row.title })
  yield* tellGroup(at, at.group.id, { text: openedListText(kept), about: aboutList(kept) }, 'free')
  return 'command'
}

/** 结束接龙: no more lines. What we keep is shown once more; of what residents pass on, staff have the sum. */
export function* closeJielong(at: Conversation, number: number | null): Task<Outcome> {
  const kept =
    (yield* listMeant(at, number, { status: 'open', number: { not: null } })) ?? (yield* listMeant(at, number))
  if (!kept || kept.number === null) return yield* refuse(at, reject('jielong.none'))
  if (kept.status === 'closed') return yield* refuse(at, reject('jielong.closed'))
  yield* update('jielongs', { communityId: at.community.id, id: kept.id }, { status: 'closed', closedAt: at.now })
  yield* record(at, 'jielong.closed', `jielong:${kept.id}`, { number: kept.number })
  const closed = { ...kept, status: 'closed' as const }
  if (kept.origin === 'bot') yield* showList(at, closed)
  else yield* tellSum(at, closed)
  return 'command'
}

/** 统计接龙, quoting a copy: from now on the list has a number and is counted. The sum is for staff's eyes. */
export function* countJielong(at: Conversation, number: number | null): Task<Outcome> {
  const found = yield* listMeant(at, number)
  if (!found) return yield* refuse(at, reject(at.inbound.quote ? 'jielong.not-quoted' : 'jielong.none'))
  const kept = found.number === null ? yield* numberList(at, found, yield* nextNumber(at, 'jielong')) : found
  if (found.number === null) yield* record(at, 'jielong.adopted', `jielong:${kept.id}`, { number: kept.number })
  yield* tellSum(at, kept)
  return 'command'
}

/** Gives a list its number: from now on its lines are kept. */
function* numberList(at: Conversation, kept: List, number: number): Task<List> {
  yield* update('jielongs', { communityId: at.community.id, id: kept.id }, { number, createdBy: at.member.id })
  return { ...kept, number, createdBy: at.member.id }
}

function* tellSum(at: Conversation, kept: List): Task<void> {
  const merged = kept.origin === 'bot' ? null : yield* mergedOf(kept)
  if (merged) yield* writeLines(at, kept, merged)
  const group = yield* find('groups', { communityId: at.community.id, id: kept.groupId })
  const place = { buildings: null, building: group?.building ?? null, unit: group?.unit ?? null }
  const register = yield* list('households', { communityId: at.community.id })
  const asked = register.filter((household) => isAsked(place, household))
  const homes = new Set(register.map(({ home }) => home))
  const lines = yield* list('jielongLines', { communityId: at.community.id, jielongId: kept.id }, { order: 'id' })
  const unwritten = yield* homesOf(at, lines, asked)
  const sum = sumJielong(
    lines.map(({ id, name, home: written, choice, quantity, text }) => {
      const home = written ?? unwritten.get(id) ?? null
      const unit = unitOfEntry(text, kept.title)
      return { name, home, choice, quantity, unit, known: home !== null && homes.has(home) }
    }),
    asked,
  )
  const byName = lines.flatMap(({ id, name }) =>
    unwritten.has(id) ? [`${name ?? ''} ${unwritten.get(id)}`.trim()] : [],
  )
  const remarks = (merged?.remarks ?? []).map(({ kind, was, now }) => ({ kind, was: was.text, now: now?.text ?? null }))
  yield* replyPrivately(at, { text: sumText(kept, sum, remarks, byName), about: aboutList(kept) }, sentPrivatelyText())
}

/**
 * The homes of lines that name none: their writer's own, or that of the only person of that name who lives where it is
 * asked. Two of one name are told apart by nobody.
 */
function* homesOf(
  at: Conversation,
  lines: readonly Row<'jielongLines'>[],
  asked: readonly Row<'households'>[],
): Task<Map<number, string>> {
  const found = new Map<number, string>()
  const bare = lines.filter(({ home }) => home === null)
  if (bare.length === 0) return found
  const called = new Map<string, Set<string>>()
  const call = (name: string, home: string) => called.set(name, (called.get(name) ?? new Set()).add(home))
  for (const { home, owners } of asked) for (const owner of owners) call(owner, home)
  const here = new Set(asked.map(({ home }) => home))
  const names = new Map((yield* list('members', { communityId: at.community.id })).map((one) => [one.id, one]))
  const lives = new Map<string, string>()
  for (const { memberId, home } of yield* list('residencies', { communityId: at.community.id })) {
    const member = names.get(memberId)
    if (!member || !here.has(home)) continue
    lives.set(memberId, home)
    call(ownName(member, home), home)
  }
  for (const { id, memberId, name } of bare) {
    const homes = [...(called.get(name ?? '') ?? [])]
    const home = (memberId === null ? undefined : lives.get(memberId)) ?? (homes.length === 1 ? homes[0] : undefined)
    if (home !== undefined) found.set(id, home)
  }
  return found
}

/** The quoted list, the numbered one, or the newest of such in this group. */
function* listMeant(
  at: Conversation,
  number: number | null,
  such: { readonly status?: 'open'; readonly number?: { readonly not: null } } = {},
): Task<List | null> {
  const communityId = at.community.id
  if (number !== null) return yield* find('jielongs', { communityId, number })
  const quoted = at.inbound.quote ? yield* quotedMessage(at) : null
  if (quoted) {
    const copy = yield* find('jielongCopies', { communityId, messageId: quoted.row.extId })
    return copy && (yield* find('jielongs', { communityId, id: copy.jielongId }))
  }
  if (!at.group) return null
  const here = { communityId: at.community.id, groupId: at.group.id, ...such }
  return yield* find('jielongs', here, { order: 'id', desc: true })
}
